"""Views: running cells in the student's live kernel."""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.errors import KisimaError
from app.kernels import RunState, UnknownRun
from app.progress.drafts import DraftConflict
from app.web.errors import sentence_of, wants_json
from app.web.practice.area import blueprint, my_exercise
from app.web.practice.drafts import conflict_answer, saved_only
from app.web.practice.outputs import fragments, summary
from app.web.practice.posted import save_posted
from app.web.practice.sheet import runnable
from app.web.practice.students_sheet import Sheet, my_sheet
from app.web.services import services

FIRST_WAIT = 0.2  # seconds: quick cells are answered at once
PAGE_WAIT = 0.3


@blueprint.post("/exercises/<slug>/run")
@login_required
def run(slug: str) -> ResponseReturnValue:
    """Save, then run the cells named by `run`, or all of them."""
    place = my_exercise(slug)
    try:
        sheet = save_posted(place)
    except DraftConflict as conflict:
        return conflict_answer(place, conflict)
    try:
        state = _started(sheet, request.form.getlist("run"))
    except KisimaError as error:
        return saved_only(sheet, error)
    if wants_json():
        return jsonify(revision=sheet.revision, **_told(state, sheet))
    return redirect(url_for("practice.run_page", slug=slug, run_id=state.run_id), 303)


def _started(sheet: Sheet, wanted: list[str]) -> RunState:
    owner, exercise = str(current_user.id), sheet.place.exercise
    cells = runnable(sheet.notebook(), wanted)
    files = {name: str(path) for name, path in exercise.files.items()}
    state = services().live.run(owner, exercise.id, cells, files)
    return services().live.poll(owner, state.run_id, wait=FIRST_WAIT, since=state.revision)


@blueprint.get("/exercises/<slug>/run/<run_id>")
@login_required
def run_page(slug: str, run_id: str) -> ResponseReturnValue:
    """A run as it is now: for the script what changed after `since`; else a page that waits."""
    place = my_exercise(slug)
    live, owner = services().live, str(current_user.id)
    if wants_json():
        since = request.args.get("since", 0, type=int)
        return jsonify(**_told(live.poll(owner, run_id, since=since), my_sheet(place), since))
    try:
        state = live.poll(owner, run_id, wait=PAGE_WAIT)
        done = state.done
    except UnknownRun as error:
        flash(sentence_of(error), "error")
        done = True
    if done:
        return redirect(url_for("practice.notebook", slug=slug, run=run_id))
    n = request.args.get("n", 0, type=int)
    return render_template(
        "practice/running.html", exercise=place.exercise, run_id=run_id, n=n, pause=min(10, 1 + n)
    )


def _told(state: RunState, sheet: Sheet, since: int = 0) -> dict[str, object]:
    """What the script is told of a run. `step` is the revision it knows then."""
    shown = fragments(state, sheet.slots, sheet.place.lang, since + 1)
    stopped = any(cell.status not in ("ok", "waiting", "running") for cell in state.cells)
    return {
        "run": state.run_id,
        "done": state.done,
        "step": state.revision,
        "cells": [{"id": id, "html": html} for id, html in shown.items()],
        "summary": summary(state, sheet.slots) if state.done else "",
        "stopped": stopped,
    }


@blueprint.post("/exercises/<slug>/stop")
@login_required
def stop(slug: str) -> ResponseReturnValue:
    """Interrupt what runs."""
    services().live.stop(str(current_user.id))
    return _said(slug, _("Stopped."))


@blueprint.post("/exercises/<slug>/restart")
@login_required
def restart(slug: str) -> ResponseReturnValue:
    """Forget all variables. The page's own button sends what was typed too, to be kept."""
    if not wants_json():
        place = my_exercise(slug)
        try:
            save_posted(place)
        except DraftConflict as conflict:
            return conflict_answer(place, conflict)
    services().live.restart(str(current_user.id))
    return _said(slug, _("Python has been restarted: it has forgotten all variables."))


def _said(slug: str, words: str) -> ResponseReturnValue:
    my_exercise(slug)
    if wants_json():
        return jsonify(sentence=words)
    flash(words)
    answer: Response = redirect(url_for("practice.notebook", slug=slug), 303)  # type: ignore[assignment]
    return answer
