"""The dashboards' tables: each is drawn, shown and downloaded from the same rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import format_date, format_decimal, format_percent
from flask_babel import gettext as _
from markupsafe import Markup

from app.catalog.languages import direction
from app.centre import charts
from app.centre.charts import Look, Mark
from app.centre.figures import NOTHING, TOO_FEW, Figures, Span
from app.centre.figures_items import Item
from app.centre.rollups_tally import monday_of
from app.web.languages import language

MOST_BARS = 12
FEW = "\u2066<5\u2069"  # kept from turning around in a line that runs from the right


@dataclass(frozen=True)
class Cell:
    """What a table shows, what its file holds, and where it leads."""

    words: str
    value: object
    href: str = ""


@dataclass(frozen=True)
class Drawn:
    """A chart and the words above it."""

    title: str
    svg: Markup


@dataclass(frozen=True)
class Table:
    """A table and its charts; `name` is that of its file and its place on the page."""

    name: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    drawn: Sequence[Drawn] = ()
    note: str = ""

    def lines(self) -> Iterator[Sequence[object]]:
        """The rows of its file."""
        yield self.head
        for row in self.rows:
            yield [cell.value for cell in row]


def by_week(weeks: Mapping[int, Figures], span: Span, rest: Figures = NOTHING) -> Table:
    """What happened, week by week; `rest` is what is said of the weeks that are missing."""
    head = (_("Week from"), *_heads(_("Active students")))
    numbers = range(span.first, span.last + 1)
    rows = [(_week(one), *_cells(weeks.get(one, rest))) for one in numbers]
    drawn = [
        _columns(title, name, pattern, [(row[0], row[place]) for row in rows])
        for title, name, pattern, place in (
            (_("Active students"), "students", "solid", 1),
            (_("Lessons read"), "lessons", "stripes", 2),
            (_("Exercises passed"), "passed", "dots", 4),
        )
    ]
    return Table("weeks", _("Week by week"), head, rows, drawn)


def by_place(
    name: str, title: str, lines: Sequence[tuple[str, str, Figures | None]], note: str = ""
) -> Table:
    """Places side by side: each with its name, its address and its figures."""
    rows = [
        (Cell(words, words, href), *_cells(figures or NOTHING, mean=True))
        for words, href, figures in lines
    ]
    drawn = drawn_bars(_("Active students a week"), name, "solid", rows, 1)
    return Table(name, title, (_("Place"), *_heads(_("Active students a week"))), rows, drawn, note)


def by_course(courses: Mapping[str, Figures], titles: Mapping[str, str]) -> Table:
    """Courses side by side."""
    rows = []
    for course, figures in courses.items():
        share = figures.right_share
        right = _hidden() if share is None else Cell(str(format_percent(share)), round(share, 3))
        title = titles.get(course, course)
        rows.append((Cell(title, title), *_cells(figures, mean=True), right))
    head = (_("Course"), *_heads(_("Active students a week")), _("Answers right"))
    drawn = drawn_bars(_("Students who completed the course"), "completed", "stripes", rows, 5)
    return Table("courses", _("Courses"), head, rows, drawn)


def hardest(
    name: str, title: str, first: str, items: Sequence[Item], titles: Mapping[str, str]
) -> Table:
    """Questions or tests, the hardest first."""
    rows = [
        (
            Cell(one.name, one.name),
            Cell(course := titles.get(one.course, one.course), course),
            Cell(str(format_percent(one.right_share)), round(one.right_share, 3)),
            _whole(one.answers),
        )
        for one in items
    ]
    head = (first, _("Course"), _("Right"), _("Answers"))
    marks = [
        Mark(one.name, 1 - one.right_share, str(format_percent(1 - one.right_share)))
        for one in items[:MOST_BARS]
    ]
    said = listed(marks)
    words = _("Answers that were not right")
    svg = charts.bars(words, said, marks, look(name, "lines"), full=1)
    drawn = [Drawn(words, Markup(svg))] if rows else []
    return Table(name, title, head, rows, drawn)


def _heads(students: str) -> tuple[str, ...]:
    return (
        students,
        _("Lessons read"),
        _("Exercises handed in"),
        _("Exercises passed"),
        _("Courses completed"),
    )


def _cells(one: Figures, mean: bool = False) -> tuple[Cell, ...]:
    if one == TOO_FEW or one.students is None:
        return (_hidden(),) * 5
    students = _whole(int(one.students))
    if mean:
        form = "#,##0.#" if one.students < 10 else "#,##0"
        words = str(format_decimal(one.students, format=form))
        students = Cell(words, round(one.students, 2))
    sums = (one.lessons, one.handed_in, one.passed, one.completed)
    return (students, *(_hidden() if number is None else _whole(number) for number in sums))


def _whole(number: int) -> Cell:
    return Cell(str(format_decimal(number)), number)


def _hidden() -> Cell:
    return Cell(FEW, "<5")


def _week(number: int) -> Cell:
    day = monday_of(number).date()
    return Cell(str(format_date(day, "d MMM")), day.isoformat())


def _columns(title: str, name: str, pattern: str, cells: Sequence[tuple[Cell, Cell]]) -> Drawn:
    marks = [_mark(label, cell) for label, cell in cells]
    top = str(format_decimal(charts.highest([mark.value for mark in marks])))
    svg = charts.columns(title, listed(marks), marks, top, look(name, pattern))
    return Drawn(title, Markup(svg))


def drawn_bars(
    title: str, name: str, pattern: str, rows: Sequence[Sequence[Cell]], place: int
) -> list[Drawn]:
    """The rows with the greatest values of a column, drawn; nothing where there is none."""
    marks = sorted((_mark(row[0], row[place]) for row in rows), key=lambda one: -(one.value or 0))
    marks = marks[:MOST_BARS]
    if not any(mark.value for mark in marks):
        return []
    svg = charts.bars(title, listed(marks), marks, look(name, pattern))
    return [Drawn(title, Markup(svg))]


def _mark(label: Cell, cell: Cell) -> Mark:
    value = float(cell.value) if isinstance(cell.value, int | float) else None
    return Mark(label.words, value, cell.words)


def listed(marks: Sequence[Mark]) -> str:
    return "; ".join(f"{mark.label}: {mark.words}" for mark in marks)


def look(name: str, pattern: str) -> Look:
    return Look(f"c-{name}", pattern, direction(language()) == "rtl")


def area_address(area_id: int, **more: Any) -> str:
    """Where the figures of an area are."""
    return url_for("centre.figures_of_area", area_id=area_id, **more)
