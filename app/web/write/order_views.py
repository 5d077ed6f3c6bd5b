"""Who sees a course or a lesson, and the order of a course's lessons."""

from flask import Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.catalog.settings_file import STATES
from app.errors import N_, KisimaError
from app.web.errors import wants_json
from app.web.going_back import page_of_form
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.places import any_course, lesson_place


class NoSuchState(KisimaError):
    sentence = N_("Choose one of draft, published and archived.")


@blueprint.post("/<course>/state")
@for_instructors
def set_course_state(course: str) -> ResponseReturnValue:
    """Publish a course, take it back, or archive it."""
    return _set_state(course, None)


@blueprint.post("/<course>/<lesson>/state")
@for_instructors
def set_lesson_state(course: str, lesson: str) -> ResponseReturnValue:
    """Publish a lesson, take it back, or archive it."""
    return _set_state(course, lesson)


@blueprint.post("/<course>/<lesson>/move")
@for_instructors
def move_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Move a lesson one place up or down."""
    found = any_course(course)
    places = -1 if request.form.get("to") == "up" else 1
    services().workshop.move_lesson(found.slug, lesson, places, by=current_user.id)
    return redirect(url_for("write.course", course=found.slug, _anchor=f"l-{lesson}"), 303)


@blueprint.post("/<course>/order")
@for_instructors
def set_order(course: str) -> Response:
    """Put the lessons into the order in which they were dragged."""
    found = any_course(course)
    lessons = request.form.getlist("lesson")[:1000]
    services().workshop.set_order(found.slug, lessons, by=current_user.id)
    return jsonify(words=_("The new order is saved."))


def _set_state(course: str, lesson: str | None) -> ResponseReturnValue:
    lang = lesson_place(course, lesson).lang if lesson and "lang" in request.args else ""
    found, state = any_course(course), request.form.get("state", "")
    if state not in STATES:
        raise NoSuchState()
    services().workshop.set_state(found.slug, lesson, state, by=current_user.id, lang=lang)
    words = {
        "published": _("It is published: students of the course's classes see it."),
        "draft": _("It is a draft now: only instructors see it."),
        "archived": _("It is archived: students do not see it any more, and nothing is lost."),
    }[state]
    if lesson and state == "published" and found.state != "published":
        words = _("The lesson is published; students see it when its course is published too.")
    if wants_json():
        return jsonify(words=words)
    flash(words)
    back = page_of_form()
    return redirect(back if back != "/" else url_for("write.course", course=found.slug), 303)
