"""What a person marks in a class, piece by piece: one cell of one student's newest submission.

All answers to one question stand together, so that they are judged alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.database import db
from app.grading import Grade
from app.people.models import Account, ClassCourse, ClassMember
from app.progress.marking.by_hand import marked_by_people
from app.progress.marking.manual import CellByHand, as_given, for_a_person
from app.progress.marking.models import ManualScore
from app.progress.models import AttemptRow, SubmissionRow
from app.progress.packing import unpack


@dataclass(frozen=True)
class Piece:
    """An answer to be marked. `number` is the submission's; `place` is the answer's among those to
    its question, from 1, which stands for a name where names are hidden."""

    public_id: str
    account_id: int
    full_name: str
    number: int
    handed_in_ms: int
    cell: CellByHand
    place: int

    @property
    def key(self) -> tuple[str, str]:
        """Its submission's public id, and its cell."""
        return self.public_id, self.cell.cell

    @property
    def done(self) -> bool:
        """Whether it has points."""
        return self.cell.points is not None


@dataclass(frozen=True)
class Waits:
    """What waits in a class for an exercise: `answers` of `works` submissions."""

    class_id: int
    exercise_id: str
    answers: int
    works: int


def pieces(class_id: int, exercise_id: str, *, anonymous: bool = False) -> list[Piece]:
    """The answers of a class, question by question: by name, or, with `anonymous`, in an order
    that looks like chance and stays. Two queries. Empty answers without points are left out."""
    grading = aliased(AttemptRow)
    number = (
        select(func.max(grading.number))
        .where(grading.submission_id == SubmissionRow.id)
        .scalar_subquery()
    )
    query = (
        select(
            SubmissionRow.id,
            SubmissionRow.public_id,
            SubmissionRow.account_id,
            Account.full_name,
            SubmissionRow.number,
            SubmissionRow.handed_in_ms,
            AttemptRow.result,
        )
        .join(Account, Account.id == SubmissionRow.account_id)
        .join(ClassMember, ClassMember.account_id == SubmissionRow.account_id)
        .join(
            AttemptRow,
            and_(AttemptRow.submission_id == SubmissionRow.id, AttemptRow.number == number),
        )
        .where(
            ClassMember.class_id == class_id,
            ClassMember.role == "student",
            SubmissionRow.exercise_id == exercise_id,
            *for_a_person(),
        )
        # A public id is drawn by lot, and a student's next submission has another one.
        .order_by(*(() if anonymous else (Account.full_name,)), SubmissionRow.public_id)
    )
    rows = db.session.execute(query).all()
    given = _given([row[0] for row in rows])
    by_cell: dict[str, list[Piece]] = {}
    for id, public_id, account_id, full_name, number_, handed_in_ms, result in rows:
        for grade in marked_by_people(Grade.from_json(unpack(result)).cells):
            cell = as_given(grade, given.get((id, grade.grade_id)))
            same = by_cell.setdefault(cell.cell, [])
            if cell.waits or cell.points is not None:
                same.append(
                    Piece(
                        public_id, account_id, full_name, number_, handed_in_ms, cell, len(same) + 1
                    )
                )
    return [piece for same in by_cell.values() for piece in same]


def next_waiting(found: Sequence[Piece], after: tuple[str, str] | None = None) -> Piece | None:
    """The next answer that waits, after the one of this key, and from the start again; None where
    none waits."""
    at = next((at for at, piece in enumerate(found) if piece.key == after), -1)
    order = [*found[at + 1 :], *found[: at + 1]]
    return next((piece for piece in order if piece.cell.waits), None)


def waits_of(class_ids: Iterable[int]) -> list[Waits]:
    """How many answers wait, by class and exercise of the courses that it follows, and in how many
    submissions. Exercises are listed as soon as one submission has something for a person."""
    waiting = SubmissionRow.to_mark > 0
    query = (
        select(
            ClassMember.class_id,
            SubmissionRow.exercise_id,
            func.sum(SubmissionRow.to_mark),
            func.count().filter(waiting),
        )
        .join(ClassMember, ClassMember.account_id == SubmissionRow.account_id)
        .join(
            ClassCourse,
            and_(
                ClassCourse.class_id == ClassMember.class_id,
                ClassCourse.course_id == SubmissionRow.course_id,
            ),
        )
        .where(
            ClassMember.class_id.in_(list(class_ids)),
            ClassMember.role == "student",
            *for_a_person(),
        )
        .group_by(ClassMember.class_id, SubmissionRow.exercise_id)
        .order_by(ClassMember.class_id, SubmissionRow.exercise_id)
    )
    return [Waits(*row) for row in db.session.execute(query)]


def answers_by_class(class_ids: Iterable[int]) -> dict[int, int]:
    """How many answers wait in each of these classes, where any do."""
    found: dict[int, int] = {}
    for one in waits_of(class_ids):
        if one.answers:
            found[one.class_id] = found.get(one.class_id, 0) + one.answers
    return found


def _given(submission_ids: Sequence[int]) -> dict[tuple[int, str], ManualScore]:
    query = select(ManualScore).where(ManualScore.submission_id.in_(submission_ids))
    scores = db.session.scalars(query, execution_options={"populate_existing": True})
    return {(score.submission_id, score.cell): score for score in scores}
