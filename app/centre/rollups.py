"""The figures that dashboards show, kept in the transaction in which events arrive.

An origin's events count at one school, whatever laptop brought them: the school of the laptop
whose own origin it is. The row of a school is locked while its figures change; that comes after
the locks of family and chain, so nobody waits in a circle.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, Row, text

from app.centre.rollups_areas import add_school
from app.centre.rollups_cells import merge
from app.centre.rollups_names import student_numbers
from app.centre.rollups_tally import Happened, believed, tally

AT_ONCE = 10_000  # events that a recount holds in memory


def count(
    connection: Connection, origin: bytes, sender_school: int, events: Sequence[Happened]
) -> None:
    """Count events that are new here; called once for each, and only for those told in full."""
    told = [event for event in events if event.subject is not None]
    if not told:
        return
    school_id, area_id = lock_school_of(connection, origin, sender_school)
    _count(connection, school_id, area_id, told)


def uncount(connection: Connection, family: Sequence[bytes], pseudonyms: Sequence[bytes]) -> None:
    """Take erased students out of the figures; called before their events become blank."""
    rows = connection.execute(
        text(
            "SELECT DISTINCT o.school_id FROM centre_student s JOIN centre_origin_school o"
            " ON o.school_id = s.school_id WHERE o.origin = ANY(:family)"
            " AND s.pseudonym = ANY(:gone) ORDER BY o.school_id"
        ),
        {"family": list(family), "gone": list(pseudonyms)},
    )
    for school_id in rows.scalars().all():
        area_id = _lock(connection, school_id)
        numbers = student_numbers(connection, school_id, pseudonyms, new=False)
        where = "e.origin = ANY(:family) AND e.subject = ANY(:gone)"
        values = {"family": list(family), "gone": list(numbers)}
        events = (one for run in _events(connection, school_id, where, values) for one in run)
        merge(connection, school_id, area_id, tally(events, numbers), sign=-1)
        connection.execute(
            text("DELETE FROM centre_student WHERE school_id = :school AND pseudonym = ANY(:gone)"),
            {"school": school_id, "gone": list(numbers)},
        )


def recount(connection: Connection, school_id: int) -> int:
    """Make a school's figures anew from its events; returns how many events were looked at."""
    area_id = _lock(connection, school_id)
    add_school(connection, school_id, area_id, -1)
    for table in ("centre_figure", "centre_reached", "centre_student"):
        connection.execute(
            text(f"DELETE FROM {table} WHERE school_id = :school"), {"school": school_id}
        )
    seen = 0
    for run in _events(connection, school_id, "e.subject IS NOT NULL", {}):
        _count(connection, school_id, area_id, run)
        seen += len(run)
    return seen


def move_school(connection: Connection, school_id: int, area_id: int) -> None:
    """A school is about to belong to another area: its figures go along."""
    before = connection.scalar(
        text("SELECT area_id FROM centre_school WHERE id = :id FOR NO KEY UPDATE"),
        {"id": school_id},
    )
    if before is not None and before != area_id:
        add_school(connection, school_id, before, -1)
        add_school(connection, school_id, area_id, 1)


def move_origin(connection: Connection, origin: bytes, school_id: int) -> None:
    """A laptop was given to another school: what it wrote counts there from now on."""
    before = connection.scalar(
        text("SELECT school_id FROM centre_origin_school WHERE origin = :origin"),
        {"origin": origin},
    )
    if before is None or before == school_id:
        return
    for one in sorted((before, school_id)):
        _lock(connection, one)
    connection.execute(
        text("UPDATE centre_origin_school SET school_id = :school WHERE origin = :origin"),
        {"school": school_id, "origin": origin},
    )
    for one in sorted((before, school_id)):
        recount(connection, one)


def schools_counted(connection: Connection) -> list[int]:
    """The schools that have events, after every origin was given its school."""
    connection.execute(
        text(
            "INSERT INTO centre_origin_school (origin, school_id)"
            f" SELECT DISTINCT ON (e.origin) e.origin, n.school_id FROM centre_epoch e"
            f" JOIN centre_node n ON n.origins @> ARRAY[e.origin] ORDER BY e.origin, {_OWN_FIRST}"
            " ON CONFLICT DO NOTHING"
        )
    )
    found = connection.execute(
        text("SELECT DISTINCT school_id FROM centre_origin_school ORDER BY school_id")
    )
    return list(found.scalars())


# Of the laptops that may send for an origin: first the one that began it.
_OWN_FIRST = "n.origins[1] = e.origin DESC, n.enrolled_ms, n.id"


def lock_school_of(connection: Connection, origin: bytes, sender_school: int) -> tuple[int, int]:
    """The school where an origin's events count, its row locked, and its area."""
    find = text("SELECT school_id FROM centre_origin_school WHERE origin = :origin")
    school_id = connection.scalar(find, {"origin": origin})
    while True:
        if school_id is None:
            school_id = _give_school(connection, origin, sender_school)
        area_id = _lock(connection, school_id)
        now = connection.scalar(find, {"origin": origin})
        if now == school_id:
            return school_id, area_id
        school_id = now  # the laptop was moved meanwhile


def _give_school(connection: Connection, origin: bytes, sender_school: int) -> int:
    own = connection.scalar(
        text(
            "SELECT n.school_id FROM (SELECT CAST(:origin AS bytea) AS origin) e"
            " JOIN centre_node n ON n.origins @> ARRAY[e.origin]"
            f" ORDER BY {_OWN_FIRST} LIMIT 1"
        ),
        {"origin": origin},
    )
    connection.execute(
        text(
            "INSERT INTO centre_origin_school (origin, school_id) VALUES (:origin, :school)"
            " ON CONFLICT DO NOTHING"
        ),
        {"origin": origin, "school": own or sender_school},
    )
    found = connection.scalar(
        text("SELECT school_id FROM centre_origin_school WHERE origin = :origin"),
        {"origin": origin},
    )
    return int(found)


def _lock(connection: Connection, school_id: int) -> int:
    """Lock a school's row; its area."""
    area_id = connection.scalar(
        text("SELECT area_id FROM centre_school WHERE id = :id FOR NO KEY UPDATE"),
        {"id": school_id},
    )
    return int(area_id)


def _count(
    connection: Connection, school_id: int, area_id: int, events: Sequence[Happened]
) -> None:
    who = {event.subject for event in events if event.subject is not None}
    numbers = student_numbers(connection, school_id, who, new=True)
    merge(connection, school_id, area_id, tally(events, numbers))


def _events(
    connection: Connection, school_id: int, where: str, values: Mapping[str, object]
) -> Iterator[list[Happened]]:
    """A school's events in runs, memory staying flat."""
    result = connection.execute(
        text(
            "SELECT e.kind, e.subject, e.item, e.payload, e.wall_ms, e.received_ms, e.odd_clock"
            " FROM centre_event e WHERE e.origin IN"
            " (SELECT origin FROM centre_origin_school WHERE school_id = :school)"
            f" AND {where}"
        ).execution_options(stream_results=True, yield_per=AT_ONCE),
        {**values, "school": school_id},
    )
    for rows in result.partitions(AT_ONCE):
        yield list(map(_happened, rows))


def _happened(row: Row) -> Happened:
    kind, subject, item, payload, wall, received, odd = row
    return Happened(kind, bytes(subject), item, payload, believed(wall, received, odd))
