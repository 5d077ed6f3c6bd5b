"""What the students of a class hand in and wait for today.

Every query here is bounded by today's work or by what waits, never by what was before.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, and_, select

from app.database import db
from app.progress.models import ExerciseState, SubmissionRow

MOST_HAND_INS = 1000  # of a class in a day; older ones are left out
MOST_WAITING = 1000  # in the whole school
WAITS = ("waiting", "leased", "parked")


@dataclass(frozen=True)
class HandIn:
    """A submission of today, and what counts of its exercise by now; points."""

    id: int
    account_id: int
    exercise_id: str
    number: int
    handed_in_ms: int
    graded: bool
    score: float | None
    max_score: float | None
    exempt: bool

    def passed(self, pass_share: float) -> bool:
        """Whether the student has passed the exercise, or need not do it."""
        if self.exempt:
            return True
        return self.score is not None and self.score >= pass_share * (self.max_score or 0)


def hand_ins(account_ids: Collection[int], since_ms: int) -> list[HandIn]:
    """What these students have handed in since then, the newest first."""
    return [
        HandIn(
            row.id,
            row.account_id,
            row.exercise_id,
            row.number,
            row.handed_in_ms,
            row.graded_ms is not None,
            row.score,
            row.max_score,
            bool(row.exempt),
        )
        for row in db.session.execute(hand_ins_query(account_ids, since_ms))
    ]


def hand_ins_query(
    account_ids: Collection[int], since_ms: int
) -> Select[int, int, str, int, int, int | None, float | None, float | None, bool]:
    """The query of hand_ins, apart so that a test can ask how it is answered."""
    same = and_(
        ExerciseState.account_id == SubmissionRow.account_id,
        ExerciseState.exercise_id == SubmissionRow.exercise_id,
    )
    return (
        select(
            SubmissionRow.id,
            SubmissionRow.account_id,
            SubmissionRow.exercise_id,
            SubmissionRow.number,
            SubmissionRow.handed_in_ms,
            SubmissionRow.graded_ms,
            ExerciseState.score,
            ExerciseState.max_score,
            ExerciseState.exempt,
        )
        .outerjoin(ExerciseState, same)
        .where(
            SubmissionRow.account_id.in_(list(account_ids)),
            SubmissionRow.handed_in_ms >= since_ms,
        )
        .order_by(SubmissionRow.handed_in_ms.desc())
        .limit(MOST_HAND_INS)
    )


def waiting(account_ids: Collection[int]) -> set[tuple[int, str]]:
    """Account and exercise ids of what waits to be tested, whenever it was handed in."""
    mine = set(account_ids)
    found = db.session.execute(waiting_query())
    return {(account_id, exercise_id) for account_id, exercise_id in found if account_id in mine}


def waiting_query() -> Select[int, str]:
    """The queue's rows. It does not say whose: a store would then rather read all that the class
    has ever handed in."""
    return (
        select(SubmissionRow.account_id, SubmissionRow.exercise_id)
        .where(SubmissionRow.state.in_(WAITS))
        .limit(MOST_WAITING)
    )


def without_success(
    handed: Collection[HandIn], tries: int, pass_share: float
) -> dict[tuple[int, str], int]:
    """Who has handed an exercise in that often, today as well, and not passed it: account and
    exercise id with the number of times."""
    found: dict[tuple[int, str], int] = {}
    for one in handed:
        key = one.account_id, one.exercise_id
        if one.number >= tries and not one.passed(pass_share):
            found[key] = max(one.number, found.get(key, 0))
    return found
