"""Fair turns: several submissions of one student take turns with those of others.

Each submission gets a turn when it is handed in, and the lowest turn is graded first. The turn is
the one that is being graded now, or one after the student's own last that still waits: her second
submission stands behind everybody's first, and whoever comes later does not stand behind all that
she has handed in before. This is start-time fair queueing (Goyal, Vin and Cheng, 1996) with
submissions of one length; each question it asks is a look at the end of an index.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.progress.models import SubmissionRow


def next_turn(session: Session, account_id: int) -> int:
    """The turn of a submission that this student hands in now."""
    own = _of_student(session, account_id)
    now = turn_now(session)
    return now if own is None else max(now, own + 1)


def turn_now(session: Session) -> int:
    """The turn that is being graded, or graded next; 0 when nothing waits."""
    graded_now = session.scalar(
        select(func.max(SubmissionRow.turn)).where(
            SubmissionRow.state == "leased", SubmissionRow.graded_ms.is_(None)
        )
    )
    if graded_now is not None:
        return graded_now
    next_one = session.scalar(
        select(func.min(SubmissionRow.turn)).where(SubmissionRow.state == "waiting")
    )
    return next_one or 0


def _of_student(session: Session, account_id: int) -> int | None:
    return session.scalar(
        select(func.max(SubmissionRow.turn)).where(
            SubmissionRow.account_id == account_id,
            SubmissionRow.state.in_(("waiting", "leased")),
            SubmissionRow.graded_ms.is_(None),  # what is graded once more has its turn behind it
        )
    )
