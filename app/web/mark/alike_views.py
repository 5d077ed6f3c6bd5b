"""Works of one exercise that are much alike, in pairs, for a person to read. Nothing is kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app.catalog.model import Exercise
from app.people.accounts import NoSuchAccount
from app.progress.analysis.alike import (
    Fingerprint,
    Shingle,
    Text,
    commons,
    fingerprint,
    pairs,
    shared_lines,
)
from app.progress.analysis.handed_work import Work, all_texts, newest_work
from app.web.languages import language
from app.web.mark.analysis_views import exercise_of_class
from app.web.mark.area import blueprint
from app.web.services import services
from app.web.teach.area import for_instructors, my_class


@dataclass(frozen=True)
class Line:
    """A line of a work, and whether the other work has it too."""

    text: str
    shared: bool


@dataclass(frozen=True)
class Part:
    """A cell of a work by its lines: code, or prose."""

    lines: tuple[Line, ...]
    prose: bool


@dataclass(frozen=True)
class Side:
    """One of two works that lie side by side."""

    work: Work
    parts: tuple[Part, ...]


@blueprint.get("/classes/<int:class_id>/exercises/<slug>/alike")
@for_instructors
def alike(class_id: int, slug: str) -> ResponseReturnValue:
    """The pairs that are worth reading, the most alike first."""
    school_class = my_class(class_id)
    exercise = exercise_of_class(class_id, slug)
    works = {work.account_id: work for work in newest_work(class_id, exercise.id)}
    prints = {key: fingerprint(work.texts) for key, work in works.items()}
    return render_template(
        "mark/alike.html",
        school_class=school_class,
        exercise=exercise,
        works=works,
        found=pairs(prints, _given(exercise, works.values())),
        lang=language(),
    )


@blueprint.get("/classes/<int:class_id>/exercises/<slug>/alike/<int:one>/<int:other>")
@for_instructors
def pair(class_id: int, slug: str, one: int, other: int) -> ResponseReturnValue:
    """Two works side by side, what both have marked."""
    school_class = my_class(class_id)
    exercise = exercise_of_class(class_id, slug)
    works = {work.account_id: work for work in newest_work(class_id, exercise.id)}
    if one == other or not {one, other} <= works.keys():
        raise NoSuchAccount()
    prints = {key: fingerprint(work.texts) for key, work in works.items()}
    ordinary = commons(prints.values()) | _given(exercise, works.values()).shingles
    shared = (prints[one].shingles & prints[other].shingles) - ordinary
    return render_template(
        "mark/pair.html",
        school_class=school_class,
        exercise=exercise,
        sides=[_side(works[key], shared) for key in (one, other)],
        lang=language(),
    )


def _given(exercise: Exercise, works: Iterable[Work]) -> Fingerprint:
    """What everybody was given: the release, in each language that somebody worked in."""
    catalog = services().catalog
    langs = {exercise.language_for(work.lang) for work in works}
    releases = [catalog.release(exercise, lang) for lang in sorted(langs)]
    return Fingerprint(
        frozenset().union(*(fingerprint(all_texts(one)).shingles for one in releases))
    )


def _side(work: Work, shared: frozenset[Shingle]) -> Side:
    return Side(work, tuple(_part(text, shared) for text in work.texts if text.source.strip()))


def _part(text: Text, shared: frozenset[Shingle]) -> Part:
    marked = shared_lines(text, shared)
    lines = (Line(line, at in marked) for at, line in enumerate(text.source.split("\n")))
    return Part(tuple(lines), text.prose)
