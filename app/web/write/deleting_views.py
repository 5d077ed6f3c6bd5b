"""Deleting a course or a lesson after a question, bringing it back, and copies of shipped ones."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.catalog.languages import name_of
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.course_list import course_line
from app.web.write.difference_view import difference_view
from app.web.write.places import any_course, lesson_place


@blueprint.get("/<course>/delete")
@for_instructors
def deleting_course(course: str) -> ResponseReturnValue:
    """Ask before a course is deleted."""
    found = any_course(course)
    return render_template(
        "write/delete.html", course=found, line=course_line(found), title=found.source_title
    )


@blueprint.post("/<course>/delete")
@for_instructors
def delete_course(course: str) -> ResponseReturnValue:
    """Delete a course; it can be brought back."""
    gone = services().workshop.delete(any_course(course).slug, by=current_user.id)
    return redirect(url_for("write.home", deleted=gone.id), 303)


@blueprint.get("/<course>/<lesson>/delete")
@for_instructors
def deleting_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Ask before a lesson, or its own file in a language, is deleted."""
    place = lesson_place(course, lesson)
    title = f"{place.title} ({name_of(place.lang)})" if place.lang else place.title
    return render_template("write/delete.html", course=place.course, place=place, title=title)


@blueprint.post("/<course>/<lesson>/delete")
@for_instructors
def delete_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Delete a lesson, or its own file in a language; it can be brought back."""
    found, workshop, by = any_course(course), services().workshop, current_user.id
    lang = lesson_place(course, lesson).lang if "lang" in request.args else ""
    gone = (
        workshop.delete_variant(found.slug, lesson, lang, by=by)
        if lang
        else workshop.delete(found.slug, lesson, by=by)
    )
    return redirect(url_for("write.course", course=found.slug, deleted=gone.id), 303)


@blueprint.post("/undelete")
@for_instructors
def undelete() -> ResponseReturnValue:
    """Bring back what was deleted, to where it was."""
    back = services().workshop.undelete(request.form.get("id", ""), by=current_user.id)
    flash(_("“%(title)s” is back.", title=back.title))
    parts = back.key.split("/")
    if parts[0] == "courseware" and services().catalog.any_course(parts[1]):
        return redirect(url_for("write.course", course=parts[1]), 303)
    return redirect(url_for("write.home"), 303)


@blueprint.get("/<course>/<lesson>/original")
@for_instructors
def original(course: str, lesson: str) -> ResponseReturnValue:
    """A copy beside its original: what the update changed, and what differs now."""
    place, workshop = lesson_place(course, lesson), services().workshop
    shipped = workshop.shipped_text(place.source.key)
    if shipped is None or place.source.origin != "copied":
        return redirect(place.url("editor"))
    base = workshop.base_text(place.source.key)
    now = _("The original now")
    return render_template(
        "write/original.html",
        place=place,
        update=None
        if base is None
        else difference_view(base, shipped, old=_("The original before"), new=now),
        difference=difference_view(place.source.text, shipped, old=_("Our text"), new=now),
    )


@blueprint.post("/<course>/<lesson>/original")
@for_instructors
def settle_original(course: str, lesson: str) -> ResponseReturnValue:
    """Keep the school's text, or take the original instead; both can be undone."""
    place, workshop = lesson_place(course, lesson), services().workshop
    choice = request.form.get("take")
    if choice == "mine":
        workshop.keep_mine(place.source.key)
        flash(_("Your school's text stays."))
    elif choice == "original":
        workshop.take_original(place.source.key, by=current_user.id)
        flash(_("Students read the new original now. Your school's text can be brought back."))
    else:
        abort(400)
    return redirect(url_for("write.course", course=place.course.slug), 303)
