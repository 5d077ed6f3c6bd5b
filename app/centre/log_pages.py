"""The audit log read in pages, with names for those who did something."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

PAGE = 50
MOST_ID = (1 << 63) - 1  # that PostgreSQL can compare with


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log. `name` is what people call `who`, "" where it says all itself."""

    id: int
    at_ms: int
    who: str
    name: str
    what: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some lines, the newest first; `older` begins the next page, None where there is none."""

    lines: tuple[Line, ...]
    older: int | None


def log_page(
    connection: Connection, *, before: int | None = None, who: str = "", people: bool = False
) -> LogPage:
    """The lines before one of the log's numbers, of one person or laptop, or of people only."""
    rows = connection.execute(
        text(
            "SELECT id, at_ms, who, what, details FROM centre_audit"
            " WHERE (CAST(:before AS bigint) IS NULL OR id < :before)"
            " AND (:who = '' OR who = :who) AND (NOT :people OR who LIKE 'account %')"
            " ORDER BY id DESC LIMIT :most"
        ),
        {
            "before": before and min(before, MOST_ID),
            "who": who.replace("\x00", ""),
            "people": people,
            "most": PAGE + 1,
        },
    ).all()
    names = _names(connection, {row.who for row in rows})
    lines = tuple(
        Line(row.id, row.at_ms, row.who, names.get(row.who, ""), row.what, row.details)
        for row in rows[:PAGE]
    )
    return LogPage(lines, lines[-1].id if len(rows) > PAGE else None)


def _names(connection: Connection, known: set[str]) -> dict[str, str]:
    accounts = [int(one[8:]) for one in known if one.startswith("account ") and one[8:].isdecimal()]
    found = connection.execute(
        text("SELECT 'account ' || id AS who, full_name FROM account WHERE id = ANY(:ids)"),
        {"ids": accounts},
    )
    names = {row.who: row.full_name for row in found}
    laptops = connection.execute(
        text(
            "SELECT encode(n.id, 'hex') AS who, trim(s.name || ' ' || n.machine_name) AS words"
            " FROM centre_node n JOIN centre_school s ON s.id = n.school_id WHERE n.id = ANY(:ids)"
        ),
        {"ids": [bytes.fromhex(one) for one in known if _is_laptop(one)]},
    )
    return names | {row.who: row.words for row in laptops}


def _is_laptop(who: str) -> bool:
    return len(who) == 32 and all(sign in "0123456789abcdef" for sign in who)
