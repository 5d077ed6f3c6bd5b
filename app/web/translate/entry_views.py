"""One text: its source, its translation, and all that helps to get it right."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.differences import differences
from app.authoring.translating.desk import LONGEST
from app.authoring.translating.entries import Entry, Work
from app.authoring.translating.errors import PlaceholdersLost, SavedMeanwhile, TextTooLong
from app.authoring.translating.glossary import marked, terms_in
from app.catalog.languages import direction
from app.catalog.languages import language as language_of
from app.catalog.translation.number_texts import has_words, in_numbers_of
from app.catalog.translation.placeholders import placeholders
from app.web.errors import sentence_of, status_of
from app.web.numbers import as_moment
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.translate.area import blueprint
from app.web.translate.keeping import drop, keep, kept
from app.web.translate.looks import look_of
from app.web.translate.words import kind_words, state_words


@dataclass(frozen=True)
class Typed:
    """What is in the form: a text that is saved, or one that is not."""

    text: str
    base: str
    problem: str = ""
    theirs: str | None = None
    shown: bool = False  # how it looks was asked for
    resumed: str = ""  # when it was typed, where it is not what was saved
    suggested: bool = False  # nobody typed it: numbers, in the language's way to write them


@blueprint.get("/<course>/<lang>/<entry_id>")
@for_instructors
def entry(course: str, lang: str, entry_id: str) -> ResponseReturnValue:
    """The text beside its translation, or beside what its reader typed last and did not save."""
    desk = services().desk
    found = desk.entry(course, lang, entry_id)
    work = desk.work(course, lang)
    typed = Typed(found.translation, found.base)
    if found.state == "to_do" and found.code is None and not has_words(found.source):
        numbers = in_numbers_of(found.source, work.course.source_lang, lang)
        typed = Typed(numbers, found.base, suggested=True)
    before = kept(course, lang, entry_id)
    if before is not None and before.text.strip() != found.translation.strip():
        typed = Typed(before.text, before.base_version, resumed=as_moment(before.at_ms))
    return page(work, found, typed)


@blueprint.post("/<course>/<lang>/<entry_id>")
@for_instructors
def save(course: str, lang: str, entry_id: str) -> ResponseReturnValue:
    """Save it, or show how it looks; a text that cannot be saved stays in the form."""
    desk = services().desk
    found = desk.entry(course, lang, entry_id)
    text, base = request.form.get("text", ""), request.form.get("base", "")
    if len(text) <= LONGEST:
        keep(course, lang, found, text, base)
    if request.form.get("do") == "look":
        return page(desk.work(course, lang), found, Typed(text, base, shown=True))
    try:
        desk.save(course, lang, entry_id, text, base=base, by=int(current_user.id))
    except SavedMeanwhile as problem:
        theirs = problem.entry
        typed = Typed(text, theirs.base, sentence_of(problem), theirs.translation)
        return page(desk.work(course, lang), theirs, typed), status_of(problem)
    except (PlaceholdersLost, TextTooLong) as problem:
        return page(desk.work(course, lang), found, Typed(text, base, sentence_of(problem))), 422
    drop(course, lang, entry_id)
    if request.form.get("do") == "stay":
        flash(_("Saved."))
        return redirect(url_for(".entry", course=course, lang=lang, entry_id=entry_id))
    following = desk.work(course, lang).next_after(entry_id)
    if following is None:
        flash(_("Saved. That was the last one: every text of this course is translated."))
        return redirect(url_for(".course", course=course, lang=lang))
    flash(_("Saved. This is the next one."))
    return redirect(url_for(".entry", course=course, lang=lang, entry_id=following.id))


@blueprint.post("/<course>/<lang>/<entry_id>/look")
@for_instructors
def look(course: str, lang: str, entry_id: str) -> ResponseReturnValue:
    """How a text that is being typed looks: a piece of a page, for the script."""
    desk = services().desk
    found = desk.entry(course, lang, entry_id)
    work = desk.work(course, lang)
    return look_of(services().catalog, work, found, request.form.get("text", "")[:20_000])


def page(work: Work, found: Entry, typed: Typed) -> str:
    """The page of one text."""
    terms = terms_in(found.source, services().desk.glossary())
    keep = placeholders(found.source, found.code)
    before, after = work.neighbours(found.id)
    ids = list(work.by_id)
    return render_template(
        "translate/entry.html",
        work=work,
        entry=found,
        typed=typed,
        part=work.part(found.part),
        language=language_of(work.lang),
        source_lang=work.course.source_lang,
        source_dir=direction(work.course.source_lang),
        pieces=marked(found.source, terms, keep),
        terms=terms,
        keep=keep,
        changes=differences(found.previous, found.source, whole=True) if found.previous else [],
        look=look_of(services().catalog, work, found, typed.text),
        number=ids.index(found.id) + 1,
        total=len(ids),
        before=before,
        after=after,
        state=state_words(found.state),
        kind=kind_words(found.kind),
        rows=min(14, max(3, len(found.source) // 45 + found.source.count("\n") + 2)),
    )
