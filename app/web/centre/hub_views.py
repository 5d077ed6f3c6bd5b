"""Centres above and below this one: connecting to one above, and codes for hubs below."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.centre import hub
from app.centre.codes import CODE_DAYS, make_hub_code
from app.centre.hub_enrolling import connect_hub
from app.centre.hub_link import plan
from app.centre.transactions import writing
from app.clock import now_ms
from app.errors import KisimaError
from app.sync.history import sentence_named
from app.web.centre.area import blueprint, for_administrators, who
from app.web.centre.sheet import Card, key_of_codes, sheet
from app.web.errors import sentence_of
from app.web.once import counts_once
from app.web.services import services


@blueprint.get("/hubs/")
@for_administrators
def hubs() -> ResponseReturnValue:
    """How it stands with the centre above; the forms to connect to one, and to let a hub in."""
    return _page("")


@blueprint.post("/hubs/above")
@for_administrators
def connect_above() -> ResponseReturnValue:
    """Connect to a centre above with the code that it gave."""
    try:
        up = connect_hub(
            services().sync, request.form.get("address", ""), request.form.get("code", "")
        )
    except KisimaError as error:
        return _page(sentence_of(error)), 422
    flash(_("This centre passes on to %(name)s from now on.", name=up.name or up.url))
    return redirect(url_for("centre.hubs"), 303)


@blueprint.post("/hubs/now")
@for_administrators
def forward_now() -> ResponseReturnValue:
    """Have it passed on soon, whatever was planned."""
    with writing() as connection:
        plan(connection, next_try_ms=now_ms())
    flash(_("It is passed on within two minutes."))
    return redirect(url_for("centre.hubs"), 303)


@blueprint.post("/hubs/code")
@for_administrators
@counts_once
def hub_code() -> ResponseReturnValue:
    """A code that makes another centre a hub of this one; shown now and never again."""
    name = request.form.get("name", "")
    try:
        with writing() as connection:
            code = make_hub_code(connection, key_of_codes(connection), who(), name)
    except KisimaError as error:
        return _page(sentence_of(error)), 422
    return sheet([Card(name, "", (), code, for_hub=True)], CODE_DAYS, back=url_for("centre.hubs"))


def _page(problem: str) -> Response:
    state = hub.state()
    error = ""
    if state is not None and state.error:
        error = _(sentence_named(state.error), **state.values)
    page = render_template("centre/hubs.html", state=state, error=error, problem=problem)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
