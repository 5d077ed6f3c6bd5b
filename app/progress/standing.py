"""Where a submission stands in the queue, and when its result may be expected."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from app.database import db
from app.progress.grading_times import typical_seconds
from app.progress.models import SubmissionRow
from app.progress.queue_clock import queue_now_ms
from app.progress.submissions import Submission


@dataclass(frozen=True)
class Standing:
    """How many submissions are graded before this one's turn, and in how many seconds its result
    may be expected; None where no grading was ever measured."""

    before: int
    seconds: float | None


def standing(of: Submission) -> Standing:
    """Where an ungraded submission stands; its cost grows with what waits, not with history."""
    row = db.session.execute(
        select(SubmissionRow.state, SubmissionRow.turn).where(SubmissionRow.id == of.id)
    ).one()
    held = _held()
    mine = next((one for one in held if one.id == of.id), None)
    ahead = _ahead(row.turn, of.id) if row.state == "waiting" else {}
    exercises = {of.exercise_id, *ahead, *(one.exercise_id for one in held)}
    takes = typical_seconds(exercises)
    before = 0 if mine else len(held) + sum(ahead.values())
    if not takes:
        return Standing(before, None)
    left = {one.id: max(0.0, takes[one.exercise_id] - one.seconds) for one in held}
    if mine:
        return Standing(0, left[of.id])
    work = sum(left.values()) + sum(takes[name] * count for name, count in ahead.items())
    # A grader that is alive holds something as long as anything waits.
    graders = max(1, sum(one.alive for one in held))
    return Standing(before, work / graders + takes[of.exercise_id])


@dataclass(frozen=True)
class _Held:
    """A submission that is being graded, for so many seconds so far."""

    id: int
    exercise_id: str
    seconds: float
    alive: bool


def _held() -> list[_Held]:
    now = queue_now_ms(db.session())
    query = select(
        SubmissionRow.id,
        SubmissionRow.exercise_id,
        SubmissionRow.leased_ms,
        SubmissionRow.lease_until_ms,
    ).where(SubmissionRow.state == "leased")
    return [
        _Held(
            row.id,
            row.exercise_id,
            max(0, now - (row.leased_ms or now)) / 1000,
            (row.lease_until_ms or 0) >= now,
        )
        for row in db.session.execute(query)
    ]


def _ahead(turn: int, submission_id: int) -> dict[str, int]:
    """How many submissions of each exercise wait before this one."""
    query = (
        select(SubmissionRow.exercise_id, func.count())
        .where(
            SubmissionRow.state == "waiting",
            SubmissionRow.turn <= turn,
            or_(
                SubmissionRow.turn < turn,
                and_(SubmissionRow.turn == turn, SubmissionRow.id < submission_id),
            ),
        )
        .group_by(SubmissionRow.exercise_id)
    )
    return dict(db.session.execute(query).tuples().all())
