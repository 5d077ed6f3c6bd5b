"""What is wrong in a course's file of questions: what rendering warns of, and missing feedback."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.catalog.bank import BankFile
from app.catalog.checks.lesson_checks import as_findings
from app.catalog.findings import Finding
from app.catalog.front_matter import split_front_matter
from app.catalog.markdown.rendered import QuizPart
from app.catalog.markdown.rendering import render
from app.catalog.model import Course
from app.catalog.pages.bank_pages import links_of
from app.catalog.text_files import read_text

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog


def bank_findings(catalog: "Catalog", course: Course, file: BankFile) -> Iterator[Finding]:
    """The findings of one file of questions; those about its ids come with the catalogue."""
    read = read_text(file.path)
    if isinstance(read, Finding):
        yield read
        return
    body = split_front_matter(read.text).body
    lang = course.source_lang
    rendered = render(body, links=links_of(catalog, course, file, lang), lang=lang)
    yield from as_findings(file.path, rendered.warnings)
    for part in rendered.parts:
        if isinstance(part, QuizPart) and not part.question.is_explained:
            values = {"name": part.question.id}
            yield Finding(file.path, part.question.line, "bank-no-feedback", values)
