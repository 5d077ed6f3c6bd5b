"""How it stands between this centre and the one above it, in words and figures for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.centre.hub_greeting import waiting
from app.centre.hub_link import upstream
from app.centre.transactions import reading
from app.sync.history import last_run
from app.sync.link import fingerprint
from app.sync.terms import looking


@dataclass(frozen=True)
class HubState:
    """A hub's state; times in ms since 1970, None where it never was.

    `waiting` events were not heard to be at the next hop, `not_at_root` not at the root; `error` is
    the name of what was wrong with the last run, empty where nothing was, with its `values` (see
    app.sync.history.sentence_named). `key` is the next hop's, for people to compare.
    """

    name: str
    url: str
    key: str
    connected_ms: int
    forwarded_ms: int | None
    tried_ms: int | None
    next_try_ms: int | None
    waiting: int
    not_at_root: int
    error: str
    values: Mapping[str, Any]


def state() -> HubState | None:
    """How it stands; None where there is no centre above this one. Inside an app context."""
    with reading() as connection:
        up = upstream(connection)
        if up is None:
            return None
        late = waiting(connection)
        not_at_root = int(connection.scalar(text(_NOT_AT_ROOT)))
    with looking() as session:
        last, good = last_run(session), last_run(session, good=True)
    return HubState(
        name=up.name,
        url=up.url,
        key=fingerprint(up.key),
        connected_ms=up.enrolled_ms,
        forwarded_ms=good.ended_ms if good else None,
        tried_ms=last.started_ms if last else None,
        next_try_ms=up.next_try_ms,
        waiting=late,
        not_at_root=not_at_root,
        error=last.error if last else "",
        values=last.values if last else {},
    )


_NOT_AT_ROOT = """
SELECT coalesce(sum(b.seq - greatest(coalesce(a.root_seq, 0), b.parent_seq)), 0)
  FROM centre_branch b LEFT JOIN centre_above a ON a.origin = b.origin
  AND a.epoch = b.epoch AND a.branch = b.branch
"""
