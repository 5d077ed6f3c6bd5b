"""A lesson written anew for a language: a file of its own beside the source."""

from dataclasses import dataclass

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.lesson_variants import new_variant, variants_of
from app.authoring.translating.errors import NoSuchTranslation
from app.catalog.languages import Language
from app.catalog.languages import language as language_of
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.write.area import blueprint
from app.web.write.places import LessonPlace, lesson_place


@dataclass(frozen=True)
class Languages:
    """The languages that a lesson has files in, its source first, and those it may be written
    anew for."""

    there: list[Language]
    open: list[Language]


def languages_for(place: LessonPlace) -> Languages:
    """What the editor offers above the text."""
    source = place.course.source_lang
    every = [one for one in services().desk.languages() if one.code != source]
    codes = [one.code for one in every]
    there = variants_of(services().workshop, place.course.slug, place.slug, codes)
    return Languages(
        [language_of(source), *(one for one in every if one.code in there)],
        [one for one in every if one.code not in there] if place.lesson else [],
    )


@blueprint.post("/<course>/<lesson>/anew")
@for_instructors
def write_anew(course: str, lesson: str) -> ResponseReturnValue:
    """Make the lesson's own file in a language and open it."""
    place = lesson_place(course, lesson)
    code = request.form.get("code", "")
    offered = languages_for(place)
    if place.lesson is None or code not in {one.code for one in offered.open}:
        raise NoSuchTranslation()
    new_variant(services().workshop, place.lesson, code, by=current_user.id)
    flash(_("The headings and the questions are here. Write the rest as it fits your place."))
    return redirect(place.url("editor", lang=code), 303)
