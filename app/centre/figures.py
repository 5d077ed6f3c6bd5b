"""What the dashboards show, read from the figures kept at ingest; and what they do not show.

A figure of fewer than five students is not shown. Nor can it be found by subtracting: what an
area shows is made only of groups of at least five students, namely the figures of its schools
that have five, and the others of a district together where they are five. So one shown figure
less others is again a sum of such groups, whichever pages are compared. For the same reason
what was done in all courses together is the sum of what the courses show. What is left out of
all figures is at most four students of a district, a week and a course.

The number of students active in anything is a union, not a sum: less those of a course it tells
how many did only the others, and nothing of what they did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from sqlalchemy import Connection, text

from app.centre.rollups_cells import FEWEST, FIGURES

# Of an area's sums, those that may be shown.
SHOWN = f"(NOT f.small OR f.students >= {FEWEST})"
# Of a school's figures, those that may be shown.
ENOUGH = f"f.students >= {FEWEST}"
SUMS = FIGURES[1:]
MOST_COURSES = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of a group; None where its students are too few to be shown.

    `students` are those of a week, or over several weeks their mean.
    """

    students: float | None
    lessons: int | None
    handed_in: int | None
    passed: int | None
    completed: int | None
    good: int | None
    bad: int | None

    @property
    def right_share(self) -> float | None:
        """The share of answers that were right, 0 to 1."""
        answers = (self.good or 0) + (self.bad or 0)
        return (self.good or 0) / answers if answers else None


TOO_FEW = Figures(None, None, None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Span:
    """Weeks from the first to the last, both counted in."""

    first: int
    last: int

    @property
    def weeks(self) -> int:
        """How many weeks these are."""
        return self.last - self.first + 1


def areas_by_week(
    connection: Connection, areas: Sequence[int] | None, span: Span, topic: int = 0
) -> dict[int, Figures]:
    """The figures of these areas' schools together, or of all, week by week.

    A week is missing where nothing happened.
    """
    sql = f"SELECT f.period, {_columns(SHOWN)} FROM centre_area_figure f WHERE {_WEEKS}"
    rows = connection.execute(
        text(f"{sql} AND {_inside(areas)} GROUP BY f.period"),
        {**_values(connection, span, topic), "areas": list(areas or ())},
    )
    return {row[0]: _figures(row[1:]) for row in rows}


def school_by_week(
    connection: Connection, school_id: int, span: Span, topic: int = 0
) -> dict[int, Figures]:
    """A school's figures, week by week."""
    sql = f"SELECT f.period, {_columns(ENOUGH)} FROM centre_figure f WHERE {_WEEKS}"
    rows = connection.execute(
        text(f"{sql} AND f.school_id = :school GROUP BY f.period"),
        {**_values(connection, span, topic), "school": school_id},
    )
    return {row[0]: _figures(row[1:]) for row in rows}


def by_area(
    connection: Connection, groups: Mapping[int, Sequence[int]], span: Span, topic: int = 0
) -> dict[int, Figures]:
    """The figures of groups of areas over a span: of a region the districts, say.

    A group is missing where nothing happened.
    """
    areas = sorted({area for members in groups.values() for area in members})
    sql = f"SELECT f.area_id, {_columns(SHOWN)} FROM centre_area_figure f WHERE {_WEEKS}"
    rows = connection.execute(
        text(f"{sql} AND {_inside(areas)} GROUP BY f.area_id"),
        {**_values(connection, span, topic), "areas": areas},
    )
    found = {row[0]: row[1:] for row in rows}
    return {
        group: _figures(_added([found[area] for area in members if area in found]), span.weeks)
        for group, members in groups.items()
        if any(area in found for area in members)
    }


def by_school(
    connection: Connection, schools: Sequence[int], span: Span, topic: int = 0
) -> dict[int, Figures]:
    """The figures of schools over a span, of the weeks in which five students were active."""
    sql = f"SELECT f.school_id, {_columns(ENOUGH)} FROM centre_figure f WHERE {_WEEKS}"
    rows = connection.execute(
        text(f"{sql} AND f.school_id = ANY(:schools) GROUP BY f.school_id"),
        {**_values(connection, span, topic), "schools": list(schools)},
    )
    return {row[0]: _figures(row[1:], span.weeks) for row in rows}


def by_course(
    connection: Connection,
    areas: Sequence[int] | None,
    span: Span,
    school_id: int | None = None,
) -> dict[str, Figures]:
    """The figures of each course over a span; of a school, or of areas, or of all."""
    if school_id is None:
        table, shown, where = "centre_area_figure", SHOWN, _inside(areas)
    else:
        table, shown, where = "centre_figure", ENOUGH, "f.school_id = :school"
    rows = connection.execute(
        text(
            f"SELECT t.name, s.* FROM (SELECT f.topic, {_columns(shown, 'TRUE', 'TRUE')}"
            f" FROM {table} f WHERE f.period BETWEEN :first AND :last"
            f" AND f.topic = ANY(:parts) AND {where} GROUP BY f.topic) s"
            " JOIN centre_topic t ON t.id = s.topic ORDER BY t.name"
        ),
        {**_values(connection, span, 0), "areas": list(areas or ()), "school": school_id},
    )
    return {row[0]: _figures(row[2:], span.weeks) for row in rows}


def total(weeks: Mapping[int, Figures], span: Span) -> Figures:
    """What is shown of the weeks, together."""
    return _figures(_added([astuple(one) for one in weeks.values()]), span.weeks)


def course_topic(connection: Connection, course: str) -> int | None:
    """The number of a course among the topics."""
    return next((number for number, name in _courses(connection) if name == course), None)


def courses(connection: Connection) -> list[str]:
    """The ids of the courses that anything was heard of."""
    return [name for _, name in _courses(connection)]


def _courses(connection: Connection) -> list[tuple[int, str]]:
    rows = connection.execute(
        text("SELECT id, name FROM centre_topic WHERE kind = 'course' ORDER BY name LIMIT :most"),
        {"most": MOST_COURSES},
    )
    return [(row.id, row.name) for row in rows]


_WEEKS = "f.period BETWEEN :first AND :last AND f.topic = ANY(:topics)"


def _inside(areas: Sequence[int] | None) -> str:
    return "TRUE" if areas is None else "f.area_id = ANY(:areas)"


def _values(connection: Connection, span: Span, topic: int) -> dict[str, object]:
    parts = [topic] if topic else [number for number, _ in _courses(connection)]
    return {
        "first": span.first,
        "last": span.last,
        "topic": topic,
        "parts": parts,
        "topics": sorted({topic, *parts}),
    }


def _columns(
    shown: str, whole: str = "f.topic = :topic", part: str = "f.topic = ANY(:parts)"
) -> str:
    """Students of the whole topic, and the sums of its parts, or NULL where none is shown."""
    sums = (f"sum(f.{name}) FILTER (WHERE {part} AND {shown})" for name in SUMS)
    return ", ".join((f"sum(f.students) FILTER (WHERE {whole} AND {shown})", *sums))


def _added(rows: Sequence[Sequence[float | None]]) -> list[float | None]:
    """The sum of each column; what is not shown adds nothing."""
    columns = [[one for one in column if one is not None] for column in zip(*rows, strict=True)]
    return [sum(column) if column else None for column in columns] or [None] * 7


def _figures(row: Sequence[float | None], weeks: int = 1) -> Figures:
    students, *sums = row
    if not students:
        return TOO_FEW
    return Figures(float(students) / weeks, *(None if one is None else int(one) for one in sums))
