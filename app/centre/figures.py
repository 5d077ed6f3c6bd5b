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

from app.centre.areas import LEVELS, Area
from app.centre.rollups_areas import FEWEST, FIGURES

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


NOTHING = Figures(0, 0, 0, 0, 0, 0, 0)
TOO_FEW = Figures(None, None, None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures `f` are read: a table with a condition, and which rows of it may be shown."""

    rows: str
    shown: str


def of_area(area: Area, where: str = "f.area_id = :area") -> Source:
    """The figures of an area; the value of :area is its number."""
    if area.level != LEVELS[-1]:
        return Source(f"centre_total f WHERE {where}", "TRUE")
    shown = f"(NOT f.small OR f.students >= {FEWEST})"
    return Source(f"centre_area_figure f WHERE {where}", shown)


def of_school() -> Source:
    """The figures of a school; the value of :school is its number."""
    return Source("centre_figure f WHERE f.school_id = :school", ENOUGH)


@dataclass(frozen=True, slots=True)
class Span:
    """Weeks from the first to the last, both counted in."""

    first: int
    last: int

    @property
    def weeks(self) -> int:
        """How many weeks these are."""
        return self.last - self.first + 1


def area_by_week(
    connection: Connection, area: Area, span: Span, topic: int = 0
) -> dict[int, Figures]:
    """The figures of all schools of an area together, week by week.

    A week is missing where nothing happened, and of a region or the country also where too few
    were active to be shown.
    """
    source = of_area(area)
    sql = f"SELECT f.period, {_columns(source.shown)} FROM {source.rows} AND {_WEEKS}"
    rows = connection.execute(
        text(f"{sql} GROUP BY f.period"),
        {**_values(connection, span, topic), "area": area.id},
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
    connection: Connection, parts: Sequence[Area], span: Span, topic: int = 0
) -> dict[int, Figures]:
    """The figures of several areas over a span; one is missing where nothing happened."""
    found: dict[int, Figures] = {}
    for level in {area.level for area in parts}:
        some = [area for area in parts if area.level == level]
        source = of_area(some[0], "f.area_id = ANY(:areas)")
        rows = connection.execute(
            text(
                f"SELECT f.area_id, {_columns(source.shown)} FROM {source.rows} AND {_WEEKS}"
                " GROUP BY f.area_id"
            ),
            {**_values(connection, span, topic), "areas": [area.id for area in some]},
        )
        found |= {row[0]: _figures(row[1:], span.weeks) for row in rows}
    return found


def outside_of_parts(
    connection: Connection, area: Area, span: Span, topic: int = 0
) -> Figures | None:
    """The figures of the schools that belong to an area and to none in it; None without any."""
    alone = Area(area.id, area.parent_id, LEVELS[-1], area.name)
    return by_area(connection, [alone], span, topic).get(area.id)


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
    connection: Connection, area: Area | None, span: Span, school_id: int | None = None
) -> dict[str, Figures]:
    """The figures of each course over a span, of a school or of an area."""
    source = of_school() if area is None else of_area(area)
    rows = connection.execute(
        text(
            f"SELECT t.name, s.* FROM (SELECT f.topic, {_columns(source.shown, 'TRUE', 'TRUE')}"
            f" FROM {source.rows} AND f.period BETWEEN :first AND :last"
            " AND f.topic = ANY(:parts) GROUP BY f.topic) s"
            " JOIN centre_topic t ON t.id = s.topic ORDER BY t.name"
        ),
        {**_values(connection, span, 0), "area": area.id if area else 0, "school": school_id},
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
