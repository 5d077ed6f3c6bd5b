"""The centre's pages: their blueprint, who may open what, and what all of them show."""

from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, format_timedelta
from flask_login import current_user
from sqlalchemy import Connection

from app.centre import scopes
from app.centre.scopes import Scope
from app.centre.transactions import one, reading
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.web.guards import guarded
from app.web.once import new_number

blueprint = Blueprint("centre", __name__)
P = ParamSpec("P")

ROLES = ("officer", "administrator")
# Of the pages that every installation has, those that only a school needs.
FOR_SCHOOLS = {"account.join", "account.consent"}


class NotForYou(KisimaError):
    sentence = N_("This page is for the people of the centre.")


class NotForOfficers(NotForYou):
    sentence = N_("This page is for the centre's administrators.")


def for_officers(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A view for officers and administrators; it shows only what `my_scope` holds."""
    return guarded(view, _check_of_the_centre)


def for_administrators(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A view for administrators."""
    return guarded(view, _check_administrates)


def _check_of_the_centre() -> None:
    if current_user.role not in ROLES:
        raise NotForYou()


def _check_administrates() -> None:
    _check_of_the_centre()
    if not current_user.is_administrator:
        raise NotForOfficers()


def my_scope(connection: Connection) -> Scope:
    """What the reader may see."""
    if current_user.is_administrator:
        return scopes.everything(connection)
    return scopes.scope_of_officer(connection, current_user.id)


def my_place(connection: Connection, scope: Scope) -> str:
    """The name of what the reader sees: her district, say; "" for everything."""
    if scope.area_id is None or scope.everything:
        return ""
    return str(one(connection, "SELECT name FROM centre_area WHERE id = :id", id=scope.area_id))


def who() -> str:
    """The reader, as the audit log names her."""
    return f"account {current_user.id}"


@blueprint.before_app_request
def no_school_pages() -> None:
    """A centre has no classes to join, and no students."""
    if request.endpoint in FOR_SCHOOLS:
        abort(404)


@blueprint.app_context_processor
def frame() -> dict[str, object]:
    """What the frame of every page shows beside the languages; `once` goes into forms."""
    return {"is_centre": True, "school": _name(), "once": new_number()}


@blueprint.app_template_filter()
def as_ago(milliseconds: int) -> str:
    """How long ago something was, in words; a clock that was put back makes it now."""
    passed = timedelta(milliseconds=max(0, now_ms() - milliseconds))
    words: str = format_timedelta(-passed, add_direction=True)
    return words


@blueprint.app_template_filter()
def number(count: int) -> str:
    """A whole number as the reader's language writes it."""
    return str(format_decimal(count))


def _name() -> str:
    """The centre's name; an error page is shown without it when the store is away."""
    if "centre_name" not in g:
        try:
            with reading() as connection:
                g.centre_name = str(one(connection, "SELECT name FROM centre_state") or "")
        except KisimaError:
            g.centre_name = ""
    name: str = g.centre_name
    return name
