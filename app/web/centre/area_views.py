"""Regions and districts: made and renamed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.centre.area_tree import area_tree
from app.centre.areas import add_area, rename_area
from app.centre.transactions import reading, writing
from app.errors import KisimaError
from app.web.centre.area import blueprint, for_administrators, who
from app.web.errors import sentence_of


@blueprint.get("/areas/")
@for_administrators
def areas() -> ResponseReturnValue:
    """The regions with their districts, and the forms for more."""
    with reading() as connection:
        tree = area_tree(connection)
    return render_template("centre/areas.html", tree=tree)


@blueprint.post("/areas/<int:area_id>/inside")
@for_administrators
def new_area(area_id: int) -> ResponseReturnValue:
    """A new region in the country, or a new district in a region."""
    try:
        with writing() as connection:
            made = add_area(connection, who(), area_id, request.form.get("name", ""))
    except KisimaError as error:
        return _refused(error)
    return redirect(url_for("centre.areas", _anchor=f"area-{made}"), 303)


@blueprint.post("/areas/<int:area_id>/name")
@for_administrators
def name_area(area_id: int) -> ResponseReturnValue:
    """Another name."""
    try:
        with writing() as connection:
            rename_area(connection, who(), area_id, request.form.get("name", ""))
    except KisimaError as error:
        return _refused(error)
    flash(_("Kept."))
    return redirect(url_for("centre.areas", _anchor=f"area-{area_id}"), 303)


def _refused(error: KisimaError) -> ResponseReturnValue:
    """What is wrong with a name stands on the page; anything else is a failure of its own."""
    if error.id not in ("BadAreaName", "AreaTaken"):
        raise error
    flash(sentence_of(error), "error")
    return redirect(url_for("centre.areas"), 303)
