"""What she handed in, what became of it, and her notebooks."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.database import db
from app.errors import N_
from app.progress import drafts, submissions
from app.progress.marking.manual import cells_by_hand
from app.progress.models import DraftRow, DraftVersion, SubmissionRow
from app.progress.own_data.whose import EXERCISE, HAND_IN, TIME, Of, OwnTable, as_time, as_yes
from app.progress.packing import unpack
from app.progress.submissions import Submission, as_submission

Notebook = dict[str, Any]


def hand_ins(of: Of) -> OwnTable:
    """Each submission."""
    rows = [
        (
            of.exercise(work.exercise_id),
            work.number,
            as_time(work.handed_in_ms),
            "" if of.held(work) or work.score is None else work.score,
            work.by_hand if of.shown(work) and work.needs_manual else "",
            work.max_score if work.max_score is not None else "",
            f"notebooks/{file_of(work)}",
        )
        for work in of.works
    ]
    return OwnTable(
        "hand-ins",
        N_("What you handed in."),
        {
            "exercise": EXERCISE,
            "number": HAND_IN,
            "handed_in": TIME,
            "points_of_tests": N_("points given by the computer, as far as they are shown"),
            "points_by_hand": N_("points given by people, as far as they are shown"),
            "most": N_("points that can be had"),
            "file": N_("your notebook, in this file"),
        },
        rows,
    )


def results(of: Of) -> OwnTable:
    """Each test's result and what people gave, as far as she may see it."""
    rows: list[tuple[object, ...]] = []
    for work in of.works:
        grade = None if of.held(work) else submissions.result(work)
        given = {one.cell: one for one in cells_by_hand(work, grade)} if of.shown(work) else {}
        for cell in grade.cells if grade else ():
            hand = given.get(cell.grade_id)
            points = hand.points if hand and hand.points is not None else cell.score
            ticked = of.rows(work.exercise_id, hand.rows) if hand else ""
            test = of.test(work.exercise_id, cell)
            row = (of.exercise(work.exercise_id), work.number, test, points, cell.max_score)
            rows.append((*row, cell.status, ticked, hand.comment if hand else ""))
    return OwnTable(
        "results",
        N_("What each test said, and what people gave and wrote, as far as it is shown."),
        {
            "exercise": EXERCISE,
            "number": HAND_IN,
            "test": N_("the test's or the question's name"),
            "points": N_("the points that were given"),
            "most": N_("points that can be had"),
            "outcome": N_("how the test ended; manual: for a person"),
            "rubric": N_("the rows of the rubric that your instructor ticked"),
            "comment": N_("what your instructor wrote"),
        },
        rows,
    )


def marks(of: Of) -> OwnTable:
    """Her marks, as far as she may see them."""
    rows = [
        (
            of.exercise(exercise_id),
            "" if mark.points is None else mark.points,
            mark.most,
            mark.penalty,
            as_yes(mark.exempt),
            as_yes(mark.overridden),
            mark.override.reason if mark.override else "",
        )
        for exercise_id, mark in sorted(of.marks.items())
    ]
    return OwnTable(
        "marks",
        N_("Your marks, as far as they are shown."),
        {
            "exercise": EXERCISE,
            "points": N_("your mark"),
            "most": N_("points that can be had"),
            "lost_by_lateness": N_("points taken off because it came late"),
            "exempt": N_("whether you need not do it"),
            "set_by_a_person": N_("whether an instructor set the mark"),
            "reason": N_("the instructor's reason"),
        },
        rows,
    )


def own_drafts(of: Of) -> OwnTable:
    """What she is working on, and earlier versions."""
    present = select(DraftRow.exercise_id, DraftRow.updated_ms).where(
        DraftRow.account_id == of.account.id
    )
    earlier = select(
        DraftVersion.exercise_id, DraftVersion.id, DraftVersion.reason, DraftVersion.kept_ms
    ).where(DraftVersion.account_id == of.account.id)
    rows: list[tuple[object, ...]] = [
        (of.exercise(id), "", as_time(at), f"notebooks/{id}/draft.ipynb")
        for id, at in db.session.execute(present)
    ]
    rows += [
        (of.exercise(id), reason, as_time(at), f"notebooks/{id}/earlier-{number}.ipynb")
        for id, number, reason, at in db.session.execute(earlier)
    ]
    return OwnTable(
        "drafts",
        N_("The notebooks that you are working on, and earlier versions of them."),
        {
            "exercise": EXERCISE,
            "kept_because": N_("why an earlier version was kept; empty: the present one"),
            "saved": TIME,
            "file": N_("your notebook, in this file"),
        },
        rows,
    )


def own_notebooks(account_id: int) -> Iterator[tuple[str, Notebook]]:
    """Her notebooks with their names, one at a time: drafts, their versions, and hand-ins."""
    session = db.session
    for exercise_id, packed in session.execute(
        select(DraftRow.exercise_id, DraftRow.notebook).where(DraftRow.account_id == account_id)
    ):
        yield f"{exercise_id}/draft.ipynb", unpack(packed)
    for id, exercise_id in session.execute(
        select(DraftVersion.id, DraftVersion.exercise_id).where(
            DraftVersion.account_id == account_id
        )
    ).all():
        yield (
            f"{exercise_id}/earlier-{id}.ipynb",
            drafts.version_notebook(account_id, exercise_id, id),
        )
    for work in works_of(account_id):
        yield file_of(work), submissions.handed_in_notebook(work)


def works_of(account_id: int) -> list[Submission]:
    """Her submissions, by exercise and number."""
    query = (
        select(SubmissionRow)
        .where(SubmissionRow.account_id == account_id)
        .order_by(SubmissionRow.exercise_id, SubmissionRow.number)
    )
    return [as_submission(row) for row in db.session.scalars(query)]


def file_of(work: Submission) -> str:
    """The place of a submission among her notebooks."""
    return f"{work.exercise_id}/hand-in-{work.number}.ipynb"
