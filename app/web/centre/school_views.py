"""Schools: the list, one of them, its laptops and its codes."""

from collections.abc import Iterator

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.centre.areas import add_school, areas, change_school
from app.centre.codes import CODE_DAYS, make_code
from app.centre.overview import SILENT_DAYS
from app.centre.school_facts import codes_of, laptops_of, refusals_of
from app.centre.school_search import STATES, all_schools, find_schools, places
from app.centre.scopes import Scope, narrowed, school_in
from app.centre.transactions import reading, writing
from app.clock import now_ms
from app.errors import KisimaError
from app.web.centre.area import blueprint, for_administrators, for_officers, my_scope, who
from app.web.centre.area_choices import area_choices
from app.web.centre.forms import SchoolForm
from app.web.centre.sheet import Card, as_iso, key_of_codes, sheet
from app.web.downloads import as_download
from app.web.errors import sentence_of
from app.web.once import counts_once
from app.web.tables import csv_pieces


@blueprint.get("/schools/")
@for_officers
def schools() -> ResponseReturnValue:
    """The schools that the reader may see, found by words, place and state."""
    words = request.args.get("q", "").strip()[:200]
    state = request.args.get("state", "")
    area = request.args.get("area", type=int)
    with reading() as connection:
        scope = my_scope(connection)
        part = scope if not area else narrowed(connection, scope, area)
        found = find_schools(connection, part, words, state, request.args.get("page", 1, type=int))
        choices = area_choices(connection, scope)
    return render_template(
        "centre/schools.html",
        found=found,
        words=words,
        state=state if state in STATES else "",
        area=area,
        choices=choices,
        silent_days=SILENT_DAYS,
    )


@blueprint.get("/schools.csv")
@for_officers
def schools_file() -> ResponseReturnValue:
    """The schools that the reader may see, for a spreadsheet."""
    with reading() as connection:
        scope = my_scope(connection)

    response = Response(stream_with_context(csv_pieces(_table(scope))), mimetype="text/csv")
    as_download(response, _("schools") + ".csv")
    return response


@blueprint.route("/schools/new", methods=["GET", "POST"])
@for_administrators
@counts_once
def new_school() -> ResponseReturnValue:
    """One school, with a code to hand over."""
    form = SchoolForm()
    with reading() as connection:
        form.area.choices = area_choices(connection)
    if not form.validate_on_submit():
        return render_template("centre/new_school.html", form=form), 422 if form.errors else 200
    name, reference = form.name.data or "", form.reference.data or ""
    try:
        with writing() as connection:
            key = key_of_codes(connection)
            made = add_school(connection, who(), form.area.data, name, reference)
            code = make_code(connection, key, who(), made)
            place = places(areas(connection)).get(form.area.data, ())
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return render_template("centre/new_school.html", form=form), 422
    back = url_for("centre.school", school_id=made)
    return sheet([Card(name, reference, place, code)], CODE_DAYS, back=back)


@blueprint.get("/schools/<int:school_id>/")
@for_officers
def school(school_id: int) -> ResponseReturnValue:
    """One school: its laptops, what came, its codes."""
    return _school(school_id, None)


@blueprint.post("/schools/<int:school_id>/")
@for_administrators
def change(school_id: int) -> ResponseReturnValue:
    """Another name or place."""
    form = SchoolForm()
    with reading() as connection:
        form.area.choices = area_choices(connection)
    if not form.validate_on_submit():
        return _school(school_id, form)
    try:
        with writing() as connection:
            change_school(
                connection, who(), school_id, name=form.name.data or "", area_id=form.area.data
            )
    except KisimaError as error:
        if error.id == "NoSuchSchool":
            raise
        form.form_errors.append(sentence_of(error))
        return _school(school_id, form)
    flash(_("Kept."))
    return redirect(url_for("centre.school", school_id=school_id), 303)


def _school(school_id: int, form: SchoolForm | None) -> ResponseReturnValue:
    """The page; `form` is a change that was not taken, shown again."""
    with reading() as connection:
        found = school_in(connection, my_scope(connection), school_id)
        laptops = laptops_of(connection, school_id)
        shown = form or SchoolForm(data={"name": found.name, "area": found.area_id})
        shown.area.choices = area_choices(connection)
        page = render_template(
            "centre/school.html",
            one=found,
            place=places(areas(connection)).get(found.area_id, ()),
            laptops=laptops,
            refusals=refusals_of(connection, laptops),
            codes=codes_of(connection, school_id),
            form=shown,
            refused=form is not None,
            now=now_ms(),
            silent_days=SILENT_DAYS,
        )
    return page, 422 if form is not None else 200


def _table(scope: Scope) -> Iterator[list[object]]:
    yield [
        _("Number"),
        _("School"),
        _("Region"),
        _("District"),
        _("Laptops"),
        _("Last heard"),
        _("Silent"),
        _("Clock is wrong"),
        _("Copied laptop"),
    ]
    with reading() as connection:
        for one in all_schools(connection, scope):
            heard = as_iso(one.heard_ms) if one.heard_ms else ""
            signs = [int(one.silent), int(one.clock), int(one.copied)]
            yield [one.reference, one.name, *[*one.place, "", ""][:2], one.laptops, heard, *signs]
