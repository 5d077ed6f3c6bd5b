"""The one place that writes what counts of a student's exercise, and tells what she has passed.

What counts is her mark as she may see it, before the late rule: an override if there is one, else
the automatic points of her best or last submission and those that people gave for its cells, as
far as they are released. Coming late costs points of the mark and takes no passing away; an
exempt student passes nothing and lacks nothing. See marking.rules.
"""

from sqlalchemy.orm import Session

from app.catalog.model import Counts
from app.clock import now_ms
from app.people.accounts import touch
from app.progress.marking.handed import handed_of, overrides_of
from app.progress.marking.rules import Showing, seen_by_student
from app.progress.marking.showing import showings_of
from app.progress.milestones import Goal, reach
from app.progress.models import ExerciseState
from app.progress.submissions import exercise_state


def recount(session: Session, state: ExerciseState, counts: Counts, most: float = 0.0) -> None:
    """Bring what counts up to date with the submissions, points by hand and overrides.

    `most` is the exercise's points, for a student who has handed nothing in.
    """
    account_id, exercise_id = key = state.account_id, state.exercise_id
    found = seen_by_student(
        handed_of(session, account_id, [exercise_id]).get(key, []),
        counts=counts,
        most=most,
        override=overrides_of(session, account_id, [exercise_id]).get(key),
        showing=showings_of(session, account_id, [exercise_id]).get(exercise_id, Showing()),
    )
    state.score = found.points
    state.max_score = None if found.points is None else found.most
    state.counted_public_id = found.counted
    state.exempt = found.exempt
    state.updated_ms = now_ms()


def settle(
    session: Session,
    account_id: int,
    exercise_id: str,
    counts: Counts,
    goal: Goal | None,
    most: float = 0.0,
) -> ExerciseState:
    """Count anew, and tell what was newly passed or completed by it; inside the caller's
    transaction. Without a `goal` neither is looked at."""
    state = exercise_state(session, account_id, exercise_id)
    recount(session, state, counts, most)
    touch(session, account_id)
    if goal is not None:
        reach(session, account_id, goal, exercise_id)
    return state
