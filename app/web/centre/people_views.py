"""The people of the centre: who there is, what each sees, new ones."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.centre import officers
from app.centre.areas import areas
from app.centre.audit import note
from app.centre.school_search import places
from app.centre.transactions import reading, writing
from app.database import db
from app.errors import KisimaError
from app.people import accounts
from app.people.models import Account
from app.web.centre.area import blueprint, for_administrators, who
from app.web.centre.area_choices import area_choices, place_words
from app.web.centre.forms import PersonForm
from app.web.errors import sentence_of
from app.web.once import counts_once


@blueprint.get("/people/")
@for_administrators
def people() -> ResponseReturnValue:
    """Everybody of the centre, and the form for somebody new."""
    return _people(_form())


@blueprint.post("/people/")
@for_administrators
@counts_once
def add_person() -> ResponseReturnValue:
    """Make an account; shows the password, this once."""
    form = _form()
    if not form.validate_on_submit():
        return _people(form), 422
    if form.role.data == "officer" and not form.area.data:
        form.area.errors = [_("Please choose what she or he may see.")]
        return _people(form), 422
    try:
        made, password = officers.add_person(
            who(),
            username=form.username.data or "",
            full_name=form.full_name.data or "",
            role=form.role.data,
            area_id=form.area.data,
        )
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return _people(form), 422
    return _card(made, password)


@blueprint.post("/people/<int:account_id>/new-password")
@for_administrators
@counts_once
def new_password(account_id: int) -> ResponseReturnValue:
    """Give somebody a new password; shows it, this once."""
    found = officers.person(account_id)
    password = accounts.reset_secret(account_id)
    with writing() as connection:
        note(connection, who(), "password-reset", account=account_id)
    return _card(found, password)


@blueprint.post("/people/<int:account_id>/area")
@for_administrators
def set_area(account_id: int) -> ResponseReturnValue:
    """Give an officer another region or district."""
    officers.set_area(who(), account_id, request.form.get("area", type=int))
    flash(_("Kept."))
    return redirect(url_for("centre.people"), 303)


@blueprint.post("/people/<int:account_id>/suspend")
@for_administrators
def suspend(account_id: int) -> ResponseReturnValue:
    """Shut an account; the person is signed out everywhere."""
    officers.set_active(who(), current_user.id, account_id, False)
    flash(_("This account can no longer sign in."))
    return redirect(url_for("centre.people"), 303)


@blueprint.post("/people/<int:account_id>/open")
@for_administrators
def open_again(account_id: int) -> ResponseReturnValue:
    """Open an account again."""
    officers.set_active(who(), current_user.id, account_id, True)
    flash(_("This account can sign in again."))
    return redirect(url_for("centre.people"), 303)


def _form() -> PersonForm:
    form = PersonForm()
    with reading() as connection:
        whole, *parts = area_choices(connection)
    form.area.choices = [(0, "–"), *parts, whole]
    return form


def _people(form: PersonForm) -> str:
    with reading() as connection:
        named = places(areas(connection))
    words = {id: place_words(place) or _("The whole country") for id, place in named.items()}
    return render_template(
        "centre/people.html", people=officers.people(db.session()), places=words, form=form
    )


def _card(account: Account, password: str) -> Response:
    page = render_template("centre/password.html", account=account, password=password)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
