"""A list of people taken in: sent, looked at as a dry run, made true, its cards printed."""

import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.errors import KisimaError
from app.people.models import RosterImport, SchoolClass
from app.people.rosters import imports, pins_again
from app.people.rosters.changes import KINDS
from app.web.downloads import as_download
from app.web.errors import sentence_of
from app.web.languages import language
from app.web.services import services
from app.web.tables import csv_bytes
from app.web.teach.area import blueprint, for_administrators, for_instructors, my_class
from app.web.teach.cards import batches
from app.web.teach.forms import RosterForm
from app.web.teach.roster_running import runs
from app.web.teach.roster_words import kind_words, said_of

ROWS_SHOWN = 100
PROBLEMS_SHOWN = 50
EXAMPLE = [
    ("identifier", "username", "full_name", "role", "class"),
    ("1001", "amina.odhiambo", "Amina Odhiambo", "student", "Form 2 East"),
    ("1002", "", "Yusuf Ali", "student", "Form 2 East"),
    ("", "juma.mwangi", "Juma Mwangi", "instructor", "Form 2 East|Form 2 West"),
]


@blueprint.get("/roster/")
@for_administrators
def roster() -> ResponseReturnValue:
    """What a list for the whole school should look like, and the form to send it."""
    return _form(RosterForm(), None)


@blueprint.post("/roster/")
@for_administrators
def send_roster() -> ResponseReturnValue:
    """Keep the list, and show what it would change; nothing is changed yet."""
    return _sent(None)


@blueprint.get("/classes/<int:class_id>/roster")
@for_instructors
def class_roster(class_id: int) -> ResponseReturnValue:
    """The same for an instructor's class: students only."""
    return _form(RosterForm(), my_class(class_id))


@blueprint.post("/classes/<int:class_id>/roster")
@for_instructors
def send_class_roster(class_id: int) -> ResponseReturnValue:
    """Keep the list for a class, and show what it would change."""
    return _sent(my_class(class_id))


@blueprint.get("/roster/example.csv")
@for_instructors
def roster_example() -> ResponseReturnValue:
    """A list to begin with."""
    response = Response(csv_bytes(EXAMPLE), mimetype="text/csv")
    as_download(response, "people-example.csv")
    return response


def _form(form: RosterForm, school_class: SchoolClass | None) -> str:
    return render_template(
        "teach/roster.html", form=form, school_class=school_class, example=EXAMPLE
    )


def _sent(school_class: SchoolClass | None) -> ResponseReturnValue:
    form = RosterForm()
    if not form.validate_on_submit():
        return _form(form, school_class), 422
    sent = form.file.data
    data = sent.read() if sent else b""
    name = (sent.filename or "") if sent else ""
    data = data or (form.pasted.data or "").encode()
    if not data.strip():
        form.form_errors.append(_("Please choose a file, or paste the cells."))
        return _form(form, school_class), 422
    try:
        number = imports.keep(
            current_user,
            data,
            name or _("pasted"),
            class_id=school_class.id if school_class else None,
            school=form.school.data or "",
            complete=bool(form.complete.data),
        )
    except KisimaError as error:
        form.form_errors.append(sentence_of(error))
        return _form(form, school_class), 422
    return redirect(url_for("teach.roster_look", number=number), 303)


@blueprint.get("/roster/<int:number>/")
@for_instructors
def roster_look(number: int) -> ResponseReturnValue:
    """What the list would change, what cannot be done and why; or how far it is, or what it did."""
    row = imports.found(current_user, number)
    if row.state != "looked":
        return _progress(row)
    seen = imports.look(current_user, number)
    kind = request.args.get("kind", "")
    rows = [one for one in seen.plan.changes if not kind or kind in one.kinds]
    page = max(1, request.args.get("page", 1, type=int))
    last = max(1, -(-len(rows) // ROWS_SHOWN))
    page = min(page, last)
    names = imports.class_names()
    return render_template(
        "teach/roster_look.html",
        row=row,
        things=kind_words(),
        plan=seen.plan,
        notes=[sentence_of(note) for note in seen.roster.notes],
        problems=[(one.line, sentence_of(one.error)) for one in seen.plan.refused],
        problems_shown=PROBLEMS_SHOWN,
        rows=[
            (one, said_of(one, names, seen.plan.new_classes))
            for one in rows[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN]
        ],
        counts=seen.plan.counts,
        kind=kind if kind in KINDS else "",
        page=page,
        last=last,
        courses=[(one.id, one.title(language())) for one in services().catalog.courses],
        back=_back(row),
    )


@blueprint.post("/roster/<int:number>/")
@for_instructors
def apply_roster(number: int) -> ResponseReturnValue:
    """Make the list true, or go on with one that was broken off; if it is true, make PINs again for
    those whose cards are lost."""
    row = imports.found(current_user, number)
    if row.state != "done":
        known = {course.id for course in services().catalog.courses}
        chosen = [one for one in request.form.getlist("courses") if one in known]
        imports.begin(current_user, number, chosen)
    people = imports.found(current_user, number).total
    runs().start(number, current_user.id, _back(row), people)
    return redirect(url_for("teach.roster_look", number=number), 303)


@blueprint.post("/roster/<int:number>/forget")
@for_instructors
def forget_roster(number: int) -> ResponseReturnValue:
    """Put a list away that is not wanted after all."""
    row = imports.found(current_user, number)
    back = _back(row)
    imports.forget(current_user, number)
    flash(_("Nothing was changed."))
    return redirect(back, 303)


def _progress(row: RosterImport) -> str:
    run = runs().get(row.id)
    going = run is not None and run.going
    batch = batches().find(current_user.id, run.cards) if run else None
    having = {card.account_id for card in batch.cards} if batch else set()
    lost = [] if going else pins_again.without_cards(current_user, row.id)
    return render_template(
        "teach/roster_done.html",
        row=row,
        things=kind_words(),
        going=going,
        run=run,
        cards=run.cards if run and batch else "",
        lost=len(set(lost) - having),
        trouble=sentence_of(run.trouble) if run and run.trouble else "",
        problems=[(one.line, sentence_of(one.error)) for one in run.refused] if run else [],
        counts=json.loads(row.told),
        back=_back(row),
    )


def _back(row: RosterImport) -> str:
    if row.class_id is None:
        return url_for("teach.home")
    return url_for("teach.people", class_id=row.class_id)
