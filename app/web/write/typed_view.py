"""What the editor shows of a text that is being typed: its page and what is wrong in it."""

from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _

from app.catalog.findings import Finding, fill
from app.catalog.pages.typed_text import TypedPage
from app.catalog.wordings import Severity
from app.web.services import services
from app.web.word_lists import kept_apart
from app.web.write.places import LessonPlace


@dataclass(frozen=True)
class FindingView:
    """A finding in the reader's language."""

    line: int
    severity: Severity
    sentence: str
    cure: str


@dataclass(frozen=True)
class TypedView:
    """A rendered text with the findings in words."""

    page: TypedPage
    findings: list[FindingView]

    @property
    def marks(self) -> dict[int, Severity]:
        """What to put beside the numbers of lines; an error counts for more than a warning."""
        found: dict[int, Severity] = {}
        for one in self.findings:
            if found.get(one.line) != "error":
                found[one.line] = one.severity
        return found


def typed_view(place: LessonPlace, text: str) -> TypedView:
    """The text as the lesson's page will be, in the language of its file."""
    page = services().catalog.typed_page(
        place.course.slug,
        place.slug,
        text,
        lang=place.text_lang,
        files_at=place.files_at,
    )
    return TypedView(page, [_in_words(finding) for finding in page.findings])


def shown(view: TypedView, place: LessonPlace) -> dict[str, object]:
    """What the two templates need that show the page and the findings."""
    exercise = view.page.exercise
    return {
        "page": view.page,
        "findings": view.findings,
        "lang": place.text_lang,
        "exercise": services().catalog.any_exercise(exercise) if exercise else None,
    }


def as_pieces(view: TypedView, place: LessonPlace) -> dict[str, object]:
    """The same for the editor's script: two pieces of HTML, and marks by line number."""
    values = shown(view, place)
    return {
        "page": render_template("write/typed_page.html", **values),
        "findings": render_template("write/findings.html", **values),
        "marks": view.marks,
    }


def _in_words(finding: Finding) -> FindingView:
    words, values = finding.words, kept_apart(finding.values)
    return FindingView(
        finding.line,
        finding.severity,
        fill(_(words.sentence), values),
        fill(_(words.cure), values) if words.cure else "",
    )
