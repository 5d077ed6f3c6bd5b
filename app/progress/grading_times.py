"""How long the gradings of an exercise take: the median of the last few, kept in one small row."""

import json
import statistics

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import db
from app.progress.models import GradingTimes

KEPT = 15


def note_time(session: Session, exercise_id: str, ms: int) -> None:
    """Keep how long a grading took, kernel's start and all; inside the caller's transaction."""
    row = session.get(GradingTimes, exercise_id, populate_existing=True)
    if row is None:
        row = GradingTimes(exercise_id=exercise_id, recent_ms="[]")
        session.add(row)
    row.recent_ms = json.dumps([*json.loads(row.recent_ms), ms][-KEPT:])


def typical_seconds(exercise_ids: set[str]) -> dict[str, float]:
    """What a grading of each exercise usually takes.

    One that was never measured is taken to be like the others; nothing is known of any when
    nothing was measured yet, and the answer is empty.
    """
    known = {
        row.exercise_id: statistics.median(json.loads(row.recent_ms)) / 1000
        for row in db.session.execute(select(GradingTimes.exercise_id, GradingTimes.recent_ms))
    }
    if not known:
        return {}
    usual = statistics.median(known.values())
    return {exercise_id: known.get(exercise_id, usual) for exercise_id in exercise_ids}
