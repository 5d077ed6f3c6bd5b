"""Drawing questions from a bank: plain functions that give the same again for the same seed.

Each student gets other questions, each lesson its part, and a second sitting first of all what she
has not seen yet.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from app.catalog.bank import AssessmentKind, BankQuestion, lessons_of
from app.catalog.markdown.quiz import Option, Question

_UNSEEN = -1


@dataclass(frozen=True)
class Drawn:
    """A question of a sitting. `order` are the places of its options in the file, from 0, in the
    order in which they are shown; empty where there are none. An option's place in the file is
    also what is given when it is chosen, whatever order it is shown in."""

    question_id: str
    lesson_id: str
    order: tuple[int, ...] = ()


def seed_of(secret: bytes, course_id: str, kind: AssessmentKind, number: int) -> bytes:
    """The seed of a student's sitting; `secret` is hers and stays the same."""
    parts = (secret, course_id.encode(), kind.encode(), str(number).encode())
    return hashlib.sha256(b"\0".join(parts)).digest()


def draw(
    questions: Sequence[BankQuestion],
    options: Mapping[str, int],
    size: int,
    seed: bytes,
    seen: Mapping[str, int],
) -> tuple[Drawn, ...]:
    """Up to `size` of the questions, which lessons share as evenly as they can.

    `options` says how many options a question has, by id; one that is not in it is not drawn.
    `seen` gives the number of the last sitting that a question stood in: those not seen come
    first, then those seen longest ago.
    """
    # A generator seeded with bytes gives the same numbers on every computer and Python.
    lot = Random(seed)
    known = sorted(
        (one for one in questions if one.question_id in options), key=lambda one: one.question_id
    )
    piles = {slug: _pile(pile, lot, seen) for slug, pile in sorted(lessons_of(known).items())}
    chosen: list[BankQuestion] = []
    while len(chosen) < size and piles:
        # Each round takes one question from each lesson; the last goes to lessons by lot, but
        # first to those that still have one that was not seen.
        slugs = sorted(piles)
        lot.shuffle(slugs)
        slugs.sort(key=lambda slug: _last_seen(piles[slug][0], seen))
        for slug in slugs[: size - len(chosen)]:
            chosen.append(piles[slug].pop(0))
        piles = {slug: pile for slug, pile in piles.items() if pile}
    lot.shuffle(chosen)
    return tuple(
        Drawn(one.question_id, one.lesson_id, _order(options[one.question_id], lot))
        for one in chosen
    )


def shown_options(drawn: Drawn, question: Question) -> tuple[tuple[int, Option], ...]:
    """A question's options as they are shown: each with its place in the file, which is its value.

    Options that were added to the file since it was drawn come last; one that is gone is left out.
    """
    places = range(len(question.options))
    order = [place for place in drawn.order if place in places]
    order += [place for place in places if place not in order]
    return tuple((place, question.options[place]) for place in order)


def _pile(
    questions: Sequence[BankQuestion], lot: Random, seen: Mapping[str, int]
) -> list[BankQuestion]:
    pile = list(questions)
    lot.shuffle(pile)
    pile.sort(key=lambda one: _last_seen(one, seen))
    return pile


def _last_seen(question: BankQuestion, seen: Mapping[str, int]) -> int:
    return seen.get(question.question_id, _UNSEEN)


def _order(count: int, lot: Random) -> tuple[int, ...]:
    order = list(range(count))
    lot.shuffle(order)
    return tuple(order)
