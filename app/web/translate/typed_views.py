"""Keeping what is being typed into the translators' form, and giving it up."""

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.authoring.translating.desk import LONGEST
from app.authoring.translating.errors import TextTooLong
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.translate.area import blueprint
from app.web.translate.keeping import drop, keep


@blueprint.get("/<course>/<lang>/<entry_id>/typed")
@for_instructors
def typed(course: str, lang: str, entry_id: str) -> Response:
    """Who is signed in, with a new token for an old page's form."""
    return jsonify(account=str(current_user.id), csrf=generate_csrf())


@blueprint.post("/<course>/<lang>/<entry_id>/typed")
@for_instructors
def keep_typed(course: str, lang: str, entry_id: str) -> Response:
    """Keep what is being typed."""
    found = services().desk.entry(course, lang, entry_id)
    text = request.form.get("text", "")
    if len(text) > LONGEST:
        raise TextTooLong(most=LONGEST)
    keep(course, lang, found, text, request.form.get("base", "")[:80])
    return jsonify(kept=True)


@blueprint.post("/<course>/<lang>/<entry_id>/typed/drop")
@for_instructors
def drop_typed(course: str, lang: str, entry_id: str) -> ResponseReturnValue:
    """Forget what was typed and show the saved translation."""
    work = services().desk.work(course, lang)
    drop(course, lang, entry_id)
    if entry_id in work.by_id:
        return redirect(url_for(".entry", course=course, lang=lang, entry_id=entry_id), 303)
    return redirect(url_for(".course", course=course, lang=lang), 303)
