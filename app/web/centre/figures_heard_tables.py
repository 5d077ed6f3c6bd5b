"""The tables of when schools were heard, and of laptops that somebody should look at."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import format_decimal, format_timedelta
from flask_babel import gettext as _
from markupsafe import Markup

from app.centre import charts
from app.centre.charts import Mark
from app.centre.figures_heard import LONG_SILENT_DAYS, Heard, Implausible, Silent, added
from app.centre.figures_places import Place
from app.centre.overview import SILENT_DAYS
from app.web.centre.area import as_ago
from app.web.centre.figures_tables import MOST_BARS, Cell, Drawn, Table, listed, look


def heard_tables(
    place: Place,
    heard: Mapping[int, Heard],
    silent: Sequence[Silent],
    implausible: Sequence[Implausible],
) -> list[Table]:
    """How the schools of each place were heard, the silent ones, and what is implausible."""
    lines = [
        (
            area.name,
            url_for("centre.heard_of_area", area_id=area.id),
            [heard[one] for one in inside if one in heard],
        )
        for area, inside in place.parts
    ]
    if place.area.id in heard:
        name = _("Schools outside of these") if place.parts else _("Schools here")
        lines.append((name, "", [heard[place.area.id]]))
    return [_heard(lines), _silent(silent), _implausible(implausible)]


def _heard(lines: Sequence[tuple[str, str, Sequence[Heard]]]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, href, several in lines:
        one = added(several)
        numbers = (one.schools, one.lately, one.silent, one.longer, one.never)
        rows.append((Cell(name, name, href), *map(_number, numbers)))
    head = (
        _("Place"),
        _("Schools"),
        _("Heard in %(days)s days", days=SILENT_DAYS),
        _("Silent up to %(days)s days", days=LONG_SILENT_DAYS),
        _("Silent for longer"),
        _("Never heard"),
    )
    title = _("Schools heard in %(days)s days", days=SILENT_DAYS)
    marks = [
        Mark(name.words, _share(lately, schools), f"{lately.words} / {schools.words}")
        for name, schools, lately, *_rest in rows[:MOST_BARS]
    ]
    svg = charts.bars(title, listed(marks), marks, look("heard", "solid"), full=1)
    drawn = [Drawn(title, Markup(svg))] if rows else []
    return Table("heard", _("When schools were last heard"), head, rows, drawn)


def _share(part: Cell, whole: Cell) -> float:
    assert isinstance(part.value, int) and isinstance(whole.value, int)
    return part.value / whole.value if whole.value else 0


def _silent(schools: Sequence[Silent]) -> Table:
    rows = []
    for one in schools:
        ago = _("never") if one.last_heard_ms is None else as_ago(one.last_heard_ms)
        rows.append((_school(one.school_id, one.name), Cell(ago, ago)))
    head = (_("School"), _("Last heard"))
    title = _("Silent for more than %(days)s days", days=SILENT_DAYS)
    return Table("silent", title, head, rows)


def _implausible(found: Sequence[Implausible]) -> Table:
    rows = []
    for one in found:
        said = _why(one)
        cells = (Cell(one.machine, one.machine), Cell(said, said))
        rows.append((_school(one.school_id, one.school), *cells))
    head = (_("School"), _("Laptop"), _("What is odd"))
    return Table("implausible", _("What cannot be right"), head, rows)


def _why(one: Implausible) -> str:
    if one.why == "clock":
        off = format_timedelta(abs(one.value) / 1000)
        return _("Its clock is off by %(time)s. Somebody should set it.", time=off)
    if one.why == "copies":
        return _("It was copied; copies that are known: %(count)s.", count=one.value)
    return _("%(count)s students or more: hardly one school.", count=one.value)


def _school(school_id: int, name: str) -> Cell:
    return Cell(name, name, url_for("centre.school", school_id=school_id))


def _number(value: int) -> Cell:
    return Cell(str(format_decimal(value)), value)
