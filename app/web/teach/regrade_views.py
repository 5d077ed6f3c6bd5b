"""Testing an exercise again for a class: asking for it, watching it, and what it changed."""

from flask import Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.progress import regrading
from app.progress.regrading import Regrading
from app.web.languages import language
from app.web.practice.area import Place, place_of
from app.web.services import services
from app.web.teach.area import blueprint, for_instructors, my_class

MOST_WAKE_UPS = 16
PAUSE = 5  # seconds between two looks of a page without JavaScript


@blueprint.get("/classes/<int:class_id>/exercises/<slug>/again/")
@for_instructors
def regrade(class_id: int, slug: str) -> ResponseReturnValue:
    """What testing again does and the button for it; how far it is; what the last time changed."""
    school_class, place = my_class(class_id), _place(slug)
    last = regrading.latest(class_id, place.exercise.id)
    page = render_template(
        "teach/regrade.html",
        school_class=school_class,
        place=place,
        last=last,
        words=_words(last) if last else "",
        changes=regrading.changes(last) if last else [],
        count=regrading.how_many(class_id, place.exercise.id),
        pause=PAUSE,
        lang=language(),
    )
    return Response(page, headers={"Cache-Control": "no-store"}, mimetype="text/html")


@blueprint.post("/classes/<int:class_id>/exercises/<slug>/again/")
@for_instructors
def start_regrading(class_id: int, slug: str) -> ResponseReturnValue:
    """Test all that the class handed in once more; asked twice, it is done once."""
    my_class(class_id)
    asked = regrading.start(current_user, class_id, _place(slug).exercise.id)
    for _number in range(min(asked.total, MOST_WAKE_UPS)):
        services().wake_grader()
    return redirect(url_for("teach.regrade", class_id=class_id, slug=slug), 303)


@blueprint.get("/classes/<int:class_id>/exercises/<slug>/again/state")
@for_instructors
def regrading_state(class_id: int, slug: str) -> Response:
    """How far it is, for the script, in less than a kilobyte."""
    my_class(class_id)
    last = regrading.latest(class_id, _place(slug).exercise.id)
    if last is None:
        return jsonify(done=True)
    return jsonify(done=last.over, words=_words(last), value=last.done)


def _place(slug: str) -> Place:
    return place_of(services().catalog.exercise(slug))


def _words(last: Regrading) -> str:
    """How far a regrading is."""
    words = ngettext(
        "%(done)s of %(num)s hand-in tested again.",
        "%(done)s of %(num)s hand-ins tested again.",
        last.total,
        done=last.done,
    )
    if not last.failed:
        return words
    failed = ngettext(
        "%(num)s could not be tested and keeps its points.",
        "%(num)s could not be tested and keep their points.",
        last.failed,
    )
    return f"{words} {failed}"
