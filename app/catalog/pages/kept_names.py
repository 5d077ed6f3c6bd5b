"""The names by which the cache keeps what a catalogue's pages are made of."""

from typing import TYPE_CHECKING

from app.catalog.model import Course, Exercise, Lesson
from app.catalog.pages.figures import drawings

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

# What is kept of an exercise in each language.
KINDS = ("page", "release", "source", "data")


def share_name(course: Course, code: str) -> str:
    """The share of a course's texts that are translated."""
    return f"share:{course.slug}/{code}"


def bank_name(course: Course, code: str) -> str:
    """A course's questions."""
    return f"bank:{course.slug}/{code}"


def lesson_name(lesson: Lesson, code: str) -> str:
    """A lesson's page."""
    return f"lesson:{lesson.course_slug}/{lesson.slug}/{code}"


def figure_name(lesson: Lesson, name: str, code: str) -> str:
    """A lesson's drawing."""
    return f"figure:{lesson.course_slug}/{lesson.slug}/{name}/{code}"


def exercise_name(kind: str, exercise: Exercise, code: str) -> str:
    """What is made of an exercise, of one of the kinds."""
    return f"{kind}:{exercise.slug}/{code}"


def known_names(catalog: "Catalog") -> set[str]:
    """Every name that a catalogue uses in the cache, its interface's words apart."""
    names: set[str] = set()
    for course in catalog.all_courses:
        names.update(course.words.cache_names())
        names.update(share_name(course, code) for code in course.languages)
        names.update(bank_name(course, code) for code in course.languages)
        for lesson in course.all_lessons:
            names.update(lesson_name(lesson, code) for code in lesson.languages)
            names.update(
                figure_name(lesson, name, code)
                for name in drawings(lesson)
                for code in lesson.words.languages
            )
    for exercise in catalog.all_exercises:
        names.update(exercise.words.cache_names())
        for code in exercise.languages:
            names.update(exercise_name(kind, exercise, code) for kind in KINDS)
    return names
