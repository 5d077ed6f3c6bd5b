"""The catalogue: everything there is to learn, by address and by id, and its pages on request."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.catalog.cache import PageCache
from app.catalog.digests import digest_of
from app.catalog.findings import Finding
from app.catalog.languages import Language, in_order
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.pages.links import file_beside
from app.catalog.pages.pages import ExercisePage, LessonPage, PageMaker
from app.catalog.translation.po_words import PoWords

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

L = TypeVar("L", bound="DataclassInstance")


class Catalog:
    """What was loaded at one moment; it does not change (see `changed` and `reloaded`)."""

    def __init__(
        self,
        *,
        courses: tuple[Course, ...],
        exercises: tuple[Exercise, ...],
        findings: tuple[Finding, ...],
        cache: PageCache,
        interface: PoWords,
        state: str,
        state_now: Callable[[], str],
        load: Callable[[], "Catalog"],
    ) -> None:
        self.courses = courses
        self.exercises = exercises
        self.findings = findings
        self._state = state
        self._state_now = state_now
        self._load = load
        self._courses = {course.slug: course for course in courses}
        self._lessons = {
            (course.slug, lesson.slug): lesson for course in courses for lesson in course.lessons
        }
        self._exercises = {exercise.slug: exercise for exercise in exercises}
        self._courses_by_id = {course.id: course for course in courses}
        self._lessons_by_id = {lesson.id: lesson for lesson in self._lessons.values()}
        self._exercises_by_id = {exercise.id: exercise for exercise in exercises}
        self.version = digest_of(state, *(lesson.digest for lesson in self._lessons.values()))
        self.languages: tuple[Language, ...] = in_order(
            {code for course in courses for code in course.languages}
            | {code for exercise in exercises for code in exercise.languages}
        )
        self._pages = PageMaker(self, cache, interface)

    def course(self, slug: str) -> Course | None:
        """The course at an address."""
        return self._courses.get(slug)

    def lesson(self, course_slug: str, lesson_slug: str) -> Lesson | None:
        """The lesson at an address."""
        return self._lessons.get((course_slug, lesson_slug))

    def exercise(self, slug: str) -> Exercise | None:
        """The exercise at an address."""
        return self._exercises.get(slug)

    def course_by_id(self, id: str) -> Course | None:
        """The course of an id, which outlives a change of its folder's name."""
        return self._courses_by_id.get(id)

    def lesson_by_id(self, id: str) -> Lesson | None:
        """The lesson of an id."""
        return self._lessons_by_id.get(id)

    def exercise_by_id(self, id: str) -> Exercise | None:
        """The exercise of an id."""
        return self._exercises_by_id.get(id)

    def lesson_of(self, exercise: Exercise) -> Lesson | None:
        """The first lesson that leads to an exercise."""
        for lesson in self._lessons.values():
            if lesson.exercise == exercise.slug:
                return lesson
        return None

    def lesson_page(self, lesson: Lesson, lang: str) -> LessonPage:
        """A lesson, rendered for a language; from the cache, or made and kept there."""
        return self._pages.lesson_page(lesson, lang)

    def exercise_page(self, exercise: Exercise, lang: str) -> ExercisePage:
        """An exercise's release, its cells ready to be shown."""
        return self._pages.exercise_page(exercise, lang)

    def release(self, exercise: Exercise, lang: str) -> dict[str, Any]:
        """The student's version of an exercise, a notebook; a new dict on every call."""
        return self._pages.release(exercise, lang)

    def source(self, exercise: Exercise, lang: str) -> dict[str, Any]:
        """The instructor's notebook, translated, for the grader; never for a student."""
        return self._pages.source(exercise, lang)

    def limits(self, exercise: Exercise, limits: L) -> L:
        """The server's limits (a `kernels.Limits`) with those that the exercise's author set."""
        wanted = {
            "total_seconds": exercise.time_limit,
            "cell_seconds": exercise.cell_limit,
            "memory_mb": exercise.memory_limit,
        }
        return replace(limits, **{key: value for key, value in wanted.items() if value})

    def lesson_file(self, lesson: Lesson, path: str, lang: str) -> Path | None:
        """The file beside a lesson at a relative path, or its variant for the language.

        None for whatever is not there, has another suffix or lies outside the lesson's folder.
        """
        name = file_beside(lesson, path, lang)
        return None if name is None else lesson.folder / name

    def changed(self) -> bool:
        """Whether any file has changed since loading; about a millisecond for 60 lessons."""
        return self._state_now() != self._state

    def reloaded(self) -> "Catalog":
        """This catalogue if nothing has changed, else a new one."""
        return self._load() if self.changed() else self
