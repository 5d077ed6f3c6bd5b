"""The centre itself: its name and key, its backups, its log."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.centre.areas import tidy_name
from app.centre.generation import centre, rename
from app.centre.log_pages import log_page
from app.centre.transactions import reading, writing
from app.clock import now_ms
from app.errors import KisimaError
from app.sync.link import fingerprint
from app.web.centre.area import blueprint, for_administrators, who
from app.web.centre.centre_state import kept
from app.web.centre.forms import CentreForm
from app.web.centre.log_words import said
from app.web.errors import sentence_of
from app.web.services import services


@blueprint.route("/centre/", methods=["GET", "POST"])
@for_administrators
def about() -> ResponseReturnValue:
    """The centre's name, the key that schools pin, when it was backed up."""
    form = CentreForm()
    if form.validate_on_submit():
        try:
            name = tidy_name(form.name.data or "")
            with writing() as connection:
                rename(connection, who(), name)
        except KisimaError as error:
            form.form_errors.append(sentence_of(error))
        else:
            flash(_("Kept."))
            return redirect(url_for("centre.about"), 303)
    with writing() as connection:
        us = centre(connection)
        state = kept(connection)
    if request.method == "GET":
        form.name.data = us.name
    page = render_template(
        "centre/about.html",
        form=form,
        fingerprint=fingerprint(us.sign_key),
        us=us,
        kept=state,
        version=services().machine.version,
        now=now_ms(),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/log/")
@for_administrators
def log() -> ResponseReturnValue:
    """Who did what, when: the newest first."""
    one, by_people = request.args.get("who", "")[:200], "people" in request.args
    with reading() as connection:
        found = log_page(
            connection, before=request.args.get("before", type=int), who=one, people=by_people
        )
    return render_template("centre/log.html", found=found, said=said, who=one, people=by_people)
