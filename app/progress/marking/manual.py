"""Marking by hand: the cells of a submission that a person marks, and which ones wait.

Points belong to a submission: when the student hands in again, her new submission waits anew, and
the older one waits no longer, though it may still be marked. With "best", what was given for an
older one counts as long as it leaves her more.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.catalog.rubric import RubricRow
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.grading import CellGrade, Grade
from app.people.models import Account, ClassMember
from app.progress.counting import settle
from app.progress.marking.by_hand import count_by_hand, marked_by_people
from app.progress.marking.history import note_change
from app.progress.marking.item import Item
from app.progress.marking.models import ManualScore, MarkOverride
from app.progress.models import SubmissionRow
from app.progress.submissions import NoSuchSubmission, Submission, result

LONGEST_COMMENT = 4_000  # characters


class PointsOutOfRange(KisimaError):
    sentence = N_("Please give a number of points from 0 to %(most)s.")


class CommentTooLong(KisimaError):
    sentence = N_("This comment is too long. Please keep it under %(most)s characters.")


class NotMarkedByHand(KisimaError):
    sentence = N_("This part of the notebook is not marked by hand, or it was not tested yet.")


class MarkedMeanwhile(KisimaError):
    """Somebody else has marked the cell since the page was opened; `theirs` is what stands."""

    sentence = N_(
        "Somebody else has marked this meanwhile. Nothing was overwritten: both are shown, and "
        "you choose."
    )

    def __init__(self, theirs: "CellByHand") -> None:
        self.theirs = theirs
        super().__init__()


@dataclass(frozen=True)
class CellByHand:
    """A cell that a person marks, and what she gave: `points` is None until then.

    `rows` are the rows of the rubric that she ticked, as they were then. `empty` says that the
    student wrote nothing, which is 0 points without anybody's doing.
    """

    cell: str  # its grade_id
    title: str
    most: float
    points: float | None
    comment: str
    empty: bool
    by_id: int | None
    at_ms: int | None
    rows: tuple[RubricRow, ...] = ()

    @property
    def base(self) -> str:
        """What a form carries that begins from this, so that nothing given meanwhile is lost."""
        return f"{self.by_id}-{self.at_ms}" if self.by_id else ""

    @property
    def waits(self) -> bool:
        """Whether a person is needed."""
        return self.points is None and not self.empty


@dataclass(frozen=True)
class Waiting:
    """A submission with cells (`cells` of them) that wait for a person."""

    submission_id: int
    public_id: str
    account_id: int
    full_name: str
    exercise_id: str
    number: int
    handed_in_ms: int
    cells: int


def cells_by_hand(of: Submission, grade: Grade | None = None) -> list[CellByHand]:
    """The cells of a submission that a person marks, in the notebook's order; none before it is
    graded. `grade` is its present result, where the caller has it already."""
    grade = grade or result(of)
    if grade is None:
        return []
    query = select(ManualScore).where(ManualScore.submission_id == of.id)
    given = {
        score.cell: score
        for score in db.session.scalars(query, execution_options={"populate_existing": True})
    }
    found = []
    for cell in marked_by_people(grade.cells):
        found.append(as_given(cell, given.get(cell.grade_id)))
    return found


def as_given(cell: CellGrade, score: ManualScore | None) -> CellByHand:
    """A cell that a person marks with what is stored of that."""
    return CellByHand(
        cell=cell.grade_id,
        title=cell.title,
        most=cell.max_score,
        points=score.points if score else None,
        comment=score.comment if score else "",
        empty=cell.status != "manual",
        by_id=score.by_id if score else None,
        at_ms=score.at_ms if score else None,
        rows=tuple(RubricRow(*row) for row in json.loads(score.rubric)) if score else (),
    )


def give(
    by: Account,
    of: Submission,
    cell: str,
    points: float | None,
    comment: str,
    item: Item,
    *,
    rows: Sequence[RubricRow] = (),
    base: str | None = None,
) -> None:
    """Give points and a comment for one cell, with the `rows` of its rubric that are ticked; points
    None lets it wait again.

    The caller checks that `by` teaches the student. What is the same as before changes nothing.
    `base` is the CellByHand.base that the page was made from; None overwrites whatever is there.
    Raises PointsOutOfRange, CommentTooLong, NotMarkedByHand, MarkedMeanwhile.
    """
    grade, comment = result(of), comment.strip()
    wanted = {one.grade_id: one for one in marked_by_people(grade.cells)} if grade else {}
    if grade is None or cell not in wanted:
        raise NotMarkedByHand()
    most = wanted[cell].max_score
    if points is not None and not 0 <= points <= most:
        raise PointsOutOfRange(most=f"{most:g}")
    if len(comment) > LONGEST_COMMENT:
        raise CommentTooLong(most=LONGEST_COMMENT)
    with transaction() as session:
        # Locked, so that two who give points for one cell come one after the other.
        row = session.get(SubmissionRow, of.id, populate_existing=True, with_for_update=True)
        if row is None:
            raise NoSuchSubmission()
        new = _New(points, comment, tuple(rows), base)
        before = _keep(session, by, of.id, wanted[cell], new)
        if before is None:
            return
        count_by_hand(session, row, grade)
        note_change(
            session,
            "points",
            by,
            of.account_id,
            of.exercise_id,
            before=before.points,
            after=points,
            reason=comment,
            number=of.number,
            cell=cell,
        )
        settle(session, of.account_id, of.exercise_id, item.counts, item.goal, item.most)


@dataclass(frozen=True)
class _New:
    points: float | None
    comment: str
    rows: tuple[RubricRow, ...]
    base: str | None


def _keep(
    session: Session, by: Account, submission_id: int, cell: CellGrade, new: _New
) -> CellByHand | None:
    """Write what is given; returns what was there, or None where nothing changes."""
    score = session.get(ManualScore, (submission_id, cell.grade_id), populate_existing=True)
    before = as_given(cell, score)
    if (before.points, before.comment, before.rows) == (new.points, new.comment, new.rows):
        return None
    if new.base is not None and new.base != before.base:
        raise MarkedMeanwhile(before)
    if score is None:
        score = ManualScore(submission_id=submission_id, cell=cell.grade_id)
        session.add(score)
    score.points, score.comment = new.points, new.comment
    score.rubric = json.dumps([[row.text, row.points] for row in new.rows], ensure_ascii=False)
    # Two changes of one person within a millisecond are two all the same: see CellByHand.base.
    score.by_id, score.at_ms = by.id, max(now_ms(), (before.at_ms or 0) + 1)
    return before


def waiting(class_id: int, exercise_id: str | None = None) -> list[Waiting]:
    """What waits for a person in a class: each student's newest submission of an exercise, by
    exercise, the first handed in first. One query."""
    query = (
        select(
            SubmissionRow.id,
            SubmissionRow.public_id,
            SubmissionRow.account_id,
            Account.full_name,
            SubmissionRow.exercise_id,
            SubmissionRow.number,
            SubmissionRow.handed_in_ms,
            SubmissionRow.to_mark,
        )
        .join(Account, Account.id == SubmissionRow.account_id)
        .where(*_waits(class_id))
        .order_by(SubmissionRow.exercise_id, SubmissionRow.handed_in_ms, SubmissionRow.id)
    )
    if exercise_id is not None:
        query = query.where(SubmissionRow.exercise_id == exercise_id)
    return [Waiting(*row) for row in db.session.execute(query)]


def waiting_counts(class_id: int) -> dict[str, int]:
    """How many students' work waits for a person, by exercise id."""
    query = (
        select(SubmissionRow.exercise_id, func.count())
        .where(*_waits(class_id))
        .group_by(SubmissionRow.exercise_id)
    )
    return dict(db.session.execute(query).tuples().all())


def _waits(class_id: int) -> tuple[ColumnElement[bool], ...]:
    members = select(ClassMember.account_id).where(
        ClassMember.class_id == class_id, ClassMember.role == "student"
    )
    return SubmissionRow.account_id.in_(members), SubmissionRow.to_mark > 0, *for_a_person()


def for_a_person() -> tuple[ColumnElement[bool], ...]:
    """That a submission is graded and its student's newest, with cells that a person marks, and
    that no override settles it."""
    return (
        SubmissionRow.needs_manual.is_(True),
        SubmissionRow.score.is_not(None),
        _newest(),
        ~exists().where(
            MarkOverride.account_id == SubmissionRow.account_id,
            MarkOverride.exercise_id == SubmissionRow.exercise_id,
        ),
    )


def _newest() -> ColumnElement[bool]:
    later = aliased(SubmissionRow)
    return ~exists().where(
        later.account_id == SubmissionRow.account_id,
        later.exercise_id == SubmissionRow.exercise_id,
        later.number > SubmissionRow.number,
    )
