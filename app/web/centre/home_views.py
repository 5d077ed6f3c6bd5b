"""The first page: what to do first at a new centre, then how the schools are."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.centre.overview import SILENT_DAYS, counts, steps
from app.centre.school_search import heard_last
from app.centre.transactions import reading
from app.people import setup
from app.web.centre.area import ROLES, NotForYou, blueprint, my_place, my_scope
from app.web.errors import must_sign_in

LATEST = 8


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """What to do first, or how the schools are."""
    if not current_user.is_authenticated:
        return must_sign_in() if setup.is_set_up() else redirect(url_for("account.set_up"))
    if current_user.role not in ROLES:
        raise NotForYou()
    with reading() as connection:
        scope = my_scope(connection)
        return render_template(
            "centre/home.html",
            counts=counts(connection, scope),
            steps=steps(connection),
            heard=heard_last(connection, scope, LATEST),
            place=my_place(connection, scope),
            scope=scope,
            silent_days=SILENT_DAYS,
        )
