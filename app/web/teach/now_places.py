"""The lessons and exercises of a class's courses, numbered for the page of the class now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.catalog import Catalog
from app.catalog.model import Course, Lesson


@dataclass(frozen=True)
class Place:
    """Where students can be; `seen_as` is how web.last_seen calls it."""

    number: int
    kind: Literal["lesson", "exercise"]
    id: str
    title: str
    course: str
    seen_as: str
    lesson: Lesson | None = None


@dataclass(frozen=True)
class Places:
    """All of them, in the order of the courses, and ways to find one."""

    all: tuple[Place, ...]
    by_seen: dict[str, Place]
    by_id: dict[tuple[str, str], Place]


def places_of(courses: Sequence[Course], catalog: Catalog, lang: str) -> Places:
    """The places of courses, each lesson before its exercise; titles in a language."""
    found: dict[tuple[str, str], Place] = {}
    for course in courses:
        title = course.title(lang)
        for lesson in course.lessons:
            key: tuple[str, str] = ("lesson", lesson.id)
            if key not in found:
                at = f"{course.slug}/{lesson.slug}"
                found[key] = Place(
                    len(found), "lesson", lesson.id, lesson.title(lang), title, at, lesson
                )
            exercise = catalog.exercise(lesson.exercise) if lesson.exercise else None
            if exercise is not None and ("exercise", exercise.id) not in found:
                found["exercise", exercise.id] = Place(
                    len(found), "exercise", exercise.id, exercise.title(lang), title, exercise.slug
                )
    every = tuple(found.values())
    return Places(every, {one.seen_as: one for one in every}, found)
