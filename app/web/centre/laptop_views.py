"""A school's laptops and codes: made, withdrawn, moved."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Connection

from app.centre import nodes
from app.centre.areas import School, areas
from app.centre.codes import CODE_DAYS, make_code
from app.centre.codes import withdraw_codes as withdraw
from app.centre.school_facts import laptops_of
from app.centre.school_search import places, school_by_words
from app.centre.scopes import school_in
from app.centre.transactions import writing
from app.web.centre.area import blueprint, for_administrators, my_scope, who
from app.web.centre.sheet import Card, key_of_codes, sheet
from app.web.once import counts_once


@blueprint.post("/schools/<int:school_id>/code")
@for_administrators
@counts_once
def new_code(school_id: int) -> ResponseReturnValue:
    """A new code for a laptop of this school; shown now and never again."""
    with writing() as connection:
        key = key_of_codes(connection)
        found = _school(connection, school_id)
        code = make_code(connection, key, who(), school_id)
        place = places(areas(connection)).get(found.area_id, ())
    return sheet([Card(found.name, found.reference, place, code)], CODE_DAYS, back=_page(school_id))


@blueprint.post("/schools/<int:school_id>/codes/withdraw")
@for_administrators
def withdraw_codes(school_id: int) -> ResponseReturnValue:
    """Make the codes that nobody has typed yet worthless."""
    with writing() as connection:
        _school(connection, school_id)
        withdraw(connection, who(), school_id)
    flash(_("The codes that nobody had used are worthless now."))
    return redirect(_page(school_id), 303)


@blueprint.post("/schools/<int:school_id>/laptops/<node>/revoke")
@for_administrators
def revoke(school_id: int, node: str) -> ResponseReturnValue:
    """Take nothing more from a laptop."""
    with writing() as connection:
        nodes.revoke(connection, who(), _laptop(connection, school_id, node))
    flash(_("From now on nothing is taken from this laptop. What it sent stays."))
    return redirect(_page(school_id), 303)


@blueprint.post("/schools/<int:school_id>/laptops/<node>/allow")
@for_administrators
def allow(school_id: int, node: str) -> ResponseReturnValue:
    """Take from a laptop again."""
    with writing() as connection:
        nodes.allow_again(connection, who(), _laptop(connection, school_id, node))
    flash(_("This laptop may send again."))
    return redirect(_page(school_id), 303)


@blueprint.post("/schools/<int:school_id>/laptops/<node>/move")
@for_administrators
def move(school_id: int, node: str) -> ResponseReturnValue:
    """Give a laptop to another school, as a copy may need."""
    with writing() as connection:
        laptop = _laptop(connection, school_id, node)
        to = school_by_words(connection, my_scope(connection), request.form.get("school", ""))
        if to is not None:
            nodes.move_node(connection, who(), laptop, to)
    if to is None:
        flash(_("No school, or more than one, has this number or name."), "error")
        return redirect(_page(school_id), 303)
    flash(_("The laptop belongs to this school now."))
    return redirect(_page(to), 303)


def _school(connection: Connection, school_id: int) -> School:
    return school_in(connection, my_scope(connection), school_id)


def _laptop(connection: Connection, school_id: int, node: str) -> bytes:
    """The id of a laptop of this school; raises NoSuchSchool or NoSuchNode."""
    _school(connection, school_id)
    for one in laptops_of(connection, school_id):
        if one.id.hex() == node:
            return one.id
    raise nodes.NoSuchNode()


def _page(school_id: int) -> str:
    return url_for("centre.school", school_id=school_id)
