"""The administrator's page: the instructors of the school."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.errors import KisimaError
from app.people import accounts
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


def _staff(form: InstructorForm) -> str:
    return render_template("teach/staff.html", staff=accounts.staff(), form=form)
