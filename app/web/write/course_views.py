"""The courses that one may write, and one of them with its lessons."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.catalog.languages import LANGUAGES, name_of
from app.catalog.model import Course
from app.people.classes import ClassSummary, classes_taught_by, classes_that_follow
from app.web.languages import language
from app.web.once import counts_once, new_number
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.course_list import all_courses, course_line
from app.web.write.places import any_course

LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "")
SHOWN_DELETED = 10


@blueprint.get("/")
@for_instructors
def home() -> ResponseReturnValue:
    """Every course, what I typed and did not save, and what was deleted."""
    return render_template(
        "write/home.html",
        lines=all_courses(),
        languages=LANGUAGES,
        licences=LICENCES,
        once=new_number(),
        unsaved=_unsaved(),
        deleted=services().workshop.deleted()[:SHOWN_DELETED],
        just_deleted=request.args.get("deleted", ""),
        chosen=language(),
    )


@blueprint.post("/")
@for_instructors
@counts_once
def new_course() -> ResponseReturnValue:
    """Make a course from the template, a draft."""
    slug = services().workshop.new_course(
        request.form.get("title", ""),
        language=request.form.get("language", language()),
        licence=request.form.get("licence", "") if _knows_licence() else "",
        summary=" ".join(request.form.get("summary", "").split())[:1000],
        authors=[current_user.full_name],
        by=current_user.id,
        say=_,
    )
    flash(_("The course is there, with a first lesson. It is a draft: only instructors see it."))
    return redirect(url_for("write.course", course=slug), 303)


@blueprint.get("/<course>/")
@for_instructors
def course(course: str) -> ResponseReturnValue:
    """A course: its lessons in order, who sees what, and a new lesson."""
    found = any_course(course)
    deleted = [
        one
        for one in services().workshop.deleted()
        if one.kind in ("lesson", "copy") and one.key.startswith(f"courseware/{course}/")
    ]
    return render_template(
        "write/course.html",
        line=course_line(found),
        course=found,
        unread_by=_classes_without(found),
        once=new_number(),
        deleted=deleted[:SHOWN_DELETED],
        just_deleted=request.args.get("deleted", ""),
    )


def _classes_without(found: Course) -> list[ClassSummary]:
    """The reader's classes, where the course is published and none of them follows it."""
    if found.state != "published":
        return []
    mine = classes_taught_by(current_user)
    followers = classes_that_follow(found.id)
    return [] if any(one.id in followers for one in mine) else mine


@blueprint.post("/<course>/")
@for_instructors
@counts_once
def new_lesson(course: str) -> ResponseReturnValue:
    """Make a lesson from the template at the end of the course, and open its editor."""
    found = any_course(course)
    slug = services().workshop.new_lesson(
        found.slug, request.form.get("title", ""), by=current_user.id, say=_
    )
    return redirect(url_for("write.editor", course=found.slug, lesson=slug), 303)


@blueprint.post("/<course>/about")
@for_instructors
def about(course: str) -> ResponseReturnValue:
    """Change a course's title and summary."""
    found, workshop = any_course(course), services().workshop
    workshop.rename(found.slug, None, request.form.get("title", ""), by=current_user.id)
    summary = " ".join(request.form.get("summary", "").split())[:1000]
    key = workshop.course_key(found.slug)
    workshop.set_values(key, {"summary": summary or None}, by=current_user.id)
    flash(_("Saved."))
    return redirect(url_for("write.course", course=found.slug), 303)


def _knows_licence() -> bool:
    return request.form.get("licence", "") in LICENCES


def _unsaved() -> list[tuple[str, str, int]]:
    """Lessons that the reader typed into and did not save, and courses that she translates:
    address, title, time in ms."""
    found: list[tuple[str, str, int]] = []
    for kept in services().workshop.all_typed(current_user.id):
        parts = kept.key.split("/")
        if len(parts) == 4 and parts[0] == "courseware" and parts[3].endswith(".md"):
            lesson = services().catalog.any_lesson(parts[1], parts[2])
            lang = parts[3].removeprefix("lesson.").removesuffix("md").rstrip(".") or None
            address = url_for("write.editor", course=parts[1], lesson=parts[2], lang=lang)
            found.append((address, lesson.source_title if lesson else parts[2], kept.at_ms))
        elif len(parts) == 4 and parts[0] == "translations":
            course = services().catalog.any_course(parts[2])
            address = url_for("translate.course", course=parts[2], lang=parts[1])
            title = f"{course.source_title if course else parts[2]} · {name_of(parts[1])}"
            if all(address != one[0] for one in found):
                found.append((address, title, kept.at_ms))
    return found
