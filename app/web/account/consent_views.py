"""One's own consent: whether one's progress may leave the school."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.people import consent
from app.people.consent import Consent
from app.web.account.views import blueprint


@blueprint.post("/account/consent", endpoint="consent")
@login_required
def say() -> ResponseReturnValue:
    """Agree, or take it back."""
    answer = request.form.get("answer")
    if answer == "yes" and consent.give([current_user.id], current_user, "self"):
        flash(_("Thank you. From now on your progress may leave the school, without your name."))
    elif answer == "no" and consent.withdraw(current_user.id, current_user):
        flash(_("Done. From now on nothing more of what you do leaves the school."))
    return redirect(url_for("account.mine", _anchor="leaving"), 303)


@blueprint.context_processor
def own_consent() -> dict[str, Consent | None]:
    """What the reader has said, where it concerns her: instructors are not counted anywhere."""
    if request.endpoint != "account.mine" or not current_user.is_authenticated:
        return {"consent": None}
    own = consent.of(current_user.id)
    return {"consent": own if own.given_ms or not current_user.teaches else None}
