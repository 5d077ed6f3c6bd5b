"""Schools in lists: found by words and state, in pages, each with how its laptops are."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, text

from app.centre.areas import Area, areas
from app.centre.overview import LAPTOPS, moments
from app.centre.scopes import IN_SCOPE, Scope

PAGE = 50

# What can be asked for, as a condition on the laptops `l` of a school.
STATES = {
    "": "true",
    "waiting": "l.laptops = 0",
    "silent": "l.laptops > 0 AND coalesce(l.heard_ms, 0) < :silent",
    "look": "l.clock OR l.copied",
}


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school of a list; `place` names its areas from the region down."""

    id: int
    name: str
    reference: str
    place: tuple[str, ...]
    laptops: int  # that may send
    revoked: int
    heard_ms: int | None
    clock: bool  # a laptop's clock is off
    copied: bool  # a laptop was copied lately
    silent: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list, and how many schools the whole of it has."""

    lines: tuple[SchoolLine, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PAGE))


def find_schools(
    connection: Connection, scope: Scope, words: str = "", state: str = "", page: int = 1
) -> Found:
    """The schools of a scope with these words in their name or number, by name.

    `state` is one of STATES; a page beyond the last is the last.
    """
    source, values = _source(scope, words, state)
    # Without a state nothing needs to be known of laptops to count schools.
    counted = source if STATES.get(state, "true") != "true" else source.replace(LAPTOPS, "")
    total = connection.scalar(text(f"SELECT count(*) {counted}"), values)
    last = max(1, -(-total // PAGE))
    page = min(max(1, page), last)
    values |= {"most": PAGE, "skip": (page - 1) * PAGE}
    rows = connection.execute(
        text(f"{_COLUMNS} {source} ORDER BY lower(s.name), s.id LIMIT :most OFFSET :skip"), values
    )
    named = places(areas(connection))
    return Found(tuple(_line(row, named) for row in rows), total, page)


def all_schools(connection: Connection, scope: Scope) -> Iterator[SchoolLine]:
    """Every school of a scope, by place and name, without holding them all at once."""
    source, values = _source(scope, "", "")
    named = places(areas(connection))
    rows = connection.execution_options(yield_per=1000).execute(
        text(f"{_COLUMNS} {source} ORDER BY s.area_id, lower(s.name), s.id"), values
    )
    for row in rows:
        yield _line(row, named)


def heard_last(connection: Connection, scope: Scope, most: int) -> list[SchoolLine]:
    """The schools of a scope that were heard last, the newest word first."""
    source, values = _source(scope, "", "")
    newest = (
        "JOIN (SELECT school_id, max(last_heard_ms) AS newest_ms FROM ("
        " SELECT n.school_id, n.last_heard_ms FROM centre_node n"
        " JOIN centre_school s ON s.id = n.school_id"
        f" WHERE n.last_heard_ms IS NOT NULL AND {IN_SCOPE}"
        " ORDER BY n.last_heard_ms DESC LIMIT :laptops) newest"
        " GROUP BY school_id) h ON h.school_id = s.id"
    )
    source = source.replace("FROM centre_school s", f"FROM centre_school s {newest}", 1)
    rows = connection.execute(
        text(f"{_COLUMNS} {source} ORDER BY h.newest_ms DESC, s.id LIMIT :most"),
        # A school with many laptops may take several of the newest places.
        {**values, "most": most, "laptops": most * 10},
    )
    named = places(areas(connection))
    return [_line(row, named) for row in rows]


def places(known: list[Area]) -> dict[int, tuple[str, ...]]:
    """The names of each area and of those around it, the region first; the country has none."""
    found: dict[int, tuple[str, ...]] = {}
    for area in known:  # parents come before their children
        above = found.get(area.parent_id or 0, ())
        found[area.id] = () if area.parent_id is None else (*above, area.name)
    return found


_COLUMNS = (
    "SELECT s.id, s.name, s.reference, s.area_id, l.*,"
    " (l.laptops > 0 AND coalesce(l.heard_ms, 0) < :silent) AS silent"
)


def _source(scope: Scope, words: str, state: str) -> tuple[str, dict[str, object]]:
    wanted = " AND ".join(
        f"(s.name ILIKE :word{number} OR s.reference ILIKE :word{number})"
        for number, _ in enumerate(words.split()[:6])
    )
    values: dict[str, object] = {**moments(), **scope.values}
    for number, word in enumerate(words.split()[:6]):
        values[f"word{number}"] = f"%{_plain(word)}%"
    sql = f"FROM centre_school s {LAPTOPS} WHERE {IN_SCOPE} AND ({STATES.get(state, 'true')})"
    return sql + (f" AND {wanted}" if wanted else ""), values


def _plain(word: str) -> str:
    """A word as itself in a pattern, where some signs stand for others."""
    for sign in "\\%_":
        word = word.replace(sign, "\\" + sign)
    return word.replace("\x00", "")[:100]


def _line(row: Row, named: dict[int, tuple[str, ...]]) -> SchoolLine:
    return SchoolLine(
        row.id,
        row.name,
        row.reference,
        named.get(row.area_id, ()),
        row.laptops,
        row.revoked,
        row.heard_ms,
        row.clock,
        row.copied,
        row.silent,
    )


def school_by_words(connection: Connection, scope: Scope, words: str) -> int | None:
    """The one school of a scope with exactly this number, or this name; None for none or many."""
    words = " ".join(words.split()).replace("\x00", "")
    for column in ("reference", "name"):
        found = connection.execute(
            text(
                f"SELECT s.id FROM centre_school s WHERE lower(s.{column}) = lower(:words)"
                f" AND :words <> '' AND {IN_SCOPE} LIMIT 2"
            ),
            {"words": words, **scope.values},
        ).all()
        if len(found) == 1:
            return int(found[0].id)
    return None
