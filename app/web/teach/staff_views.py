"""The administrator's page: the instructors of the school."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.errors import KisimaError
from app.people import accounts, moving
from app.web.errors import sentence_of
from app.web.once import counts_once
from app.web.teach.area import blueprint, for_administrators
from app.web.teach.forms import InstructorForm


@blueprint.get("/staff/")
@for_administrators
def staff() -> ResponseReturnValue:
    """Those who teach here, and the form for a new one."""
    return _staff(InstructorForm())


@blueprint.post("/staff/")
@for_administrators
@counts_once
def add_staff() -> ResponseReturnValue:
    """Make an instructor's account; shows the password, this once."""
    form = InstructorForm()
    if not form.validate_on_submit():
        return _staff(form), 422
    try:
        made, password = accounts.add_instructor(
            username=form.username.data or "", full_name=form.full_name.data or ""
        )
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return _staff(form), 422
    return render_template("teach/staff_card.html", account=made, password=password)


@blueprint.post("/staff/<int:account_id>/new-password")
@for_administrators
def new_password(account_id: int) -> ResponseReturnValue:
    """Give an instructor a new password; shows it, this once."""
    account = accounts.account(account_id)
    if not account.teaches:
        raise accounts.NoSuchAccount()
    password = accounts.reset_secret(account_id)
    return render_template("teach/staff_card.html", account=account, password=password)


@blueprint.post("/staff/<int:account_id>/active")
@for_administrators
def set_staff_active(account_id: int) -> ResponseReturnValue:
    """Suspend an instructor, or restore one."""
    restore = request.form.get("do") == "restore"
    person = moving.set_instructor_active(account_id, restore)
    flash(
        _("%(name)s can sign in again.", name=person.full_name)
        if restore
        else _("%(name)s is suspended and signed out. All work is kept.", name=person.full_name)
    )
    return redirect(url_for("teach.staff"), 303)


def _staff(form: InstructorForm) -> str:
    return render_template("teach/staff.html", staff=accounts.staff(), form=form)
