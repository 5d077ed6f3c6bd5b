"""The versions of a course's translation, as a PO file: looked at, compared, and brought back."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.authoring.own_folder import NoSuchFile
from app.authoring.translating.entries import Work
from app.catalog.languages import name_of
from app.catalog.model import Course
from app.catalog.translation.translation_files import locked
from app.web.languages import language
from app.web.numbers import as_moment
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.translate.area import blueprint
from app.web.write.difference_view import difference_view
from app.web.write.version_views import version_of, version_rows


@dataclass(frozen=True)
class TranslationPlace:
    """A course's translation where the pages of versions ask for a place."""

    work: Work

    @property
    def key(self) -> str:
        """What names the school's PO file in its own folder."""
        return f"translations/{self.work.lang}/{self.course.slug}.po"

    @property
    def course(self) -> Course:
        """The course that is translated."""
        return self.work.course

    @property
    def text_lang(self) -> str:
        """The language that most of the file is read in."""
        return self.course.source_lang

    @property
    def title(self) -> str:
        """The course and the language."""
        return f"{self.course.title(language())} · \u2068{name_of(self.work.lang)}\u2069"

    def url(self, view: str, **values: Any) -> str:
        """The address of one of the translation's pages."""
        return url_for(f"translate.{view}", course=self.course.slug, lang=self.work.lang, **values)

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        """The way back, with what lies between."""
        up = (url_for("translate.courses"), _("Translate"))
        return [up, (self.url("course"), self.title), *more]

    def now(self) -> tuple[str, str]:
        """The file's text and its version; two times "" where there is none."""
        try:
            source = services().workshop.source(self.key)
        except NoSuchFile:
            return "", ""
        return source.text, source.version


@blueprint.get("/<course>/<lang>/versions/")
@for_instructors
def versions(course: str, lang: str) -> ResponseReturnValue:
    """All versions that are kept, the newest first."""
    place = _place(course, lang)
    return render_template(
        "write/versions.html",
        place=place,
        heading=_("Versions of this translation"),
        nothing=_("Each time a translation is saved here, the whole file stays in this list."),
        rows=version_rows(place.key, place.now()[1]),
    )


@blueprint.get("/<course>/<lang>/versions/<int:version_id>")
@for_instructors
def version(course: str, lang: str, version_id: int) -> ResponseReturnValue:
    """One version, and what changed since."""
    place = _place(course, lang)
    found, text = version_of(place.key, version_id)
    (now, digest), when = place.now(), as_moment(found.at_ms)
    return render_template(
        "write/compare.html",
        place=place,
        heading=_("The translation as it was on %(when)s", when=when),
        difference=difference_view(text, now, old=when, new=_("Now")),
        bring_back=found.id if found.digest != digest else None,
        text=text,
    )


@blueprint.get("/<course>/<lang>/compare")
@for_instructors
def compare(course: str, lang: str) -> ResponseReturnValue:
    """Two versions beside each other."""
    place = _place(course, lang)
    old, old_text = version_of(place.key, request.args.get("old", 0, int))
    new, new_text = version_of(place.key, request.args.get("new", 0, int))
    names = {"old": as_moment(old.at_ms), "new": as_moment(new.at_ms)}
    return render_template(
        "write/compare.html",
        place=place,
        heading=_("What changed between two versions"),
        difference=difference_view(old_text, new_text, **names),
        bring_back=old.id if old.digest != place.now()[1] else None,
        text=None,
    )


@blueprint.post("/<course>/<lang>/versions/<int:version_id>")
@for_instructors
def bring_back(course: str, lang: str, version_id: int) -> ResponseReturnValue:
    """Make a version the translation again; what was there is a version too."""
    place = _place(course, lang)
    found, _text = version_of(place.key, version_id)
    with locked(services().desk.places.own_path(course, lang)):
        services().workshop.bring_back(found.id, by=current_user.id)
    flash(_("The version of %(when)s is back.", when=as_moment(found.at_ms)))
    return redirect(place.url("course"), 303)


def _place(course: str, lang: str) -> TranslationPlace:
    """The translation at an address; raises NoSuchTranslation."""
    return TranslationPlace(services().desk.work(course, lang))
