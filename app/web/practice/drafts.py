"""Views: the notebook page, and all that changes a draft."""

import logging
from typing import Any

from flask import (
    Response,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from flask_wtf.csrf import generate_csrf

from app.errors import KisimaError
from app.notebooks import check_belongs, merge_into_release, notes_about, write_notebook
from app.progress import drafts
from app.progress.drafts import DraftConflict
from app.web.downloads import as_download
from app.web.errors import sentence_of, status_of, wants_json
from app.web.practice.area import Place, blueprint, my_exercise
from app.web.practice.notebook_page import notebook_page, versions_page
from app.web.practice.posted import posted_texts, save_posted
from app.web.practice.sheet import typed_texts
from app.web.practice.students_sheet import Sheet, my_sheet, sheet_of
from app.web.practice.uploads import uploaded_notebook
from app.web.services import services

log = logging.getLogger(__name__)


@blueprint.get("/exercises/<slug>/")
@login_required
def notebook(slug: str) -> ResponseReturnValue:
    """The notebook page; with `run` in its address, with what that run has printed."""
    _get_ready()
    page = make_response(notebook_page(my_sheet(my_exercise(slug)), run_id=request.args.get("run")))
    # On a shared computer the way back must not lead into another student's notebook.
    page.headers["Cache-Control"] = "no-store"
    return page


def _get_ready() -> None:
    """Have Python warm for the first run; the page does not depend on it."""
    try:
        services().live.warm()
    except KisimaError as error:
        log.warning("no kernel could be warmed: %s", error)


@blueprint.get("/exercises/<slug>/state")
@login_required
def state(slug: str) -> Response:
    """Who is signed in, and a fresh token for a page that was open for long."""
    my_exercise(slug)
    return jsonify(account=str(current_user.id), csrf=generate_csrf())


@blueprint.post("/exercises/<slug>/save")
@login_required
def save(slug: str) -> ResponseReturnValue:
    """Keep what was typed."""
    place = my_exercise(slug)
    try:
        saved = save_posted(place)
    except DraftConflict as conflict:
        return conflict_answer(place, conflict)
    if wants_json():
        return jsonify(revision=saved.revision)
    flash(_("Saved."))
    return _back(slug)


def conflict_answer(place: Place, conflict: DraftConflict) -> ResponseReturnValue:
    """Both texts, for the student to choose from; nothing that she typed is lost."""
    theirs = sheet_of(place, conflict.current)
    texts = typed_texts(theirs.slots)
    if wants_json():
        sentence = sentence_of(conflict)
        return jsonify(conflict=True, revision=theirs.revision, cells=texts, sentence=sentence), 409
    mine = posted_texts()
    differing = {id: text for id, text in texts.items() if mine.get(id, text) != text}
    return notebook_page(theirs, mine=mine, other=differing), 409


def saved_only(sheet: Sheet, error: KisimaError) -> ResponseReturnValue:
    """What was to be done after saving failed; the answer says that the text is saved."""
    words = sentence_of(error)
    if not wants_json():
        flash(words, "error")
        return _back(sheet.place.exercise.slug)
    answer = jsonify(
        revision=sheet.revision,
        error=error.id,
        sentence=words,
        seconds=error.values.get("seconds"),
    )
    return answer, status_of(error)


@blueprint.post("/exercises/<slug>/reset-cell")
@login_required
def reset_cell(slug: str) -> ResponseReturnValue:
    """Put one cell back to how it was at the beginning; what was there is kept as a version."""
    place = my_exercise(slug)
    try:
        saved = save_posted(place)
    except DraftConflict as conflict:
        return conflict_answer(place, conflict)
    cell = sheet_of(place, None).slot(request.form.get("cell", ""))
    if cell is not None and cell.typed and cell.source != _source(saved, cell.id):
        reset = saved.notebook({cell.id: cell.source})
        draft = drafts.replace_draft(current_user.id, place.exercise.id, reset, "reset")
        saved = saved.at(draft)
    words = _("The cell is as it was at the beginning. Your text is under “Earlier versions”.")
    if wants_json():
        cells = {cell.id: cell.source} if cell is not None else {}
        return jsonify(revision=saved.revision, cells=cells, sentence=words)
    flash(words)
    return _back(slug)


def _source(sheet: Sheet, id: str) -> str:
    slot = sheet.slot(id)
    return slot.source if slot is not None else ""


@blueprint.route("/exercises/<slug>/start-over", methods=["GET", "POST"])
@login_required
def start_over(slug: str) -> ResponseReturnValue:
    """Ask, then begin anew; what was there is kept as a version."""
    place = my_exercise(slug)
    if request.method == "GET":
        return render_template("practice/start_over.html", exercise=place.exercise, place=place)
    fresh = services().catalog.release(place.exercise, place.lang)
    drafts.replace_draft(current_user.id, place.exercise.id, fresh, "start-over")
    _forget_variables()
    flash(_("You have started over. Your earlier text is under “Earlier versions”."))
    return _back(slug)


def _forget_variables() -> None:
    """A fresh start has no old variables; the draft does not depend on it."""
    try:
        services().live.restart(str(current_user.id))
    except KisimaError as error:
        log.warning("a kernel could not be restarted: %s", error)


@blueprint.post("/exercises/<slug>/upload")
@login_required
def upload(slug: str) -> ResponseReturnValue:
    """Make a notebook that was edited elsewhere the draft; what was there is kept."""
    place = my_exercise(slug)
    release = services().catalog.release(place.exercise, place.lang)
    submitted = uploaded_notebook()
    check_belongs(release, submitted)
    merged = merge_into_release(release, submitted)
    # The draft gets the release's cells in its own order, with the student's between them.
    sheet = sheet_of(place, drafts.Draft(0, merged, 0))
    drafts.replace_draft(current_user.id, place.exercise.id, sheet.notebook(), "upload")
    for note in notes_about(release, submitted)[:5]:
        flash(_(note.sentence, **note.values))
    flash(_("Your notebook has been uploaded. The earlier text is under “Earlier versions”."))
    return _back(slug)


@blueprint.get("/exercises/<slug>/notebook.ipynb")
@login_required
def download(slug: str) -> Response:
    """The student's notebook as a file for Jupyter."""
    place = my_exercise(slug)
    return notebook_file(my_sheet(place).notebook(), f"{place.exercise.slug}.ipynb")


def notebook_file(notebook: dict[str, Any], name: str) -> Response:
    """A notebook as a download."""
    response = Response(write_notebook(notebook), mimetype="application/x-ipynb+json")
    as_download(response, name)
    return response


@blueprint.get("/exercises/<slug>/versions/")
@login_required
def versions(slug: str) -> ResponseReturnValue:
    """The notebook as it was before something replaced it."""
    return versions_page(my_exercise(slug))


@blueprint.post("/exercises/<slug>/versions/<int:version_id>")
@login_required
def restore(slug: str, version_id: int) -> ResponseReturnValue:
    """Go on with an earlier version; the present text becomes one."""
    place = my_exercise(slug)
    drafts.restore_version(current_user.id, place.exercise.id, version_id)
    flash(_("The earlier version is back. What you had is under “Earlier versions” now."))
    return _back(slug)


def _back(slug: str) -> Response:
    return redirect(url_for("practice.notebook", slug=slug), 303)  # type: ignore[return-value]
