"""Erasing a person's records: what that means, and the form that does it once the name is typed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.database import db
from app.errors import N_, KisimaError
from app.people import accounts, classes, erasure
from app.people.models import Account
from app.people.rules import fold_username
from app.sync.link import link
from app.web.errors import sentence_of, status_of
from app.web.services import services
from app.web.teach.area import NotAllowed, blueprint, for_administrators, for_instructors


class OtherName(KisimaError):
    sentence = N_("Nothing was erased: what was typed is not the user name of this person.")


@blueprint.get("/erase/")
@for_administrators
def find_to_erase() -> ResponseReturnValue:
    """Find a person by her user name, in a class or not."""
    typed = request.args.get("username", "")
    if not typed.strip():
        return render_template("teach/find.html", trouble="", typed="")
    try:
        found = accounts.by_username(typed)
    except accounts.NoSuchAccount as error:
        page = render_template("teach/find.html", trouble=sentence_of(error), typed=typed)
        return page, status_of(error)
    return redirect(url_for("teach.erasing", account_id=found.id))


@blueprint.get("/erase/<int:account_id>/")
@for_instructors
def erasing(account_id: int) -> ResponseReturnValue:
    """What erasing this person means."""
    return _page(_person(account_id))


@blueprint.post("/erase/<int:account_id>/")
@for_instructors
def erase(account_id: int) -> ResponseReturnValue:
    """Erase this person for ever, when her user name was typed."""
    person = _person(account_id)
    name, oneself = person.full_name, person.id == current_user.id
    try:
        if fold_username(request.form.get("username", "")) != person.username:
            raise OtherName()
        erasure.erase(account_id, current_user.id)
    except (OtherName, erasure.LastAdministrator) as error:
        return _page(person, sentence_of(error)), status_of(error)
    services().live.end(str(account_id))
    if oneself:
        return redirect(url_for("account.sign_in"), 303)
    flash(_("The records of %(name)s have been erased.", name=name))
    return redirect(url_for("teach.home"), 303)


def _person(account_id: int) -> Account:
    """Whom the reader may erase; raises NoSuchAccount or NotAllowed."""
    person = accounts.account(account_id)
    if person.erased_ms is not None or not classes.teaches_student(current_user, account_id):
        raise accounts.NoSuchAccount()
    # A colleague who joined a class as a student is not its instructor's to erase.
    if person.teaches and not current_user.is_administrator:
        raise NotAllowed()
    return person


def _page(person: Account, trouble: str = "") -> str:
    enrolled = link(db.session()) is not None
    return render_template("teach/erase.html", person=person, trouble=trouble, enrolled=enrolled)
