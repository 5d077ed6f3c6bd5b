"""The dashboards: what is learned in an area or a school, drawn, in tables and as files."""

from collections.abc import Mapping, Sequence

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Connection

from app.centre import figures, figures_heard, figures_items, figures_places
from app.centre.areas import LEVELS, Area, School
from app.centre.figures import NOTHING, TOO_FEW, Span
from app.centre.rollups_areas import add_what_was_left
from app.centre.scopes import school_in
from app.centre.transactions import reading
from app.clock import now_ms
from app.web.centre import figures_tables
from app.web.centre.area import blueprint, for_officers, my_scope
from app.web.centre.figures_asked import SPANS, Asked, asked_for, course_titles, quarter_words
from app.web.centre.figures_heard_tables import heard_tables
from app.web.centre.figures_tables import Table, area_address
from app.web.downloads import as_download
from app.web.tables import csv_bytes


@blueprint.get("/figures/")
@for_officers
def figures_start() -> ResponseReturnValue:
    """The figures of all that the reader may see."""
    with reading() as connection:
        scope = my_scope(connection)
    if scope.area_id is None:
        return render_template("centre/figures_none.html")
    return redirect(area_address(scope.area_id))


@blueprint.get("/figures/area/<int:area_id>/")
@for_officers
def figures_of_area(area_id: int) -> ResponseReturnValue:
    """The figures of a country, region or district."""
    add_what_was_left()
    with reading() as connection:
        scope = my_scope(connection)
        place = figures_places.place(connection, scope, area_id)
        asked = asked_for(connection)
        weeks = figures.area_by_week(connection, place.area, asked.span, asked.topic)
        rest = NOTHING if place.area.level == LEVELS[-1] else TOO_FEW
        tables = [figures_tables.by_week(weeks, asked.span, rest)]
        if place.parts:
            areas = [area for area, _inside in place.parts]
            found = figures.by_area(connection, areas, asked.span, asked.topic)
            lines = [
                (area.name, area_address(area.id, **asked.kept), found.get(area.id))
                for area in areas
            ]
            alone = figures.outside_of_parts(connection, place.area, asked.span, asked.topic)
            if alone is not None:
                lines.append((_("Schools outside of these"), "", alone))
            title = _("Regions") if place.area.level == "country" else _("Districts")
            tables.append(figures_tables.by_place("places", title, lines))
        if place.schools:
            tables.append(_schools(connection, place.schools, asked))
        if not asked.topic:
            tables.append(_courses(connection, place.area, asked.span))
    return _answer(tables, place.area, None, place.above, asked, weeks)


@blueprint.get("/figures/school/<int:school_id>/")
@for_officers
def figures_of_school(school_id: int) -> ResponseReturnValue:
    """The figures of a school."""
    with reading() as connection:
        scope = my_scope(connection)
        school = school_in(connection, scope, school_id)
        asked = asked_for(connection)
        weeks = figures.school_by_week(connection, school_id, asked.span, asked.topic)
        tables = [figures_tables.by_week(weeks, asked.span)]
        if not asked.topic:
            tables.append(_courses(connection, None, asked.span, school_id))
        above = figures_places.above_school(connection, scope, school)
    return _answer(tables, None, school, above, asked, weeks)


@blueprint.get("/figures/area/<int:area_id>/hardest/")
@for_officers
def hardest_of_area(area_id: int) -> ResponseReturnValue:
    """The questions and tests that an area's students find hardest."""
    add_what_was_left()
    with reading() as connection:
        place = figures_places.place(connection, my_scope(connection), area_id)
        asked = asked_for(connection)
        tables = _hardest(connection, asked, place.area, None)
    return _answer(tables, place.area, None, place.above, asked, {})


@blueprint.get("/figures/school/<int:school_id>/hardest/")
@for_officers
def hardest_of_school(school_id: int) -> ResponseReturnValue:
    """The questions and tests that a school's students find hardest."""
    with reading() as connection:
        scope = my_scope(connection)
        school = school_in(connection, scope, school_id)
        asked = asked_for(connection)
        tables = _hardest(connection, asked, None, school_id)
        above = figures_places.above_school(connection, scope, school)
    return _answer(tables, None, school, above, asked, {})


@blueprint.get("/figures/area/<int:area_id>/heard/")
@for_officers
def heard_of_area(area_id: int) -> ResponseReturnValue:
    """When the schools of an area were last heard, and what is silent or cannot be right."""
    with reading() as connection:
        place = figures_places.place(connection, my_scope(connection), area_id)
        asked = asked_for(connection)
        counts, silent = figures_heard.heard(connection, place.members, now_ms())
        odd = figures_heard.implausible(connection, place.members)
        tables = heard_tables(place, counts, silent, odd)
    return _answer(tables, place.area, None, place.above, asked, {})


def _schools(connection: Connection, schools: Sequence[tuple[int, str]], asked: Asked) -> Table:
    found = figures.by_school(connection, [one for one, _name in schools], asked.span, asked.topic)
    lines = [
        (name, url_for("centre.figures_of_school", school_id=one, **asked.kept), found.get(one))
        for one, name in schools
    ]
    note = ""
    if len(schools) == figures_places.MOST_SCHOOLS:
        note = _("Only the first %(most)s schools by name stand here.", most=len(schools))
    return figures_tables.by_place("schools", _("Schools"), lines, note)


def _courses(
    connection: Connection, area: Area | None, span: Span, school_id: int | None = None
) -> Table:
    return figures_tables.by_course(
        figures.by_course(connection, area, span, school_id), course_titles()
    )


def _hardest(
    connection: Connection, asked: Asked, area: Area | None, school_id: int | None
) -> list[Table]:
    tables = []
    for kind, title, first in (
        ("question", _("The hardest questions"), _("Question")),
        ("test", _("The hardest tests of exercises"), _("Test")),
    ):
        items = figures_items.hardest(
            connection, kind, asked.quarter, area=area, school_id=school_id, course=asked.course
        )
        name = f"{kind}s"
        tables.append(figures_tables.hardest(name, title, first, items, course_titles()))
    return tables


def _answer(
    tables: Sequence[Table],
    area: Area | None,
    school: School | None,
    above: Sequence[Area],
    asked: Asked,
    weeks: Mapping[int, figures.Figures],
) -> ResponseReturnValue:
    """The page, or one of its tables as a file."""
    wanted = request.args.get("table", "")
    if wanted:
        for table in tables:
            if table.name == wanted:
                response = make_response(csv_bytes(table.lines()))
                response.mimetype = "text/csv"
                as_download(response, f"{table.name}.csv")
                return response
        abort(404)
    assert request.endpoint is not None
    same = {**(request.view_args or {}), **asked.kept}
    return render_template(
        "centre/figures.html",
        tables=tables,
        files={one.name: url_for(request.endpoint, **same, table=one.name) for one in tables},
        area=area,
        here_school=school,
        above=above,
        asked=asked,
        spans=SPANS,
        quarters=[(one, quarter_words(one)) for one in asked.quarters],
        few=figures_tables.FEW,
        titles=course_titles(),
        total=figures.total(weeks, asked.span),
        empty=request.endpoint.startswith("centre.figures_of") and not weeks,
        view=request.endpoint.partition(".")[2].partition("_")[0],
    )
