"""The grading queue: the submissions' own rows, leased by graders.

A grader leases the row whose turn it is, renews its lease while it works and finishes it. A lease
that is not renewed runs out and somebody else takes the work over, so that a killed grader, a
lost wake-up and a wake-up twice all end in one result. A waiting row whose lease time is still to
come rests until then. What is to be graded once more (state "again") comes after everything that
has no grade yet, and keeps its grade meanwhile.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from app import journal
from app.clock import monotonic_ms, now_ms
from app.database import db, transaction
from app.grading import Grade
from app.people.accounts import touch
from app.progress.counting import recount
from app.progress.grading_times import note_time
from app.progress.marking.by_hand import count_by_hand
from app.progress.milestones import Goal, reach
from app.progress.models import AttemptRow, RegradingRow, SubmissionNotebook, SubmissionRow
from app.progress.packing import pack, unpack
from app.progress.queue_clock import queue_now_ms
from app.progress.submissions import UNGRADED, exercise_state

MOST_TRIES = 3  # failures of graders that live to tell of them
MOST_DEATHS = 10  # power may fail thrice in a morning, and that is not the notebook's fault
# How long work rests after a failure: a computer short of memory or room needs a while.
REST_SECONDS = 20


@dataclass(frozen=True)
class Work:
    """A submission that a grader holds; `since_ms` is of the monotonic clock."""

    submission_id: int
    holder: str
    account_id: int
    course_id: str
    exercise_id: str
    lang: str
    notebook: dict[str, Any]
    since_ms: int


def lease(holder: str, seconds: int) -> Work | None:
    """Take the submission whose turn it is, or one whose grader has died; None when there is none.

    One that ten graders have died of is parked instead, with the reason for the instructor.
    """
    while True:
        with transaction() as session:
            row = _next(session, seconds)
            if row is None:
                return None
            if row.tries >= MOST_DEATHS:
                _park(session, row, "the grader died each time")
                continue
            row.state = "leased"
            row.lease_holder = holder
            row.leased_ms = queue_now_ms(session)
            row.lease_until_ms = row.leased_ms + seconds * 1000
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
            since_ms=monotonic_ms(),
        )


def _next(session: Session, seconds: int) -> SubmissionRow | None:
    now = queue_now_ms(session)
    # A lease from the far future was written before the clock was put back.
    over = or_(
        SubmissionRow.lease_until_ms < now,
        SubmissionRow.lease_until_ms > now + 10 * max(seconds, REST_SECONDS) * 1000,
    )
    rested = or_(SubmissionRow.lease_until_ms.is_(None), over)
    held = _first(session, SubmissionRow.state == "leased", over)
    waits = _first(session, SubmissionRow.state == "waiting", rested)
    if held is not None and waits is not None:
        return min(held, waits, key=lambda row: (row.turn, row.id))
    return held or waits or _first(session, SubmissionRow.state == "again", rested)


def _first(session: Session, *which: ColumnElement[bool]) -> SubmissionRow | None:
    """The first of one state by turn: a look at the start of an index."""
    query = select(SubmissionRow).where(*which).order_by(SubmissionRow.turn, SubmissionRow.id)
    return session.scalars(query.limit(1), execution_options={"populate_existing": True}).first()


def renew(work: Work, seconds: int) -> bool:
    """Say that the grader is alive; False when somebody else has taken the work over."""
    with transaction() as session:
        row = _row_held(session, work)
        if row is not None:
            row.lease_until_ms = queue_now_ms(session) + seconds * 1000
        return row is not None


def finish(
    work: Work, grade: Grade, counts: Literal["best", "last"] = "best", goal: Goal | None = None
) -> bool:
    """Keep the grade, its event and the score that counts; False when the work was taken over.

    A grade that was there before is kept beside the new one. `goal` is what passing the exercise
    and completing its course needs; without it neither is looked at.
    """
    with transaction() as session:
        row = _row_held(session, work)
        if row is None:
            return False
        first = row.graded_ms is None
        row.state, row.lease_holder, row.lease_until_ms = "graded", None, None
        row.score, row.max_score = grade.score, grade.max_score
        row.needs_manual, row.graded_ms, row.trouble = grade.needs_manual, now_ms(), None
        count_by_hand(session, row, grade)
        _keep_attempt(session, row, grade)
        note_time(session, row.exercise_id, monotonic_ms() - work.since_ms)
        state = exercise_state(session, row.account_id, row.exercise_id)
        state.graded += first
        recount(session, state, counts)
        _tell_regrading(session, row, failed=False)
        touch(session, row.account_id)
        journal.append(
            session,
            "graded" if first else "regraded",
            account_id=row.account_id,
            item=row.exercise_id,
            payload={
                "course": row.course_id,
                "number": row.number,
                "score": grade.score,
                "max": grade.max_score,
                "tests": {cell.grade_id: cell.score for cell in grade.cells},
            },
        )
        if goal is not None:
            reach(session, row.account_id, goal, row.exercise_id)
    return True


def _keep_attempt(session: Session, row: SubmissionRow, grade: Grade) -> None:
    last = session.scalar(
        select(func.max(AttemptRow.number)).where(AttemptRow.submission_id == row.id)
    )
    assert row.graded_ms is not None
    session.add(
        AttemptRow(
            submission_id=row.id,
            number=(last or 0) + 1,
            score=grade.score,
            max_score=grade.max_score,
            needs_manual=grade.needs_manual,
            graded_ms=row.graded_ms,
            regrading_id=row.regrading_id,
            result=pack(grade.to_json()),
            executed=pack(grade.executed),
        )
    )


def _tell_regrading(session: Session, row: SubmissionRow, *, failed: bool) -> None:
    """Count the row as done in the regrading that waits for it, if one does."""
    if row.regrading_id is None:
        return
    regrading = session.get_one(RegradingRow, row.regrading_id, populate_existing=True)
    regrading.done += 1
    regrading.failed += failed
    row.regrading_id = None


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
            row.state = "waiting" if row.graded_ms is None else "again"
            row.lease_holder, row.trouble = None, reason
            row.lease_until_ms = queue_now_ms(session) + row.tries * REST_SECONDS * 1000


def try_again() -> None:
    """Give what is not graded new tries, and what was parked another chance: for a server's start.

    What failed before, an exercise that was being edited or power that went, may be mended now.
    """
    parked = SubmissionRow.state == "parked"
    with transaction() as session:
        session.execute(
            update(SubmissionRow).where(SubmissionRow.state.in_(UNGRADED)).values(tries=0)
        )
        session.execute(update(SubmissionRow).where(parked).values(state="waiting", tries=0))


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
    query = select(SubmissionRow).where(*_held(work))
    return session.scalars(query, execution_options={"populate_existing": True}).first()


def _park(session: Session, row: SubmissionRow, reason: str) -> None:
    """Give up; a grade that was there before stands."""
    first = row.graded_ms is None
    row.state = "parked" if first else "graded"
    row.lease_holder, row.lease_until_ms = None, None
    row.trouble = reason
    _tell_regrading(session, row, failed=True)
    touch(session, row.account_id)
    journal.append(
        session,
        "parked" if first else "regrading-failed",
        account_id=row.account_id,
        item=row.exercise_id,
        payload={"course": row.course_id, "number": row.number, "reason": reason},
    )
