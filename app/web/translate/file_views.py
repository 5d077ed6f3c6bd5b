"""A translation as a PO file: for Poedit or Weblate, and back."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.authoring.translating.errors import UploadRefused
from app.authoring.translating.uploading import MOST_BYTES, look_at, take_in
from app.catalog.languages import language as language_of
from app.web.errors import sentence_of
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.translate.area import blueprint

SHOWN = 100  # changes listed before they are taken in


@blueprint.get("/<course>/<lang>/file.po")
@for_instructors
def download(course: str, lang: str) -> ResponseReturnValue:
    """The whole translation as one file."""
    data = services().desk.whole_file(course, lang)
    response = Response(data, content_type="text/x-gettext-translation; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{course}.{lang}.po"'
    return response


@blueprint.route("/<course>/<lang>/file", methods=["GET", "POST"])
@for_instructors
def upload(course: str, lang: str) -> ResponseReturnValue:
    """Show what a file would change; nothing is changed yet."""
    desk = services().desk
    work = desk.work(course, lang)
    found, problem = None, ""
    file = request.files.get("file")
    if request.method == "POST":
        try:
            data = file.stream.read(MOST_BYTES + 1) if file is not None else b""
            found = look_at(desk, course, lang, data)
        except UploadRefused as error:
            problem = sentence_of(error)
    page = render_template(
        "translate/upload.html",
        work=work,
        language=language_of(lang),
        found=found,
        problem=problem,
        shown=SHOWN,
        source_lang=work.course.source_lang,
    )
    return page, 422 if problem else 200


@blueprint.post("/<course>/<lang>/file/<upload_id>")
@for_instructors
def take(course: str, lang: str, upload_id: str) -> ResponseReturnValue:
    """Take in the file that was shown."""
    desk = services().desk
    done = take_in(desk, course, lang, upload_id, by=int(current_user.id))
    count = len(done.changes)
    flash(
        ngettext("%(num)s translation was taken in.", "%(num)s translations were taken in.", count)
    )
    services().shelf.look_now()
    return redirect(url_for("translate.course", course=course, lang=lang))
