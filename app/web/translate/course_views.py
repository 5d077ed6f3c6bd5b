"""All courses and languages, and one course in one language: how far it is, and what to do."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.translating.entries import STATES, Entry, Part, Work
from app.catalog.languages import language as language_of
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.translate.area import blueprint
from app.web.translate.keeping import all_kept
from app.web.translate.words import state_words, suggested

ON_A_PAGE = 60  # entries of a list


@blueprint.get("/")
@for_instructors
def courses() -> ResponseReturnValue:
    """Every course with its share in every language, and a form to add a language."""
    from babel import Locale

    desk = services().desk
    languages = desk.languages()
    names = {str(code): str(name) for code, name in Locale("en").languages.items()}
    return render_template(
        "translate/courses.html",
        rows=desk.standings(),
        languages=languages,
        suggested=suggested(names, {one.code for one in languages}),
    )


@blueprint.post("/languages")
@for_instructors
def add_language() -> ResponseReturnValue:
    """Begin a language; its name shows at once."""
    added = services().desk.add_language(request.form.get("code", ""))
    flash(_("%(name)s has been added. Choose it beside a course to begin.", name=added.name))
    return redirect(url_for("translate.courses"))


@blueprint.get("/<course>/<lang>/")
@for_instructors
def course(course: str, lang: str) -> ResponseReturnValue:
    """The parts of a course with their counts; its texts when some are asked for."""
    work = services().desk.work(course, lang)
    show = request.args.get("show", "")
    words = request.args.get("q", "").strip()[:100]
    part = work.part(request.args.get("part", ""))
    asked = bool(show or words or part)
    found = chosen(work, show, words, part) if asked else []
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "translate/course.html",
        work=work,
        language=language_of(lang),
        first=work.next_after(""),
        show=show,
        words=words,
        part=part,
        asked=asked,
        found=found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        total=len(found),
        page=page,
        more=len(found) > page * ON_A_PAGE,
        states=[(state, state_words(state)) for state in STATES],
        state_words=state_words,
        unsaved=all_kept(work),
    )


@blueprint.post("/<course>/<lang>/reviewed")
@for_instructors
def reviewed(course: str, lang: str) -> ResponseReturnValue:
    """Note who has reviewed this translation."""
    name = request.form.get("name", "")
    services().desk.say_reviewed(course, lang, name, by=int(current_user.id))
    services().shelf.look_now()
    flash(
        _("The lessons now say that this translation was reviewed.")
        if name.strip()
        else _("The lessons now say that nobody has reviewed this translation yet.")
    )
    return redirect(url_for("translate.course", course=course, lang=lang))


def chosen(work: Work, show: str, words: str, part: Part | None) -> list[Entry]:
    """The entries of a part, in a state, with some words in the text or in its translation."""
    entries = part.entries if part else work.by_id.values()
    wanted = words.casefold()
    return [
        entry
        for entry in entries
        if (show not in STATES or entry.state == show)
        and (
            not wanted
            or wanted in entry.source.casefold()
            or wanted in entry.translation.casefold()
        )
    ]
