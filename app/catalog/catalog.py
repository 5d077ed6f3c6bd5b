"""The catalogue: everything there is to learn, by address and by id, and its pages on request."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.catalog.cache import PageCache
from app.catalog.digests import digest_of
from app.catalog.findings import Finding
from app.catalog.languages import Language, in_order
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.pages.data_pages import DataPage
from app.catalog.pages.figures import made_from
from app.catalog.pages.links import file_beside
from app.catalog.pages.pages import BankPage, CellView, ExercisePage, LessonPage, PageMaker
from app.catalog.roots import Roots
from app.catalog.translation.po_words import PoWords

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from app.catalog.pages.typed_text import TypedPage

L = TypeVar("L", bound="DataclassInstance")


class Catalog:
    """What was loaded at one moment; it does not change (see `changed` and `reloaded`)."""

    def __init__(
        self,
        *,
        roots: Roots,
        courses: tuple[Course, ...],
        exercises: tuple[Exercise, ...],
        findings: tuple[Finding, ...],
        cache: PageCache,
        interface: PoWords,
        state: str,
        state_now: Callable[[], str],
        load: Callable[[], "Catalog"],
    ) -> None:
        self.roots = roots
        self.all_courses = courses
        self.all_exercises = exercises
        self.findings = findings
        self._state = state
        self._state_now = state_now
        self._load = load
        everywhere = [lesson for course in courses for lesson in course.all_lessons]
        # What students see comes first, so that it is found before a draft is.
        everywhere.sort(key=lambda lesson: not lesson.is_open)
        used = {lesson.exercise for lesson in everywhere}
        open_ones = {lesson.exercise for lesson in everywhere if lesson.is_open}
        self.courses = tuple(course for course in courses if course.state == "published")
        # An exercise that only drafts lead to is one of them.
        self.exercises = tuple(
            exercise
            for exercise in exercises
            if exercise.state == "published"
            and (exercise.slug in open_ones or exercise.slug not in used)
        )
        self._courses = {course.slug: course for course in self.courses}
        self._all_courses = {course.slug: course for course in courses}
        self._all_lessons = {(lesson.course_slug, lesson.slug): lesson for lesson in everywhere}
        self._lessons = {key: lesson for key, lesson in self._all_lessons.items() if lesson.is_open}
        self._exercises = {exercise.slug: exercise for exercise in self.exercises}
        self._all_exercises = {exercise.slug: exercise for exercise in exercises}
        self._courses_by_id = {course.id: course for course in courses}
        self._lessons_by_id = {lesson.id: lesson for lesson in everywhere}
        self._exercises_by_id = {exercise.id: exercise for exercise in exercises}
        self.version = digest_of(state, *(lesson.digest for lesson in everywhere))
        self.languages: tuple[Language, ...] = in_order(
            {code for course in courses for code in course.languages}
            | {code for exercise in exercises for code in exercise.languages}
        )
        self._pages = PageMaker(self, cache, interface)

    def course(self, slug: str) -> Course | None:
        """The course at an address that students may open."""
        return self._courses.get(slug)

    def lesson(self, course_slug: str, lesson_slug: str) -> Lesson | None:
        """The lesson at an address that students may open."""
        return self._lessons.get((course_slug, lesson_slug))

    def exercise(self, slug: str) -> Exercise | None:
        """The exercise at an address that students may open."""
        return self._exercises.get(slug)

    def any_course(self, slug: str) -> Course | None:
        """The course of a folder, in whatever state; for those who write."""
        return self._all_courses.get(slug)

    def any_lesson(self, course_slug: str, lesson_slug: str) -> Lesson | None:
        """The lesson of a folder, in whatever state; for those who write."""
        return self._all_lessons.get((course_slug, lesson_slug))

    def any_exercise(self, slug: str) -> Exercise | None:
        """The exercise of a folder, in whatever state; for those who write."""
        return self._all_exercises.get(slug)

    def course_by_id(self, id: str) -> Course | None:
        """The course of an id, which outlives a change of its folder's name, in whatever state."""
        return self._courses_by_id.get(id)

    def lesson_by_id(self, id: str) -> Lesson | None:
        """The lesson of an id, in whatever state."""
        return self._lessons_by_id.get(id)

    def exercise_by_id(self, id: str) -> Exercise | None:
        """The exercise of an id, in whatever state: what was handed in is graded all the same."""
        return self._exercises_by_id.get(id)

    def lesson_of(self, exercise: Exercise) -> Lesson | None:
        """The first lesson that leads to an exercise; one that students see comes first."""
        for lesson in self._all_lessons.values():
            if lesson.exercise == exercise.slug:
                return lesson
        return None

    def lesson_page(self, lesson: Lesson, lang: str) -> LessonPage:
        """A lesson, rendered for a language; from the cache, or made and kept there."""
        return self._pages.lesson_page(lesson, lang)

    def bank_page(self, course: Course, lang: str) -> BankPage:
        """The questions that can be drawn in a course, rendered for a language. Raises LessonGone
        where one of their files cannot be read any more."""
        return self._pages.bank_page(course, lang)

    def translated(self, course: Course, lang: str) -> float:
        """How much of what students see of a course is in a language: 0 to 1."""
        return self._pages.translated(course, lang)

    def typed_page(
        self, course_slug: str, lesson_slug: str, text: str, *, lang: str, files_at: str
    ) -> "TypedPage":
        """A lesson's text that is not saved, as its page would be: see pages.typed_text."""
        from app.catalog.pages.typed_text import typed_page

        words = self._pages.words(lang)
        return typed_page(
            self, course_slug, lesson_slug, text, lang=lang, files_at=files_at, words=words
        )

    def typed_cells(self, exercise: Exercise, notebook: dict[str, Any]) -> tuple[CellView, ...]:
        """The cells of an exercise's release as they would be with a notebook that is not saved.
        Raises NotebookError."""
        from app.catalog.pages.exercise_pages import typed_cells

        return typed_cells(self, exercise, notebook, self._pages.words(exercise.source_lang))

    def exercise_page(self, exercise: Exercise, lang: str) -> ExercisePage:
        """An exercise's release, its cells ready to be shown."""
        return self._pages.exercise_page(exercise, lang)

    def data_page(self, exercise: Exercise, lang: str) -> DataPage:
        """What an exercise's data sheets say, in a language."""
        return self._pages.data_page(exercise, lang)

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
        return None if name is None else lesson.files[name]

    def figure(
        self, lesson: Lesson, name: str, lang: str, texts: Mapping[str, str] | None = None
    ) -> bytes | None:
        """A drawing beside a lesson with the labels that a language's PO files translate.

        None where they translate none. `texts` are those files' texts, for who has them at hand.
        """
        return self._pages.figure(lesson, name, lang, texts)

    def figure_at(self, lesson: Lesson, path: str) -> bytes | None:
        """The same for a path such as `figure.fr.svg`, as pages name it; None for another path."""
        found = made_from(lesson, path)
        if found is None:
            return None
        figure = self._pages.figure(lesson, *found)
        # A page of yesterday may ask for what is no longer translated.
        return lesson.files[found[0]].read_bytes() if figure is None else figure

    def changed(self) -> bool:
        """Whether any file has changed since loading; about a millisecond for 60 lessons."""
        return self._state_now() != self._state

    def reloaded(self) -> "Catalog":
        """This catalogue if nothing has changed, else a new one."""
        return self._load() if self.changed() else self
