"""How the last runs went, for people to read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import KisimaError

# The errors that a run may have kept are known once these have been imported.
from app.sync import budget, link, link_errors, one_at_a_time, wire  # noqa: F401
from app.sync.models import SyncRun


@dataclass(frozen=True)
class Run:
    """A run: `ended_ms` is None while it goes on, or when it was killed. `error` is the name of
    what was wrong, empty where nothing was, with its values."""

    started_ms: int
    ended_ms: int | None
    way: str
    outcome: str
    events: int
    bytes: int
    error: str
    values: Mapping[str, Any]


def last_run(session: Session, *, good: bool = False, way: str = "http") -> Run | None:
    """The newest run, or the newest that had nothing wrong."""
    query = select(SyncRun).where(SyncRun.way == way).order_by(SyncRun.id.desc()).limit(1)
    if good:
        query = query.where(SyncRun.ended_ms.is_not(None), SyncRun.error.is_(None))
    row = session.scalars(query, execution_options={"populate_existing": True}).first()
    if row is None:
        return None
    return Run(
        started_ms=row.started_ms,
        ended_ms=row.ended_ms,
        way=row.way,
        outcome=row.outcome,
        events=row.events,
        bytes=row.bytes_up + row.bytes_down,
        error=row.error or "",
        values=json.loads(row.error_values),
    )


def sentence_named(name: str) -> str:
    """The sentence of a kind of failure by its name; the common one where nobody knows it."""
    kinds = [KisimaError]
    while kinds:
        kind = kinds.pop()
        if kind.__name__ == name:
            return kind.sentence
        kinds += kind.__subclasses__()
    return KisimaError.sentence
