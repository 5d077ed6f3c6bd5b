"""One student's work on one exercise: submissions, tests, outputs, her mark and its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from app.grading import Grade
from app.people.models import Account, SchoolClass
from app.progress import submissions
from app.progress.drafts import Draft
from app.progress.flagged import flagged_of
from app.progress.marking import history
from app.progress.marking.history import Change
from app.progress.marking.item import Item, item_of
from app.progress.marking.manual import CellByHand, cells_by_hand
from app.progress.marking.marks import mark_of
from app.progress.submissions import Attempt, Submission
from app.web.languages import language
from app.web.mark.forms import OverrideForm, ReasonForm
from app.web.practice.area import Place
from app.web.practice.students_sheet import sheet_of
from app.web.practice.submitted import ShownCell, shown_cells
from app.web.practice.titles_of_tests import called, titles_for
from app.web.practice.wording import test_view
from app.web.services import services
from app.web.word_lists import kept_apart


@dataclass(frozen=True)
class Cell:
    """A cell of the gradebook: a student of a class, and an exercise."""

    school_class: SchoolClass
    student: Account
    place: Place

    @property
    def address(self) -> dict[str, Any]:
        """What the addresses of this cell's pages are made of."""
        return {
            "class_id": self.school_class.id,
            "account_id": self.student.id,
            "slug": self.place.exercise.slug,
        }

    @property
    def item(self) -> Item:
        """What changing its mark has to know."""
        parts = services()
        return item_of(self.place.exercise, parts.catalog, parts.pass_share)


def cell_page(
    cell: Cell, setting: OverrideForm | None = None, letting_off: ReasonForm | None = None
) -> str:
    """The page. `?number=` chooses a submission, else the newest; `?attempt=` an earlier grading.

    The forms are given where what was typed is to be put right.
    """
    place, exercise = cell.place, cell.place.exercise
    handed = submissions.history(cell.student.id, exercise.id)
    wanted = request.args.get("number", type=int)
    shown = next((one for one in handed if one.number == wanted), handed[0] if handed else None)
    attempts = submissions.attempts(shown) if shown else []
    attempt = _chosen(attempts, request.args.get("attempt", type=int))
    number = attempt.number if attempt else None
    grade = submissions.result(shown, number) if shown else None
    present = attempt is not None and attempt is attempts[0]
    given = _given(shown, grade) if shown and grade and present else {}
    changes = history.changes(cell.student.id, exercise.id)
    titles = titles_for(grade, services().catalog, exercise, language())
    names = _names(grade, titles) if grade else {}
    return render_template(
        "mark/cell.html",
        cell=cell,
        school_class=cell.school_class,
        student=cell.student,
        place=place,
        mark=mark_of(cell.student.id, exercise, cell.school_class.id),
        most=exercise.max_score,
        history=handed,
        flagged=flagged_of(handed),
        shown=shown,
        attempts=attempts,
        attempt=attempt,
        grade=grade,
        by_hand=given,
        tests=[
            test_view(one, at, given.get(one.grade_id), exercise, language(), titles)
            for at, one in enumerate(grade.cells, 1)
        ]
        if grade
        else [],
        notes=[_(note.sentence, **kept_apart(note.values)) for note in grade.notes]
        if grade
        else [],
        flags=_flags(grade, names) if grade else [],
        cells=_cells(shown, place, number) if shown else [],
        changes=[(one, change_words(one, names)) for one in changes],
        setting=setting or OverrideForm(formdata=None),
        letting_off=letting_off or ReasonForm(formdata=None, prefix="off-"),
        lang=language(),
    )


def change_words(change: Change, titles: dict[str, str]) -> str:
    """What a change was, in words."""
    if change.kind == "points":
        cell = titles.get(change.cell or "", change.cell or "")
        return _("Hand-in %(number)s, “%(cell)s” marked", number=change.number, cell=cell)
    known = {
        "override": _("Mark set"),
        "exempt": _("Let off the exercise"),
        "taken-back": _("Mark reckoned again"),
    }
    return known.get(change.kind, change.kind)


def _given(shown: Submission, grade: Grade) -> dict[str, CellByHand]:
    return {one.cell: one for one in cells_by_hand(shown, grade)}


def _names(grade: Grade, titles: Mapping[str, str]) -> dict[str, str]:
    """What the page calls each cell, by its id."""
    return {one.grade_id: called(one.grade_id, one.title, titles) for one in grade.cells}


def _flags(grade: Grade, titles: Mapping[str, str]) -> list[str]:
    """What grading noticed, in sentences that call each test by the title it has on the page."""
    sentences = []
    for flag in grade.flags:
        cell = str(flag.values.get("cell", ""))
        values = dict(flag.values) | {"cell": titles.get(cell, cell)}
        sentences.append(_(flag.sentence, **kept_apart(values)))
    return sentences


def _chosen(attempts: list[Attempt], wanted: int | None) -> Attempt | None:
    """The grading with this number, else the present one."""
    present = attempts[0] if attempts else None
    return next((one for one in attempts if one.number == wanted), present)


def _cells(shown: Submission, place: Place, number: int | None) -> list[ShownCell]:
    notebook = submissions.handed_in_notebook(shown)
    slots = sheet_of(place, Draft(0, notebook, 0)).slots
    return shown_cells(slots, submissions.executed_notebook(shown, number))
