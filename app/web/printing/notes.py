"""What a course's lessons and exercises give to the instructors' guide. Never for a student."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.catalog.catalog import Catalog
from app.catalog.competencies import COMPETENCIES
from app.catalog.markdown.quiz import Question
from app.catalog.markdown.rendered import InstructorPart
from app.catalog.model import Course, Lesson
from app.catalog.pages.data_pages import ShownSheet
from app.notebooks.expected import Expected
from app.web.learn.answers import right_words
from app.web.learn.solutions import SolutionCell, solutions
from app.web.practice.titles_of_tests import titles_on
from app.web.printing.chapters import Chapter, Work

SHORT, LONG = 45, 90  # minutes of a lesson at school


@dataclass(frozen=True)
class Answered:
    """A question with what is right, in words; `number` counts from 1."""

    number: int
    question: Question
    right: str


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong notebook: what it gets wrong, by its file's name, its points, None where that is not
    said, and the titles of the tests that it loses."""

    name: str
    points: float | None
    tests: tuple[str, ...]


@dataclass(frozen=True)
class LessonNotes:
    """A chapter of the guide. `competencies` are codes with names, which are msgids or empty."""

    chapter: Chapter
    notes: tuple[str, ...]
    answers: tuple[Answered, ...]
    solutions: tuple[SolutionCell, ...]
    wrong: tuple[WrongAnswer, ...]
    sheets: tuple[ShownSheet, ...]
    competencies: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Period:
    """A lesson in a school's timetable: how many lessons of 45 and of 90 minutes it takes."""

    lesson: Lesson
    minutes: int
    short: int
    long: int


def notes_of(catalog: Catalog, chapter: Chapter, lang: str) -> LessonNotes:
    """The guide's chapter to one of the handbook's."""
    one_page = replace(chapter.one_page, prefix=f"{chapter.id}--notes")
    hidden = (part for part in chapter.page.parts if isinstance(part, InstructorPart))
    questions = (part for part in chapter.parts if isinstance(part, Question))
    work = chapter.work
    return LessonNotes(
        chapter=chapter,
        notes=tuple(one_page.html(part.html) for part in hidden),
        answers=tuple(_answered(questions)),
        solutions=tuple(solutions(work.exercise, catalog, lang)) if work else (),
        wrong=tuple(_wrong(work)) if work else (),
        sheets=catalog.data_page(work.exercise, lang).sheets if work else (),
        competencies=tuple(
            (code, COMPETENCIES[code].name if code in COMPETENCIES else "")
            for code in chapter.lesson.competencies
        ),
    )


def periods(lessons: Sequence[Lesson]) -> list[Period]:
    """The lessons whose minutes are known, as a plan of the course."""
    return [
        Period(one, one.minutes, math.ceil(one.minutes / SHORT), math.ceil(one.minutes / LONG))
        for one in lessons
        if one.minutes
    ]


def bank_chapters(
    catalog: Catalog, course: Course, lang: str, chapters: Sequence[Chapter]
) -> list[tuple[Chapter, tuple[Answered, ...]]]:
    """The questions of the assessment with their answers, by lesson. Raises LessonGone."""
    of_lesson = {one.question_id: one.lesson_slug for one in course.bank.questions}
    page = catalog.bank_page(course, lang)
    found = []
    for chapter in chapters:
        one_page = replace(chapter.one_page, prefix=f"{chapter.id}--bank")
        mine = (one for one in page.questions if of_lesson.get(one.id) == chapter.lesson.slug)
        answered = tuple(_answered(one_page.question(one) for one in mine))
        if answered:
            found.append((chapter, answered))
    return found


def _answered(questions: Iterator[Question]) -> Iterator[Answered]:
    for number, question in enumerate(questions, 1):
        yield Answered(number, question, right_words(question))


def _wrong(work: Work) -> Iterator[WrongAnswer]:
    titles = titles_on(work.page)
    for path in work.exercise.wrong:
        expected = work.exercise.wrong_expected.get(path.name, Expected())
        tests = (title for name, title in titles.items() if name in (expected.loses or ()))
        yield WrongAnswer(path.stem.replace("-", " "), expected.score, tuple(tests))
