"""The sums of areas: of a district's own schools, and of all that a region or the country shows.

What a district shows are its schools' figures of at least five students, and the others together
where those are five. A region and the country have the sum of that.

Many laptops of an area send at once, and none should wait until another's batch is on disk. So the
transaction that counts leaves a note of what is to be added, and the adding is a short transaction
of its own, later: for several batches together, and before a page shows the sums. Whoever finds
another at it goes on: that one looks again when it is done, so what was left before is never
forgotten, whoever is killed when.
"""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from app.centre.transactions import reading, writing

FEWEST = 5  # students; a figure of fewer is not shown
FIGURES = ("students", "lessons", "handed_in", "passed", "completed", "good", "bad")
SLOTS = 8
SECONDS = 2.0
ADDING = 7210112  # the name of the lock of whoever adds to an area

AreaKey = tuple[int, int, bool]  # period, topic, small
_LISTS = ", ".join(f"CAST(:{name} AS bigint[])" for name in FIGURES)
_ADDED = ", ".join(f"{name} = f.{name} + excluded.{name}" for name in FIGURES)
_SUMS = ", ".join(f"sum(f.{name})" for name in FIGURES)


def leave_changes(
    connection: Connection, area_id: int, changes: Mapping[AreaKey, Sequence[int]]
) -> None:
    """Note what is to be added to an area's sums, in the transaction that counted it."""
    if changes:
        told = [[*key, *change] for key, change in changes.items()]
        connection.execute(
            text("INSERT INTO centre_area_change (area_id, changes) VALUES (:area, :told)"),
            {"area": area_id, "told": json.dumps(told, separators=(",", ":"))},
        )


def add_what_was_left() -> None:
    """Add all that was noted to the areas' sums; outside of any transaction."""
    while True:
        with reading() as connection:
            noted = connection.execute(text("SELECT DISTINCT area_id FROM centre_area_change"))
            areas = noted.scalars().all()
        if not [area_id for area_id in areas if _add_once(area_id)]:
            return


def add_now_and_then() -> None:
    """The same, but at most every SECONDS in this process: what is left waits for the next batch,
    or for a page that shows it. Several batches' notes are added as cheaply as one's."""
    global _next_time
    if time.monotonic() >= _next_time:
        _next_time = time.monotonic() + SECONDS
        add_what_was_left()


_next_time = 0.0


def _add_once(area_id: int) -> bool:
    """Whether something was added; not where another is at it, who looks again when it is done."""
    with writing() as connection:
        # Should the machine fail now, notes and sums are both as they were before.
        connection.execute(text("SET LOCAL synchronous_commit = off"))
        mine = text("SELECT pg_try_advisory_xact_lock(:adding, :area)")
        if not connection.scalar(mine, {"adding": ADDING, "area": area_id}):
            return False
        return add_notes(connection, area_id)


def add_notes(connection: Connection, area_id: int) -> bool:
    """Add to an area's sums what was noted for it; whether that was anything."""
    rows = connection.execute(
        text("DELETE FROM centre_area_change WHERE area_id = :area RETURNING changes"),
        {"area": area_id},
    )
    sums: dict[AreaKey, list[int]] = {}
    found = False
    for told in rows.scalars():
        found = True
        for period, topic, small, *change in json.loads(told):
            one = sums.setdefault((period, topic, small), [0] * 7)
            for place, more in enumerate(change):
                one[place] += more
    _add(connection, area_id, {key: change for key, change in sums.items() if any(change)})
    return found


def _add(connection: Connection, area_id: int, changes: Mapping[AreaKey, Sequence[int]]) -> None:
    """Change an area's sums and those above it, in the order of keys so that two never hang."""
    if not changes:
        return
    rows = connection.execute(
        text(
            "INSERT INTO centre_area_figure AS f (area_id, period, topic, small,"
            f" {', '.join(FIGURES)}) SELECT :area, * FROM unnest(CAST(:periods AS smallint[]),"
            f" CAST(:topics AS integer[]), CAST(:smalls AS boolean[]), {_LISTS})"
            f" ON CONFLICT (area_id, period, topic, small) DO UPDATE SET {_ADDED}"
            f" RETURNING period, topic, small, {', '.join(FIGURES)}"
        ),
        _values(area_id, changes) | {"smalls": [small for _, _, small in sorted(changes)]},
    ).all()
    shown: dict[tuple[int, int], list[int]] = {}
    for period, topic, small, *now in rows:
        change = changes[period, topic, small]
        before = [one - more for one, more in zip(now, change, strict=True)]
        sums = shown.setdefault((period, topic), [0] * 7)
        for sign, figures in ((-1, before), (1, now)):
            if not small or figures[0] >= FEWEST:
                for place, one in enumerate(figures):
                    sums[place] += sign * int(one)
    if any(change[0] < 0 for change in changes.values()):
        connection.execute(
            text(
                "DELETE FROM centre_area_figure WHERE area_id = :area"
                " AND period = ANY(CAST(:periods AS smallint[])) AND students = 0"
            ),
            {"area": area_id, "periods": sorted({key[0] for key in changes})},
        )
    more = {key: sums for key, sums in shown.items() if any(sums)}
    for above in _above(connection, area_id) if more else ():
        _add_to_total(connection, above, area_id % SLOTS, more)


