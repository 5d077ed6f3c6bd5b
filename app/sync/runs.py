"""The row of a run over the link: begun before anything is sent, ended with how it went."""

import json

from sqlalchemy.orm import Session

from app.clock import now_ms
from app.errors import KisimaError
from app.sync.budget import Budget, month_so_far
from app.sync.models import SyncRun
from app.sync.terms import Terms


def begin(session: Session, terms: Terms) -> tuple[int, Budget]:
    """The number of a new run's row, and the month so far; inside a writing transaction."""
    budget = month_so_far(session, now_ms(), terms.budget_mb, terms.zone)
    row = SyncRun(started_ms=now_ms(), way="http")
    session.add(row)
    session.flush()
    return row.id, budget


def note_end(
    session: Session, number: int, name: str, events: int, error: KisimaError | None
) -> tuple[int, int]:
    """Write down how a run went; inside a writing transaction. Returns its bytes up and down."""
    row = session.get_one(SyncRun, number, populate_existing=True)
    row.ended_ms, row.outcome, row.events = now_ms(), name, events
    if error is not None:
        row.error = error.id
        row.error_values = json.dumps({key: str(value) for key, value in error.values.items()})
    session.flush()
    return row.bytes_up, row.bytes_down
