"""What a course must have that calls itself a textbook: `standard: textbook` in course.yaml.

Schools' own lessons may be as short as they like, so nobody else is asked. What a machine cannot
see (whether facts are right and have their source, whether the words are good) is for readers. The
findings are for those who work on such courses with `kisima check`, and speak English like it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.checks.data_checks import undescribed
from app.catalog.checks.lesson_figures import (
    LessonFigures,
    lesson_figures,
    notes_html,
    plain,
    prose_html,
)
from app.catalog.checks.standard_words import word_findings
from app.catalog.findings import Finding
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.pages.pages import LessonPage
from app.catalog.wordings import Wording

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

PROSE = (900, 1600)  # words
MOST_PACKED = 6_500  # bytes of text and questions, so that a first visit stays below 14 kB
MINUTES_OFF = 0.25  # how far, as a share, the time that is said may be from the estimate
LEAST_OUTCOMES = 3
LEAST_WRONG = 4
_NOTES = {
    "the plan for 45 minutes": r"\b45 minutes",
    "the plan for 90 minutes": r"\b90 minutes",
    "three common mistakes": r"\bmistakes\b",
    "what to do without electricity": r"\bwithout electricity",
    "40 students with 10 machines": r"\b40 students",
    "how to adapt it": r"\badapt",
    "answers": r"\banswers\b",
}


def standard_findings(
    catalog: "Catalog", course: Course, *, drafts: bool = True
) -> Iterator[Finding]:
    """What a course lacks of the standard that it names; nothing where it names none. Without
    `drafts` only what students see is looked at. Raises LessonGone."""
    if not course.standard:
        return
    lessons = course.all_lessons if drafts else course.lessons
    yield from _course_findings(course, lessons)
    pages = [(one, catalog.lesson_page(one, one.source_lang)) for one in lessons]
    yield from word_findings(pages)
    for lesson, page in pages:
        exercise = catalog.any_exercise(lesson.exercise) if lesson.exercise else None
        figures = lesson_figures(catalog, lesson)
        yield from _lesson_findings(lesson, page, figures)
        if exercise is None:
            yield _said(lesson.path, "exercise", "There is no exercise.")
        elif exercise.course_slug == course.slug:
            yield from _exercise_findings(lesson, exercise)


def _course_findings(course: Course, lessons: Sequence[Lesson]) -> Iterator[Finding]:
    path = course.folder / "course.yaml"
    if len(course.source_outcomes) < LEAST_OUTCOMES:
        yield _said(path, "outcomes", f"Fewer than {LEAST_OUTCOMES} outcomes are named.")
    if not (course.source_prerequisites and course.source_materials and course.competencies):
        yield _said(path, "about", "Prerequisites, materials or competencies are not named.")
    minutes = sum(lesson.minutes or 0 for lesson in lessons)
    if _is_off((course.hours or 0) * 60, minutes):
        said = f"The lessons take {minutes / 60:.1f} hours by their minutes, not {course.hours}."
        yield _said(path, "hours", said)
    if course.assessment is None or not course.assessment.start:
        yield _said(path, "assessment", "There is no start quiz with a final assessment.")
    if not any(lesson.kind == "project" for lesson in lessons):
        yield _said(path, "project", "There is no project at the end.")


def _lesson_findings(lesson: Lesson, page: LessonPage, figures: LessonFigures) -> Iterator[Finding]:
    for one in _CRITERIA:
        if not one.holds(lesson, figures) and (lesson.kind != "project" or one.of_projects):
            yield _said(lesson.path, one.id, one.said(figures))
    # Most of a project's time is spent away from the page: asking, measuring, writing.
    estimated = figures.reading + figures.exercise
    if lesson.kind != "project" and _is_off(lesson.minutes or 0, estimated):
        said = f"It says {lesson.minutes or 0} minutes, and by our estimate it takes "
        said += f"{figures.reading:.0f} for reading and {figures.exercise:.0f} for the exercise."
        yield _said(lesson.path, "minutes", said)
    lang, packed = figures.heaviest
    if packed > MOST_PACKED:
        said = f"Text and questions take {packed} bytes in {lang}, more than {MOST_PACKED}."
        yield _said(lesson.path, "packed", said)
    if page.lang == "en":
        yield from _words_of_notes(lesson, page)


def _words_of_notes(lesson: Lesson, page: LessonPage) -> Iterator[Finding]:
    """What notes for instructors and the part away from the screen lack, by their English words."""
    html = notes_html(page)
    text = plain(html).lower()
    lacking = [name for name, pattern in _NOTES.items() if not re.search(pattern, text)]
    lists = [found.count("<li>") for found in re.findall(r"<ol\b.*?</ol>", html, re.DOTALL)]
    if max(lists, default=0) < 3 and "three common mistakes" not in lacking:
        lacking.append("a list of three mistakes")
    if lacking:
        yield _said(lesson.path, "notes", f"Instructors' notes lack {', '.join(lacking)}.")
    if "away from the screen" not in plain(prose_html(page)).lower():
        yield _said(lesson.path, "away", "There is no part away from the screen.")


def _exercise_findings(lesson: Lesson, exercise: Exercise) -> Iterator[Finding]:
    path = exercise.folder / "exercise.yaml"
    if exercise.points_of_tests <= 0:
        yield _said(path, "tests", "No points come from tests.")
    if lesson.kind == "project":
        if not exercise.rubric:
            yield _said(path, "rubric", "The project has no rubric.")
        return
    if len(exercise.wrong) < LEAST_WRONG:
        said = f"{len(exercise.wrong)} wrong answers are there, and {LEAST_WRONG} are asked for."
        yield _said(path, "wrong", said)
    known = exercise.wrong_expected
    open_ones = [
        one.name for one in exercise.wrong if one.name not in known or known[one.name].loses is None
    ]
    if open_ones:
        said = f"Nobody says which tests these lose points in: {', '.join(open_ones)}."
        yield _said(path, "loses", said)
    for name in undescribed(exercise):
        yield _said(path, "data-sheet", f"The table {name} has no data sheet.")


@dataclass(frozen=True)
class _Criterion:
    """What a lesson must hold. `of_projects` says that the project at the end must too."""

    id: str
    holds: Callable[[Lesson, LessonFigures], bool]
    said: Callable[[LessonFigures], str]
    of_projects: bool = False


_CRITERIA = (
    _Criterion(
        "prose",
        lambda lesson, figures: PROSE[0] <= figures.prose <= PROSE[1],
        lambda figures: f"It has {figures.prose} words of prose, not {PROSE[0]} to {PROSE[1]}.",
    ),
    _Criterion(
        "questions",
        lambda lesson, figures: figures.questions >= 6 and len(figures.kinds) >= 3,
        lambda figures: (
            f"It has {figures.questions} questions of {len(figures.kinds)} kinds, "
            "fewer than 6 of 3."
        ),
    ),
    _Criterion(
        "feedback",
        lambda lesson, figures: not figures.unexplained,
        lambda figures: f"Some answers say not why: {', '.join(figures.unexplained)}.",
        of_projects=True,
    ),
    _Criterion(
        "challenges",
        lambda lesson, figures: figures.boxes["solution"] >= figures.boxes["challenge"] >= 2,
        lambda figures: "It has fewer than two challenges with solutions.",
    ),
    _Criterion(
        "boxes",
        lambda lesson, figures: bool(figures.boxes["objectives"] and figures.boxes["keypoints"]),
        lambda figures: "Objectives or key points are not there.",
    ),
    _Criterion(
        "glossary",
        lambda lesson, figures: figures.glossary > 0,
        lambda figures: "It has no glossary.",
    ),
    _Criterion(
        "figure", lambda lesson, figures: figures.pictures > 0, lambda _: "It has no figure."
    ),
    _Criterion(
        "competencies",
        lambda lesson, figures: bool(lesson.competencies),
        lambda figures: "It names no competency.",
        of_projects=True,
    ),
)


def _is_off(said: float, estimated: float) -> bool:
    return abs(said - estimated) > MINUTES_OFF * estimated


def _said(path: Path, id: str, said: str, line: int = 1) -> Finding:
    return Finding(path, line, f"standard-{id}", {"said": said}, Wording("%(said)s", "", "warning"))


def without_hints(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those on words, which a person must judge one by one."""
    return [one for one in findings if one.id not in ("word-early", "word-unknown")]