def add_school(connection: Connection, school_id: int, area_id: int, sign: int) -> None:
    """Add all of a school's figures to an area's sums, or take them away (`sign` -1)."""
    rows = connection.execute(
        text(
            f"SELECT period, topic, {', '.join(FIGURES)} FROM centre_figure"
            " WHERE school_id = :school"
        ),
        {"school": school_id},
    )
    changes = {
        (period, topic, sums[0] < FEWEST): [sign * one for one in sums]
        for period, topic, *sums in rows
    }
    leave_changes(connection, area_id, changes)


def recount_area(connection: Connection, area_id: int) -> None:
    """Make an area's sums anew from the figures of its schools, and put those above it right."""
    connection.execute(
        text("SELECT 1 FROM centre_school WHERE area_id = :area ORDER BY id FOR NO KEY UPDATE"),
        {"area": area_id},
    ).all()
    connection.execute(
        text("SELECT pg_advisory_xact_lock(:adding, :area)"), {"adding": ADDING, "area": area_id}
    )
    add_notes(connection, area_id)
    area = {"area": area_id, "fewest": FEWEST}
    there = connection.execute(
        text(
            f"SELECT period, topic, small, {', '.join(FIGURES)} FROM centre_area_figure"
            " WHERE area_id = :area"
        ),
        area,
    )
    changes = {tuple(row[:3]): [-one for one in row[3:]] for row in there}
    right = connection.execute(
        text(
            f"SELECT f.period, f.topic, f.students < :fewest, {_SUMS} FROM centre_figure f"
            " JOIN centre_school s ON s.id = f.school_id WHERE s.area_id = :area"
            " GROUP BY 1, 2, 3"
        ),
        area,
    )
    for row in right:
        change = changes.setdefault(tuple(row[:3]), [0] * 7)
        for place, one in enumerate(row[3:]):
            change[place] += int(one)
    changed = {key: change for key, change in changes.items() if any(change)}
    _add(connection, area_id, changed)


def recount_totals(connection: Connection) -> None:
    """Make the sums of regions and the country anew; what arrives meanwhile waits."""
    connection.execute(text("LOCK TABLE centre_area_figure, centre_total IN EXCLUSIVE MODE"))
    connection.execute(text("DELETE FROM centre_total"))
    connection.execute(
        text(
            "WITH RECURSIVE above AS (SELECT id, id AS top FROM centre_area UNION ALL"
            " SELECT b.id, a.parent_id FROM above b JOIN centre_area a ON a.id = b.top"
            " WHERE a.parent_id IS NOT NULL)"
            f" INSERT INTO centre_total (area_id, slot, period, topic, {', '.join(FIGURES)})"
            f" SELECT t.id, b.id % {SLOTS}, f.period, f.topic, {_SUMS} FROM centre_area_figure f"
            " JOIN above b ON b.id = f.area_id JOIN centre_area t ON t.id = b.top"
            f" WHERE t.level <> 'district' AND (NOT f.small OR f.students >= {FEWEST})"
            " GROUP BY 1, 2, 3, 4"
        )
    )


def _above(connection: Connection, area_id: int) -> list[int]:
    """The areas that have totals, of which this one is a part: the smaller first."""
    rows = connection.execute(
        text(
            "WITH RECURSIVE above AS (SELECT id, parent_id, level FROM centre_area WHERE id = :id"
            " UNION ALL SELECT a.id, a.parent_id, a.level FROM centre_area a"
            " JOIN above b ON a.id = b.parent_id)"
            " SELECT id FROM above WHERE level <> 'district'"
        ),
        {"id": area_id},
    )
    return list(rows.scalars())


def _add_to_total(
    connection: Connection, area_id: int, slot: int, changes: Mapping[Any, Sequence[int]]
) -> None:
    connection.execute(
        text(
            f"INSERT INTO centre_total AS f (area_id, slot, period, topic, {', '.join(FIGURES)})"
            " SELECT :area, :slot, * FROM unnest(CAST(:periods AS smallint[]),"
            f" CAST(:topics AS integer[]), {_LISTS})"
            f" ON CONFLICT (area_id, period, topic, slot) DO UPDATE SET {_ADDED}"
        ),
        _values(area_id, changes) | {"slot": slot},
    )


def _values(area_id: int, changes: Mapping[Any, Sequence[int]]) -> dict[str, Any]:
    keys = sorted(changes)
    columns = [[changes[key][place] for key in keys] for place in range(7)]
    return {
        "area": area_id,
        "periods": [key[0] for key in keys],
        "topics": [key[1] for key in keys],
        **dict(zip(FIGURES, columns, strict=True)),
    }
