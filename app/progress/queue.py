"""The grading queue: the submissions' own rows, leased by graders.

A grader leases the oldest waiting row, renews its lease while it works and finishes it. A lease
that is not renewed runs out and somebody else takes the work over, so that a killed grader, a
lost wake-up and a wake-up twice all end in one result. A waiting row whose lease time is still to
come rests until then.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.grading import Grade
from app.people.accounts import touch
from app.progress.models import AttemptRow, SubmissionNotebook, SubmissionRow
from app.progress.packing import pack, unpack
from app.progress.submissions import UNGRADED, exercise_state

MOST_TRIES = 3
# How long work rests after a failure: a computer short of memory or room needs a while.
REST_SECONDS = 20


@dataclass(frozen=True)
class Work:
    """A submission that a grader holds."""

    submission_id: int
    holder: str
    account_id: int
    course_id: str
    exercise_id: str
    lang: str
    notebook: dict[str, Any]


def lease(holder: str, seconds: int) -> Work | None:
    """Take the oldest submission that waits and does not rest, or whose grader has died; None when
    there is none.

    One that three graders have died of is parked instead, with the reason for the instructor.
    """
    while True:
        with transaction() as session:
            row = _next(session, seconds)
            if row is None:
                return None
            if row.tries >= MOST_TRIES:
                _park(session, row, "the grader died each time")
                continue
            row.state = "leased"
            row.lease_holder = holder
            row.lease_until_ms = now_ms() + seconds * 1000
            row.tries += 1
            packed = session.get_one(SubmissionNotebook, row.id).notebook
        return Work(
            submission_id=row.id,
            holder=holder,
            account_id=row.account_id,
            course_id=row.course_id,
            exercise_id=row.exercise_id,
            lang=row.lang,
            notebook=unpack(packed),
        )


def _next(session: Session, seconds: int) -> SubmissionRow | None:
    now = now_ms()
    # A time in the far future was written before the clock was put back.
    free = or_(
        SubmissionRow.lease_until_ms.is_(None),
        SubmissionRow.lease_until_ms < now,
        SubmissionRow.lease_until_ms > now + 10 * seconds * 1000,
    )
    query = (
        select(SubmissionRow)
        .where(SubmissionRow.state.in_(UNGRADED), free)
        .order_by(SubmissionRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query, execution_options={"populate_existing": True}).first()


def renew(work: Work, seconds: int) -> bool:
    """Say that the grader is alive; False when somebody else has taken the work over."""
    with transaction() as session:
        row = _row_held(session, work)
        if row is not None:
            row.lease_until_ms = now_ms() + seconds * 1000
        return row is not None


def finish(work: Work, grade: Grade, counts: Literal["best", "last"] = "best") -> bool:
    """Keep the grade, its event and the score that counts; False when the work was taken over."""
    with transaction() as session:
        row = _row_held(session, work)
        if row is None:
            return False
        session.merge(
            AttemptRow(
                submission_id=row.id,
                result=pack(grade.to_json()),
                executed=pack(grade.executed),
            )
        )
        row.state, row.lease_holder, row.lease_until_ms = "graded", None, None
        row.score, row.max_score = grade.score, grade.max_score
        row.needs_manual, row.graded_ms, row.trouble = grade.needs_manual, now_ms(), None
        _count(session, row, counts)
        touch(session, row.account_id)
        journal.append(
            session,
            "graded",
            account_id=row.account_id,
            item=row.exercise_id,
            payload={
                "course": row.course_id,
                "submission": row.public_id,
                "score": grade.score,
                "max": grade.max_score,
                "tests": {cell.grade_id: cell.score for cell in grade.cells},
            },
        )
    return True


def _count(session: Session, row: SubmissionRow, counts: Literal["best", "last"]) -> None:
    state = exercise_state(session, row.account_id, row.exercise_id)
    state.graded += 1
    counted = _counted_number(session, state.counted_public_id)
    assert row.score is not None
    if counts == "last":
        better = counted is None or row.number > counted
    else:
        better = state.score is None or row.score > state.score
    if better:
        state.score, state.max_score = row.score, row.max_score
        state.counted_public_id = row.public_id
    state.updated_ms = now_ms()


def _counted_number(session: Session, public_id: str | None) -> int | None:
    query = select(SubmissionRow.number).where(SubmissionRow.public_id == public_id)
    return session.scalars(query).first()


def give_back(work: Work, reason: str) -> None:
    """Put the work back after a failure of the grader's own; the third time it is parked.

    It rests for a while, longer each time, so that a bad moment does not use up all tries.
    """
    with transaction() as session:
        row = _row_held(session, work)
        if row is None:
            return
        if row.tries >= MOST_TRIES:
            _park(session, row, reason)
        else:
            row.state, row.lease_holder, row.trouble = "waiting", None, reason
            row.lease_until_ms = now_ms() + row.tries * REST_SECONDS * 1000


def waiting(seconds: int) -> bool:
    """Whether there is anything to lease."""
    return _next(db.session(), seconds) is not None


def _held(work: Work) -> tuple[Any, ...]:
    return (
        SubmissionRow.id == work.submission_id,
        SubmissionRow.state == "leased",
        SubmissionRow.lease_holder == work.holder,
    )


def _row_held(session: Session, work: Work) -> SubmissionRow | None:
    query = select(SubmissionRow).where(*_held(work)).with_for_update()
    return session.scalars(query, execution_options={"populate_existing": True}).first()


def _park(session: Session, row: SubmissionRow, reason: str) -> None:
    row.state, row.lease_holder, row.lease_until_ms = "parked", None, None
    row.trouble = reason
    touch(session, row.account_id)
    journal.append(
        session,
        "parked",
        account_id=row.account_id,
        item=row.exercise_id,
        payload={"submission": row.public_id, "reason": reason},
    )
