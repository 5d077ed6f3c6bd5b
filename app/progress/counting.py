"""Which of a student's results of an exercise counts: the best, or the last."""

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now_ms
from app.progress.models import ExerciseState, SubmissionRow


def recount(session: Session, state: ExerciseState, counts: Literal["best", "last"]) -> None:
    """Bring the score that counts up to date with the submissions' present scores.

    Of equal ones the first counts, so that a mark never moves without need.
    """
    order = (
        (SubmissionRow.number.desc(),)
        if counts == "last"
        else (SubmissionRow.score.desc(), SubmissionRow.number)
    )
    query = (
        select(SubmissionRow.score, SubmissionRow.max_score, SubmissionRow.public_id)
        .where(
            SubmissionRow.account_id == state.account_id,
            SubmissionRow.exercise_id == state.exercise_id,
            SubmissionRow.score.is_not(None),
        )
        .order_by(*order)
        .limit(1)
    )
    state.score, state.max_score, state.counted_public_id = session.execute(query).one()
    state.updated_ms = now_ms()
