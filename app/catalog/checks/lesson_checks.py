"""What is wrong in a lesson: everything that rendering warns of, and figures that are too large."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.checks.shape_checks import shape_findings, shape_of
from app.catalog.findings import Finding, Wording
from app.catalog.front_matter import split_front_matter
from app.catalog.markdown.complaints import COMPLAINTS
from app.catalog.markdown.quiz_places import question_ids
from app.catalog.markdown.rendered import Links, Warning
from app.catalog.markdown.rendering import render
from app.catalog.model import Lesson
from app.catalog.pages.links import FolderLinks, LessonLinks
from app.catalog.text_files import read_text

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

MAX_FIGURE_BYTES = 15_000


def lesson_findings(catalog: "Catalog", lesson: Lesson) -> Iterator[Finding]:
    """The findings of one lesson, in its source and in the files of its own languages."""
    files = {lesson.source_lang: lesson.path}
    files.update({code: variant.path for code, variant in lesson.variants.items()})
    for code, path in files.items():
        yield from _rendering_findings(path, LessonLinks(catalog, lesson, code), code)
        if path != lesson.path:
            file = read_text(path)
            if not isinstance(file, Finding):
                yield from variant_findings(lesson, path, file.text)
    for name, path in sorted(lesson.files.items()):
        if path.suffix.lower() == ".svg" and (size := _size(path)) > MAX_FIGURE_BYTES:
            values = {"name": name, "size": f"{size / 1000:.1f}"}
            yield Finding(path, 1, "figure-too-large", values)


def markdown_findings(path: Path) -> Iterator[Finding]:
    """The findings of a Markdown file that belongs to no course, such as one from elsewhere."""
    yield from _rendering_findings(path, FolderLinks(path.parent), "en")


def as_findings(path: Path, warnings: Iterable[Warning], *, offset: int = 0) -> Iterator[Finding]:
    """The renderer's warnings as findings in a file whose text begins `offset` lines down."""
    for warning in warnings:
        complaint = COMPLAINTS[warning.id]
        wording = Wording(complaint.sentence, complaint.cure, complaint.severity)
        yield Finding(path, warning.line + offset, warning.id, warning.values, wording)


def _rendering_findings(path: Path, links: Links, lang: str) -> Iterator[Finding]:
    file = read_text(path)
    if isinstance(file, Finding):
        yield file
        return
    front = split_front_matter(file.text)
    if front.problem is not None:
        yield Finding(path, front.problem.line, "bad-yaml", {"reason": front.problem.reason})
    yield from as_findings(path, render(front.body, links=links, lang=lang).warnings)


def variant_findings(lesson: Lesson, path: Path, text: str) -> Iterator[Finding]:
    """What the text of a lesson's file in another language lost of its source."""
    source = read_text(lesson.path)
    if isinstance(source, Finding):
        return
    front = split_front_matter(text)
    if question_ids(front.body) != lesson.question_ids:
        yield Finding(path, 1, "other-questions")
    yield from shape_findings(
        path,
        shape_of(split_front_matter(source.text).body),
        shape_of(front.body),
        adapted=front.values.get("adapted") is True,
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
