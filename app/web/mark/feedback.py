"""What a student is told of a course's exercises, on one page that needs nothing else.

It says what she may see by now, and no more: what is not released is left out, so that a page that
is printed too early gives nothing away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import force_locale, format_date

from app.catalog import Catalog
from app.catalog.languages import direction
from app.catalog.model import Course, Exercise
from app.grading import CellGrade, Grade
from app.people.models import Account
from app.progress.analysis.results import given_by_hand, present_grades
from app.progress.marking.manual import CellByHand, as_given
from app.progress.marking.marks import seen_marks
from app.progress.marking.models import ManualScore
from app.progress.marking.rules import Mark
from app.web.languages import known_to_babel, language, offered
from app.web.mark.gradebook_table import exercises_of
from app.web.practice.given import NOTHING, mark_words
from app.web.practice.titles_of_tests import titles_for
from app.web.practice.wording import TestView, test_view


@dataclass(frozen=True)
class Told:
    """An exercise: its mark as the student may see it, the words to it, and what to read of its
    tests (those that failed, and what a person marked)."""

    title: str
    most: float
    mark: Mark
    words: Sequence[str]
    tests: tuple[TestView, ...]
    graded: bool


def feedback_html(student: Account, courses: Sequence[Course], catalog: Catalog) -> str:
    """The page, in the student's language where it is one of the pages'."""
    lang = student.lang if student.lang in offered() else language()
    with force_locale(known_to_babel(lang)):
        exercises = exercises_of(courses, catalog)
        told = _told(student, [one for _course, one in exercises], catalog, lang)
        parts = [
            (course, [told[one.id] for of, one in exercises if of is course]) for course in courses
        ]
        counted = [one for one in told.values() if not one.mark.exempt]
        return render_template(
            "mark/feedback.html",
            student=student,
            parts=[(course, rows) for course, rows in parts if rows],
            points=sum(one.mark.points or 0.0 for one in counted),
            most=sum(one.most for one in counted),
            today=format_date(format="long"),
            lang=lang,
            dir=direction(lang),
        )


def _told(
    student: Account, exercises: Sequence[Exercise], catalog: Catalog, lang: str
) -> dict[str, Told]:
    marks = seen_marks(student.id, exercises)
    shown = {key: mark for key, mark in marks.items() if mark.counted and not mark.held}
    ids = [mark.counted for mark in shown.values() if mark.counted]
    grades = present_grades(ids)
    given = given_by_hand([mark.counted for mark in shown.values() if mark.counted and mark.shown])
    found = {}
    for exercise in exercises:
        mark = marks.get(exercise.id, NOTHING)
        counted = mark.counted if exercise.id in shown else None
        grade = grades.get(counted or "")
        found[exercise.id] = Told(
            title=exercise.title(lang),
            most=exercise.max_score,
            mark=mark,
            words=mark_words(mark),
            tests=_tests(
                grade,
                given.get(counted or "", {}),
                exercise,
                lang,
                titles_for(grade, catalog, exercise, lang),
            )
            if grade
            else (),
            graded=grade is not None,
        )
    return found


def _tests(
    grade: Grade,
    given: Mapping[str, ManualScore],
    exercise: Exercise,
    lang: str,
    titles: Mapping[str, str],
) -> tuple[TestView, ...]:
    """The tests that are not passed, and the cells that a person marks."""
    views = (
        (
            cell,
            test_view(
                cell, number, _by_hand(cell, given.get(cell.grade_id)), exercise, lang, titles
            ),
        )
        for number, cell in enumerate(grade.cells, 1)
    )
    return tuple(view for cell, view in views if cell.status != "passed" or cell.by_hand)


def _by_hand(cell: CellGrade, score: ManualScore | None) -> CellByHand | None:
    return as_given(cell, score) if score is not None and cell.by_hand else None
