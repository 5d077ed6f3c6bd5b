"""Grading an exercise once more for a class: after its tests were put right, say.

The submissions wait in the queue behind everything that has no grade yet. Each keeps its grade,
and its student her mark, until the new one is there; earlier gradings are kept beside it.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, aliased

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.people.accounts import touch
from app.people.models import Account, ClassMember
from app.progress.models import AttemptRow, RegradingRow, SubmissionRow
from app.progress.submissions import Submission
from app.progress.turns import turn_now


class NothingToRegrade(KisimaError):
    sentence = N_(
        "There is nothing to test again: nobody in this class has handed this exercise in, or all "
        "of it is being tested just now."
    )


@dataclass(frozen=True)
class Regrading:
    """How far a regrading is: submissions in all, those done, and those of them that failed and
    keep the grade they had."""

    id: int
    class_id: int
    exercise_id: str
    asked_ms: int
    total: int
    done: int
    failed: int

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.total


@dataclass(frozen=True)
class Change:
    """A submission whose score a regrading changed; scores in points."""

    account_id: int
    full_name: str
    number: int
    before: float
    after: float


def start(by: Account, class_id: int, exercise_id: str) -> Regrading:
    """Grade the class's submissions of an exercise once more; returns at once.

    One that is going on already is returned instead of a second one. Those whose grading failed
    are tried again too. Raises NothingToRegrade.
    """
    with transaction() as session:
        going_on = _latest(session, class_id, exercise_id)
        if going_on is not None and not _regrading(going_on).over:
            return _regrading(going_on)
        rows = _to_regrade(session, class_id, exercise_id)
        if not rows:
            raise NothingToRegrade()
        made = RegradingRow(
            class_id=class_id,
            exercise_id=exercise_id,
            asked_by=by.id,
            asked_ms=now_ms(),
            total=len(rows),
            done=0,
            failed=0,
        )
        session.add(made)
        session.flush()
        _queue(session, rows, made.id)
        journal.append(
            session,
            "regrading-asked",
            account_id=by.id,
            item=exercise_id,
            payload={"class": class_id, "submissions": len(rows)},
        )
    return _regrading(made)


def start_one(by: Account, of: Submission) -> bool:
    """Grade one submission once more; False where it is in the queue already."""
    with transaction() as session:
        row = session.get(SubmissionRow, of.id, populate_existing=True)
        if row is None or row.state not in ("graded", "parked"):
            return False
        _queue(session, [(row.id, row.account_id, row.graded_ms is not None)], None)
        journal.append(
            session,
            "regrading-asked",
            account_id=by.id,
            item=of.exercise_id,
            payload={"number": of.number, "submissions": 1},
        )
    return True


def latest(class_id: int, exercise_id: str) -> Regrading | None:
    """The last regrading of an exercise that was asked for in a class."""
    row = _latest(db.session(), class_id, exercise_id)
    return None if row is None else _regrading(row)


def how_many(class_id: int, exercise_id: str) -> int:
    """How many submissions there are to grade once more."""
    query = select(func.count()).select_from(_wanted(class_id, exercise_id).subquery())
    return db.session.scalar(query) or 0


def changes(of: Regrading) -> list[Change]:
    """The scores that it changed, by name."""
    new, old = aliased(AttemptRow), aliased(AttemptRow)
    query = (
        select(Account.id, Account.full_name, SubmissionRow.number, old.score, new.score)
        .join(SubmissionRow, SubmissionRow.account_id == Account.id)
        .join(new, new.submission_id == SubmissionRow.id)
        .join(old, (old.submission_id == new.submission_id) & (old.number == new.number - 1))
        .where(
            Account.id.in_(_members(of.class_id)),
            SubmissionRow.exercise_id == of.exercise_id,
            new.regrading_id == of.id,
            new.score != old.score,
        )
        .order_by(Account.full_name, Account.username, SubmissionRow.number, new.number)
    )
    return [Change(*row) for row in db.session.execute(query)]


def _to_regrade(session: Session, class_id: int, exercise_id: str) -> list[tuple[int, int, bool]]:
    """Id, account and whether there is a grade, of each submission that is in no queue."""
    found = session.execute(_wanted(class_id, exercise_id)).tuples()
    return [(id, account_id, graded_ms is not None) for id, account_id, graded_ms in found]


def _wanted(class_id: int, exercise_id: str) -> Select[int, int, int | None]:
    return select(SubmissionRow.id, SubmissionRow.account_id, SubmissionRow.graded_ms).where(
        SubmissionRow.account_id.in_(_members(class_id)),
        SubmissionRow.exercise_id == exercise_id,
        SubmissionRow.state.in_(("graded", "parked")),
    )


def _members(class_id: int) -> Select[int]:
    return select(ClassMember.account_id).where(
        ClassMember.class_id == class_id, ClassMember.role == "student"
    )


def _queue(session: Session, rows: list[tuple[int, int, bool]], regrading_id: int | None) -> None:
    turn = turn_now(session)
    for submission_id, account_id, graded in rows:
        session.execute(
            update(SubmissionRow)
            .where(SubmissionRow.id == submission_id)
            .values(
                state="again" if graded else "waiting",
                turn=turn,
                tries=0,
                trouble=None,
                regrading_id=regrading_id,
            ),
            execution_options={"synchronize_session": False},
        )
        if not graded:
            touch(session, account_id)  # her page says again that her work waits


def _latest(session: Session, class_id: int, exercise_id: str) -> RegradingRow | None:
    query = (
        select(RegradingRow)
        .where(RegradingRow.class_id == class_id, RegradingRow.exercise_id == exercise_id)
        .order_by(RegradingRow.id.desc())
        .limit(1)
    )
    return session.scalars(query, execution_options={"populate_existing": True}).first()


def _regrading(row: RegradingRow) -> Regrading:
    made = Regrading(**{name: getattr(row, name) for name in Regrading.__dataclass_fields__})
    if made.over:
        return made
    # Counted, since the submissions of a student who was erased meanwhile are never done.
    left = select(func.count()).where(
        SubmissionRow.state.in_(("waiting", "leased", "again")),
        SubmissionRow.regrading_id == row.id,
    )
    return replace(made, done=row.total - (db.session.scalar(left) or 0))
