"""What was made elsewhere: one box for every format, a look at it, then a button."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.authoring.importing.plan import Plan
from app.authoring.importing.recognising import Kind, kind_of
from app.authoring.intake import uploads
from app.authoring.intake.uploads import NoFileChosen, NoSuchUpload, Upload
from app.errors import KisimaError
from app.web.errors import sentence_of, status_of
from app.web.once import counts_once, new_number
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.import_words import in_words, parts_of
from app.web.write.pack_views import pack_preview, take_pack

SHOWN_PROBLEMS = 200


# No course's folder is named "-", so these addresses are nobody's.
@blueprint.get("/-/import")
@for_instructors
def importing() -> ResponseReturnValue:
    """The box for a file."""
    return render_template("write/import.html", problem="")


@blueprint.post("/-/import")
@for_instructors
def upload() -> ResponseReturnValue:
    """Keep a file, and go on to what would be made of it."""
    parts = services()
    own, file = parts.workshop.own, request.files.get("file")
    try:
        if file is None or not file.filename:
            raise NoFileChosen()
        kept = uploads.keep(
            own, file.stream, file.filename, by=current_user.id, most=parts.upload_bytes
        )
        try:
            kind_of(kept.path, kept.name)
        except KisimaError:
            uploads.drop(own, kept)
            raise
    except KisimaError as error:
        page = render_template("write/import.html", problem=sentence_of(error))
        return page, max(status_of(error), 400)
    return redirect(url_for("write.look_at_import", upload_id=kept.id), 303)


@blueprint.get("/-/import/<upload_id>")
@for_instructors
def look_at_import(upload_id: str) -> ResponseReturnValue:
    """What would be made of a file; nothing is made yet."""
    from app.authoring.importing.taking_in import plan_of

    try:
        kept = _kept(upload_id)
    except NoSuchUpload as error:
        return _back(sentence_of(error))
    try:
        kind = kind_of(kept.path, kept.name)
        if kind == "pack":
            return pack_preview(kept)
        plan = plan_of(kept.path, kind, kept.name, services().workshop)
    except KisimaError as error:
        uploads.drop(services().workshop.own, kept)
        return _back(sentence_of(error))
    return render_template(
        "write/import_preview.html",
        upload=kept,
        kind=kind,
        is_questions=kind in ("gift", "aiken", "star"),
        plan=plan,
        problems=in_words(plan.problems[:SHOWN_PROBLEMS]),
        parts_of=parts_of,
        courses=services().catalog.all_courses,
        once=new_number(),
    )


@blueprint.post("/-/import/<upload_id>")
@for_instructors
@counts_once
def take_import(upload_id: str) -> ResponseReturnValue:
    """Take a file in as was chosen, or forget it."""
    own = services().workshop.own
    try:
        kept = _kept(upload_id)
        if "drop" in request.form:
            uploads.drop(own, kept)
            return _back(_("Nothing was taken in."), "message")
        kind = kind_of(kept.path, kept.name)
        place = take_pack(kept) if kind == "pack" else _take(kept, kind)
    except KisimaError as error:
        flash(sentence_of(error), "error")
        return redirect(url_for("write.look_at_import", upload_id=upload_id), 303)
    uploads.drop(own, kept)
    return redirect(place, 303)


def _take(kept: Upload, kind: Kind) -> str:
    """Take in anything but a pack; the address of what was made."""
    from app.authoring.importing.taking_in import add_to_lesson, take_in

    workshop, goal = services().workshop, request.form.get("lesson", "")
    if goal:
        course, _slash, lesson = goal.partition("/")
        add_to_lesson(kept.path, kind, workshop, course, lesson, by=current_user.id)
        flash(_("The questions stand at the end of the lesson."))
        return url_for("write.editor", course=course, lesson=lesson)
    plan = take_in(kept.path, kind, kept.name, workshop, by=current_user.id)
    flash(_said(plan))
    if plan.course:
        return url_for("write.course", course=plan.course)
    return url_for("write.home")


def _said(plan: Plan) -> str:
    if plan.course:
        return _("The course is there. It is a draft: only instructors see it.")
    count = len(plan.exercises)
    return ngettext(
        "%(num)s exercise is there. It is a draft: only instructors see it.",
        "%(num)s exercises are there. They are drafts: only instructors see them.",
        count,
    )


def _kept(upload_id: str) -> Upload:
    return uploads.kept(services().workshop.own, upload_id, by=current_user.id)


def _back(words: str, kind: str = "error") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for("write.importing"), 303)
