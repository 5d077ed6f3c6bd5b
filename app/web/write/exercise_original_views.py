"""A copied exercise whose original has moved on: the difference, and a choice."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.exercises import about, working_copy
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.difference_view import DifferenceView, difference_view
from app.web.write.exercise_places import exercise_place
from app.web.write.exercise_version_views import plain_text


@blueprint.get("/exercises/<slug>/original")
@for_instructors
def exercise_original(slug: str) -> ResponseReturnValue:
    """The copy beside its original: what the update changed, and what differs now."""
    place = exercise_place(slug)
    if not place.moved_on:
        return redirect(place.url())
    cells, settings = working_copy.key_of(slug), about.key_of(slug)
    return render_template(
        "write/exercise_original.html",
        place=place,
        update=_update(cells),
        difference=_difference(cells),
        settings_update=_update(settings),
        settings=_difference(settings),
    )


@blueprint.post("/exercises/<slug>/original")
@for_instructors
def settle_exercise_original(slug: str) -> ResponseReturnValue:
    """Keep the school's exercise, or take the original instead; both can be undone."""
    place, workshop = exercise_place(slug), services().workshop
    choice = request.form.get("take")
    if choice == "mine":
        for key in (working_copy.key_of(slug), about.key_of(slug)):
            workshop.keep_mine(key)
        flash(_("Your school's text stays."))
    elif choice == "original":
        if place.origin == "copied":
            about.delete(workshop, place.exercise, by=current_user.id)
        flash(_("Students read the new original now. Your school's text can be brought back."))
        return redirect(url_for("write.exercises"), 303)
    else:
        abort(400)
    return redirect(place.url(), 303)


def _difference(key: str) -> DifferenceView:
    """The school's file beside the original as it is now."""
    workshop = services().workshop
    ours, theirs = workshop.source(key).text, workshop.shipped_text(key) or ""
    return difference_view(
        plain_text(ours), plain_text(theirs), old=_("Our text"), new=_("The original now")
    )


def _update(key: str) -> DifferenceView | None:
    """What the update changed; None where nobody kept what was there, or nothing changed."""
    workshop = services().workshop
    base, theirs = workshop.base_text(key), workshop.shipped_text(key)
    if base is None or theirs is None or base == theirs:
        return None
    return difference_view(
        plain_text(base),
        plain_text(theirs),
        old=_("The original before"),
        new=_("The original now"),
    )
