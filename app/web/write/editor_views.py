"""The editor of a lesson: writing, looking at the page, saving, and what is typed and not saved."""

from flask import Response, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.authoring.presence import others_writing
from app.authoring.saving import ChangedMeanwhile
from app.errors import N_, KisimaError
from app.web.errors import sentence_of, wants_json
from app.web.numbers import as_moment
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.word_lists import plain_list
from app.web.write.area import blueprint
from app.web.write.conflict import conflict_page
from app.web.write.difference_view import difference_view
from app.web.write.picture_views import take_picture
from app.web.write.places import LessonPlace, lesson_place
from app.web.write.snippets import marks, snippets
from app.web.write.typed_view import TypedView, as_pieces, shown, typed_view
from app.web.write.variant_views import languages_for

LONGEST_TEXT = 400_000  # characters: two hundred pages


class TextTooLong(KisimaError):
    sentence = N_(
        "This lesson is too long to be kept. Please divide it: a lesson of about 2,000 words is "
        "read in half an hour."
    )


@blueprint.get("/<course>/<lesson>/")
@for_instructors
def editor(course: str, lesson: str) -> ResponseReturnValue:
    """The editor, with what its reader typed last and did not save, if there is such a text."""
    return _page(lesson_place(course, lesson))


@blueprint.post("/<course>/<lesson>/")
@for_instructors
def save(course: str, lesson: str) -> ResponseReturnValue:
    """Save; or, without a script, show the page or add a picture and go on writing."""
    place = lesson_place(course, lesson)
    text, base = _posted_text(), request.form.get("base", "")[:80]
    if "save" in request.form:
        return _save(place, text, base)
    if "add" in request.form:
        try:
            text = f"{text.rstrip()}\n\n{take_picture(place).line}\n"
            flash(_("The picture stands at the end of the text. Move its line where it belongs."))
        except KisimaError as error:
            flash(sentence_of(error), "error")
    _keep(place, text, base)
    return _page(place, text, base, typed_view(place, text))


def _save(place: LessonPlace, text: str, base: str) -> ResponseReturnValue:
    try:
        saved = services().workshop.save_lesson(
            place.course.slug,
            place.slug,
            text,
            base_version=base,
            by=current_user.id,
            lang=place.lang,
        )
    except ChangedMeanwhile as conflict:
        if wants_json():
            raise
        return conflict_page(place, conflict, base)
    words = _("Saved.") if saved.changed else _("Nothing had changed.")
    if saved.changed and place.state == "draft":
        words += " " + _("It is a draft: students do not see it yet.")
    if wants_json():
        title = lesson_place(place.course.slug, place.slug).title
        return jsonify(version=saved.version, text=saved.text, words=words, title=title)
    flash(words)
    return redirect(place.url("editor"), 303)


@blueprint.post("/preview")
@for_instructors
def preview() -> ResponseReturnValue:
    """The page that a text would make, and what is wrong in it, for the editor's script."""
    place = lesson_place(request.form.get("course", ""), request.form.get("lesson", ""))
    return jsonify(as_pieces(typed_view(place, _posted_text()), place))


@blueprint.get("/<course>/<lesson>/typed")
@for_instructors
def typed(course: str, lesson: str) -> Response:
    """Who is signed in, with a new token for an old page's form."""
    return jsonify(account=str(current_user.id), csrf=generate_csrf())


@blueprint.post("/<course>/<lesson>/typed")
@for_instructors
def keep_typed(course: str, lesson: str) -> Response:
    """Keep what is being typed; says who else is writing in the same lesson."""
    place = lesson_place(course, lesson)
    _keep(place, _posted_text(), request.form.get("base", "")[:80])
    return jsonify(others=_others(place.source.key))


@blueprint.post("/<course>/<lesson>/typed/drop")
@for_instructors
def drop_typed(course: str, lesson: str) -> ResponseReturnValue:
    """Forget what was typed and show the saved text."""
    place = lesson_place(course, lesson)
    services().workshop.drop_typed(current_user.id, place.source.key)
    return redirect(place.url("editor"), 303)


@blueprint.get("/<course>/<lesson>/typed/difference")
@for_instructors
def unsaved(course: str, lesson: str) -> ResponseReturnValue:
    """What differs between the saved text and what was typed and not saved."""
    place = lesson_place(course, lesson)
    kept = services().workshop.typed(current_user.id, place.source.key)
    if kept is None:
        return redirect(place.url("editor"))
    return render_template(
        "write/unsaved.html",
        place=place,
        difference=difference_view(
            place.source.text, kept.text, old=_("Saved"), new=_("Typed, not saved")
        ),
    )


def _keep(place: LessonPlace, text: str, base: str) -> None:
    """Keep what is typed; a text that was typed back to the saved one is no work to be kept."""
    if text == place.source.text:
        services().workshop.drop_typed(current_user.id, place.source.key)
    else:
        services().workshop.keep_typed(current_user.id, place.source.key, text, base)


def _page(
    place: LessonPlace, text: str | None = None, base: str = "", view: TypedView | None = None
) -> str:
    """The editor's page; without a text, with the one that was typed last, or the saved one."""
    source, resumed = place.source, ""
    if text is None:
        text, base = source.text, source.version
        kept = services().workshop.typed(current_user.id, source.key)
        if kept is not None and kept.text != text:
            text, base, resumed = kept.text, kept.base_version, as_moment(kept.at_ms)
    rendered = shown(view, place) if view else {"page": None}
    return render_template(
        "write/editor.html",
        place=place,
        text=text,
        base=base,
        resumed=resumed,
        behind=base != source.version,
        others=_others(source.key),
        marks=marks(),
        snippets=snippets(),
        languages=languages_for(place),
        **({"lang": place.text_lang} | rendered),
    )


def _others(key: str) -> str:
    names = others_writing(key, but=current_user.id)
    return (
        ngettext(
            "%(names)s is writing in this lesson too. Speak with each other; no text gets lost.",
            "%(names)s are writing in this lesson too. Speak with each other; no text gets lost.",
            len(names),
            names=plain_list(names),
        )
        if names
        else ""
    )


def _posted_text() -> str:
    text = request.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        raise TextTooLong()
    return text
