"""What a course's lessons and exercises give to its handbook: a chapter each, fit for one file."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.catalog.catalog import Catalog
from app.catalog.markdown.quiz import Question
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.pages.links import exercise_url, lesson_url
from app.catalog.pages.pages import CellView, ExercisePage, LessonPage
from app.catalog.rubric import ShownRow
from app.errors import KisimaError
from app.web.learn.folded import Solution, paper_of
from app.web.practice.wording import shown_rows
from app.web.printing.one_page import OnePage, image_of


@dataclass(frozen=True)
class Work:
    """An exercise on paper: its cells with the HTML of their texts, and rubric rows by cell id."""

    id: str
    exercise: Exercise
    page: ExercisePage
    cells: tuple[tuple[CellView, str], ...]
    rubric: Mapping[str, tuple[ShownRow, ...]]


@dataclass(frozen=True)
class Chapter:
    """A lesson on paper. `id` is its place in the file, `number` None for a project; `parts` are
    HTML or questions, `solutions` those of its challenges."""

    id: str
    lesson: Lesson
    number: int | None
    page: LessonPage
    one_page: OnePage
    parts: tuple[str | Question, ...]
    solutions: tuple[Solution, ...]
    work: Work | None


def lessons_of(course: Course) -> tuple[Lesson, ...]:
    """The lessons to print: those that students see, of a course that is not published yet all."""
    return course.lessons if course.state == "published" else course.all_lessons


def chapters(catalog: Catalog, course: Course, lang: str) -> Iterator[Chapter]:
    """The chapters in the lessons' order. Raises LessonGone.

    An exercise that cannot be read is left out; its lesson is a lesson all the same.
    """
    lessons = lessons_of(course)
    exercises = {one.slug: _exercise(catalog, one) for one in lessons}
    places = {f"/courses/{course.slug}/": "top"}
    places |= {lesson_url(one): one.slug for one in lessons}
    for one in lessons:
        exercise = exercises[one.slug]
        if exercise is not None:
            places.setdefault(exercise_url(exercise.slug), _work_id(one))
    number = 0
    for lesson in lessons:
        number += lesson.kind != "project"
        page = catalog.lesson_page(lesson, lang)
        one_page = OnePage(lesson.slug, places, image_of(catalog, lesson), page.title)
        paper = paper_of(page.parts, None)
        parts = (
            one_page.html(part) if isinstance(part, str) else one_page.question(part)
            for part in paper.parts
        )
        exercise = exercises[lesson.slug]
        yield Chapter(
            id=lesson.slug,
            lesson=lesson,
            number=None if lesson.kind == "project" else number,
            page=page,
            one_page=one_page,
            parts=tuple(parts),
            solutions=tuple(_whole(one, one_page) for one in paper.solutions),
            work=_work(catalog, lesson, exercise, lang, one_page) if exercise else None,
        )


def _work(
    catalog: Catalog, lesson: Lesson, exercise: Exercise, lang: str, of_lesson: OnePage
) -> Work | None:
    with contextlib.suppress(KisimaError):
        page = catalog.exercise_page(exercise, lang)
        one_page = replace(of_lesson, prefix=_work_id(lesson))
        cells = ((cell, one_page.html(html)) for cell, html in paper_of((), page).cells)
        rows = {cell.id: exercise.rubric.get(cell.grade_id, ()) for cell in page.cells}
        shown = {id: shown_rows(those, exercise, lang) for id, those in rows.items() if those}
        return Work(_work_id(lesson), exercise, page, tuple(cells), shown)
    return None


def _work_id(lesson: Lesson) -> str:
    return f"{lesson.slug}--exercise"


def _exercise(catalog: Catalog, lesson: Lesson) -> Exercise | None:
    if not lesson.exercise:
        return None
    return catalog.exercise(lesson.exercise) or catalog.any_exercise(lesson.exercise)


def _whole(solution: Solution, one_page: OnePage) -> Solution:
    return Solution(one_page.html(solution.title_html), one_page.html(solution.html))
