"""The centre's audit log: who did what, when. Rows are only ever added."""

import json
from typing import Any

from sqlalchemy import Connection, text

from app.clock import now_ms


def note(connection: Connection, who: str, what: str, **values: Any) -> None:
    """Write one line, inside the caller's transaction.

    `who` is a node's id as hex, a person's account as "account 7", or an address; bytes among
    the values are written as hex.
    """
    written = {key: one.hex() if isinstance(one, bytes) else one for key, one in values.items()}
    connection.execute(
        text(
            "INSERT INTO centre_audit (at_ms, who, what, details)"
            " VALUES (:at_ms, :who, :what, CAST(:details AS jsonb))"
        ),
        {
            "at_ms": now_ms(),
            "who": who,
            "what": what,
            # PostgreSQL's JSON has no place for a zero character.
            "details": json.dumps(written, default=str).replace("\\u0000", ""),
        },
    )
