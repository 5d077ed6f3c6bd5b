"""When schools were last heard, and which laptops are silent or cannot be right."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.clocks import DAY_MS, is_off
from app.centre.overview import SILENT_DAYS
from app.centre.rollups_names import MOST_STUDENTS

LONG_SILENT_DAYS = 60


@dataclass(frozen=True, slots=True)
class Heard:
    """How many schools were heard in the last SILENT_DAYS, in the last LONG_SILENT_DAYS, before
    that, and never."""

    lately: int
    silent: int
    longer: int
    never: int

    @property
    def schools(self) -> int:
        """All schools."""
        return self.lately + self.silent + self.longer + self.never


@dataclass(frozen=True, slots=True)
class Silent:
    """A school that was not heard for SILENT_DAYS."""

    school_id: int
    name: str
    last_heard_ms: int | None


@dataclass(frozen=True, slots=True)
class Implausible:
    """A laptop that somebody should look at; `why` is clock, copies or students."""

    school_id: int
    school: str
    machine: str
    why: str
    value: int  # how far the clock is off in ms; how many copies; how many students


def heard(
    connection: Connection, areas: Sequence[int] | None, now_ms: int, most: int = 25
) -> tuple[dict[int, Heard], list[Silent]]:
    """By area, of the schools that belong to it directly; and the schools that were not heard for
    SILENT_DAYS, the longest silence first."""
    # One look at all schools answers both.
    rows = connection.execute(
        text(
            "WITH h AS MATERIALIZED (SELECT s.id, s.area_id, max(n.last_heard_ms) AS last"
            " FROM centre_school s LEFT JOIN centre_node n ON n.school_id = s.id"
            f" WHERE {_where(areas)} GROUP BY s.id),"
            " quiet AS (SELECT * FROM h WHERE last IS NULL OR last < :silent"
            " ORDER BY last NULLS LAST, id LIMIT :most)"
            " SELECT area_id, NULL AS name, count(*) FILTER (WHERE last >= :silent),"
            " count(*) FILTER (WHERE last < :silent AND last >= :longer),"
            " count(*) FILTER (WHERE last < :longer), count(*) FILTER (WHERE last IS NULL)"
            " FROM h GROUP BY area_id"
            " UNION ALL SELECT q.id, s.name, q.last, 0, 0, 0"
            " FROM quiet q JOIN centre_school s ON s.id = q.id"
        ),
        {
            "areas": list(areas or ()),
            "silent": now_ms - SILENT_DAYS * DAY_MS,
            "longer": now_ms - LONG_SILENT_DAYS * DAY_MS,
            "most": most,
        },
    ).all()
    counts = {row[0]: Heard(*row[2:]) for row in rows if row.name is None}
    quiet = [Silent(*row[:3]) for row in rows if row.name is not None]
    quiet.sort(key=lambda one: (one.last_heard_ms is None, one.last_heard_ms or 0, one.name))
    return counts, quiet


def added(several: Sequence[Heard]) -> Heard:
    """Several together."""
    return Heard(
        sum(one.lately for one in several),
        sum(one.silent for one in several),
        sum(one.longer for one in several),
        sum(one.never for one in several),
    )


def implausible(
    connection: Connection, areas: Sequence[int] | None, most: int = 50
) -> list[Implausible]:
    """Laptops with a clock that is off or with copies, and schools with too many students."""
    values = {"areas": list(areas or ()), "most": most}
    clocks = connection.execute(
        text(
            "SELECT s.id, s.name, n.machine_name, 'clock', n.clock_offset_ms FROM centre_node n"
            f" JOIN centre_school s ON s.id = n.school_id WHERE {_where(areas)} AND n.clock_odd"
            " AND n.revoked_ms IS NULL ORDER BY abs(n.clock_offset_ms) DESC, s.name LIMIT :most"
        ),
        values,
    )
    found = [Implausible(*row) for row in clocks if row[4] is not None and is_off(row[4])]
    copies = connection.execute(
        text(
            "SELECT s.id, s.name, n.machine_name, 'copies', c.copies FROM"
            " (SELECT copied_from, count(*) AS copies FROM centre_node WHERE copied_from"
            " IS NOT NULL AND revoked_ms IS NULL GROUP BY copied_from) c"
            " JOIN centre_node n ON n.id = c.copied_from"
            f" JOIN centre_school s ON s.id = n.school_id WHERE {_where(areas)}"
            " ORDER BY c.copies DESC, s.name LIMIT :most"
        ),
        values,
    )
    found += [Implausible(*row) for row in copies]
    crowds = connection.execute(
        text(
            "SELECT s.id, s.name, '', 'students', p.number + 1 FROM centre_student p"
            f" JOIN centre_school s ON s.id = p.school_id WHERE {_where(areas)}"
            f" AND p.number >= {MOST_STUDENTS - 1} ORDER BY s.name LIMIT :most"
        ),
        values,
    )
    return found + [Implausible(*row) for row in crowds]


def _where(areas: Sequence[int] | None) -> str:
    return "TRUE" if areas is None else "s.area_id = ANY(:areas)"
