"""Guessing what a student does next: what was done, by anybody, after what she did before.

A class goes through a lesson in the same order, so that the guess is right for half of the rows,
and a column that is mostly zeros packs to less. Both sides guess alike, from the rows so far.
"""

from collections.abc import Iterable

NONE = -1
_NEITHER = (NONE, NONE)


def to_surprises(places: Iterable[int], students: Iterable[int]) -> list[int]:
    """0 where the first guess is right, 1 for the second, else the content's place and 2."""
    after: dict[int, tuple[int, int]] = {}
    last: dict[int, int] = {}
    surprises = []
    for place, student in zip(places, students, strict=True):
        before = last.get(student, NONE)
        first, second = after.get(before, _NEITHER)
        if place == first:
            surprises.append(0)
        else:
            surprises.append(1 if place == second else place + 2)
            after[before] = place, first
        last[student] = place
    return surprises


def from_surprises(surprises: Iterable[int], students: Iterable[int]) -> list[int]:
    """The places again; below zero somewhere when the surprises are none of to_surprises'."""
    after: dict[int, tuple[int, int]] = {}
    last: dict[int, int] = {}
    places = []
    for surprise, student in zip(surprises, students, strict=True):
        before = last.get(student, NONE)
        first, second = after.get(before, _NEITHER)
        if surprise == 0:
            place = first
        else:
            place = second if surprise == 1 else surprise - 2
            after[before] = place, first
        last[student] = place
        places.append(place)
    return places
