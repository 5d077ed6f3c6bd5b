"""Consent of a class: who agreed that her progress leaves the school, and how that is known."""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.errors import N_, KisimaError
from app.people import consent
from app.people.consent import PROOFS, Consent, Proof
from app.web.errors import sentence_of, status_of
from app.web.services import services
from app.web.teach.area import blueprint, for_instructors, my_class, my_student
from app.web.teach.consent_words import proof_choices, said

LEAST_YEAR = 2000


class NoProof(KisimaError):
    sentence = N_("Please say how you know that they agree.")


class NoDay(KisimaError):
    sentence = N_("Please write the day on which they agreed, for example %(example)s.")


class NobodyChosen(KisimaError):
    sentence = N_("Please choose at least one student.")


@dataclass(frozen=True)
class Line:
    """A student of the class and what she said, in words; `open` where it can be recorded now."""

    consent: Consent
    words: str
    open: bool


@blueprint.get("/classes/<int:class_id>/consent")
@for_instructors
def class_consent(class_id: int) -> ResponseReturnValue:
    """Who of the class agreed, and the form to record it."""
    return _page(class_id)


@blueprint.post("/classes/<int:class_id>/consent")
@for_instructors
def record_consent(class_id: int) -> ResponseReturnValue:
    """Record that students agreed: those that are ticked, or all who were not asked yet."""
    my_class(class_id)
    try:
        proof = _proof()
        count = consent.give(
            _chosen(class_id),
            current_user,
            "class",
            class_may=services().consent_by_instructor,
            proof=proof,
        )
    except (NoProof, NoDay, NobodyChosen, consent.ClassConsentNotAllowed) as error:
        return _page(class_id, sentence_of(error)), status_of(error)
    flash(
        ngettext(
            "Recorded that %(num)s student agreed.",
            "Recorded that %(num)s students agreed.",
            count,
        )
    )
    return redirect(url_for("teach.class_consent", class_id=class_id), 303)


@blueprint.post("/classes/<int:class_id>/consent/<int:account_id>/withdraw")
@for_instructors
def withdraw_consent(class_id: int, account_id: int) -> ResponseReturnValue:
    """Record that a student does not agree any more."""
    student = my_student(class_id, account_id)
    if consent.withdraw(account_id, current_user):
        flash(
            _(
                "From now on nothing more of what %(name)s does leaves the school.",
                name=student.full_name,
            )
        )
    return redirect(url_for("teach.class_consent", class_id=class_id), 303)


def _page(class_id: int, trouble: str = "") -> str:
    school_class = my_class(class_id)
    allowed = services().consent_by_instructor
    lines = [
        Line(one, said(one), allowed and not one.given and not one.own_no)
        for one in consent.state(class_id)
    ]
    return render_template(
        "teach/consent.html",
        school_class=school_class,
        lines=lines,
        agreed=sum(one.consent.given for one in lines),
        unasked=sum(one.open for one in lines),
        allowed=allowed,
        proofs=proof_choices(),
        form=request.form,
        chosen=set(request.form.getlist("student")),
        today=date.today().isoformat(),
        trouble=trouble,
    )


def _chosen(class_id: int) -> list[int]:
    everybody = [one for one in consent.state(class_id) if not one.given and not one.own_no]
    if "all" not in request.form:
        ticked = set(request.form.getlist("student"))
        everybody = [one for one in everybody if str(one.account_id) in ticked]
    if not everybody:
        raise NobodyChosen()
    return [one.account_id for one in everybody]


def _proof() -> Proof:
    kind = request.form.get("proof", "")
    if kind not in PROOFS:
        raise NoProof()
    try:
        day = date.fromisoformat(request.form.get("day", "").strip())
    except ValueError:
        day = date.min
    if day.year < LEAST_YEAR:
        raise NoDay(example=date.today().isoformat())
    return Proof(kind, day)
