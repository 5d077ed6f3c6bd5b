"""The versions of a course's translation, as a PO file: looked at, compared, and brought back."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authoring.own_folder import NoSuchFile
from app.authoring.translating.entries import Work
from app.catalog.languages import name_of
from app.catalog.model import Course
from app.catalog.translation.translation_files import locked
from app.web.languages import language
from app.web.services import services
from app.web.teach.area import for_instructors
from app.web.translate.area import blueprint
from app.web.write.version_pages import (
    KeptFile,
    bring_version_back,
    compare_page,
    version_page,
    versions_page,
)


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

    def file(self) -> KeptFile:
        """The PO file; without text where the school has none yet."""
        try:
            source = services().workshop.source(self.key)
        except NoSuchFile:
            return KeptFile(self, self.key, "", "")
        return KeptFile(self, self.key, source.text, source.version)


@blueprint.get("/<course>/<lang>/versions/")
@for_instructors
def versions(course: str, lang: str) -> ResponseReturnValue:
    """All versions that are kept, the newest first."""
    return versions_page(
        _place(course, lang).file(),
        heading=_("Versions of this translation"),
        nothing=_("Each time a translation is saved here, the whole file stays in this list."),
    )


@blueprint.get("/<course>/<lang>/versions/<int:version_id>")
@for_instructors
def version(course: str, lang: str, version_id: int) -> ResponseReturnValue:
    """One version, and what changed since."""
    return version_page(
        _place(course, lang).file(),
        version_id,
        lambda when: _("The translation as it was on %(when)s", when=when),
    )


@blueprint.get("/<course>/<lang>/compare")
@for_instructors
def compare(course: str, lang: str) -> ResponseReturnValue:
    """Two versions beside each other."""
    return compare_page(_place(course, lang).file())


@blueprint.post("/<course>/<lang>/versions/<int:version_id>")
@for_instructors
def bring_back(course: str, lang: str, version_id: int) -> ResponseReturnValue:
    """Make a version the translation again; what was there is a version too."""
    place = _place(course, lang)
    with locked(services().desk.places.own_path(course, lang)):
        bring_version_back(place.key, version_id)
    return redirect(place.url("course"), 303)


def _place(course: str, lang: str) -> TranslationPlace:
    """The translation at an address; raises NoSuchTranslation."""
    return TranslationPlace(services().desk.work(course, lang))
