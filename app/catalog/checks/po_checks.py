"""What is wrong in a course's PO file: its syntax, and what translations lost on their way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.checks.shape_checks import shape_findings, shape_of
from app.catalog.findings import Finding
from app.catalog.front_matter import split_front_matter
from app.catalog.markdown.rendered import Links
from app.catalog.markdown.rendering import render
from app.catalog.model import Course, Exercise
from app.catalog.pages.bank_pages import links_of
from app.catalog.pages.links import LessonLinks
from app.catalog.text_files import read_text
from app.catalog.translation.placeholders import Kind, Placeholder, lost
from app.catalog.translation.po_words import read_po
from app.catalog.translation.python_text import code_texts, translate_code
from app.catalog.translation.segment_places import find_places
from app.catalog.translation.segments import splice
from app.errors import KisimaError

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

# The findings for what a translation lost, by its kind.
LOST: dict[Kind, str] = {
    "link": "lost-link",
    "code": "lost-code",
    "formula": "lost-formula",
    "box": "lost-boxes",
    "value": "lost-placeholder",
}
_NOWHERE = ("missing-link", "missing-image")


@dataclass(frozen=True)
class _Text:
    """The Markdown of a lesson or of a file of questions, and where its links lead."""

    body: str
    links: Links


def po_findings(
    catalog: "Catalog", path: Path, course: Course, exercises: Sequence[Exercise]
) -> Iterator[Finding]:
    """The findings of one PO file, which translates a course and some exercises."""
    texts, problem = read_po(path)
    if problem is not None:
        yield problem
        return
    lines = entry_lines(path)
    markdown = list(_markdown(catalog, course, path.parent.name))
    codes = _texts_in_code(markdown)
    for text, translated in texts.texts.items():
        if text not in codes:
            for one in lost(text, translated):
                yield lost_finding(path, lines.get(text, 1), one)
    for whole in markdown:
        yield from _message_findings(path, whole.body, texts.texts, lines)
        yield from _whole_findings(path, whole, texts.texts, lines)
    for exercise in exercises:
        yield from _code_findings(catalog, path, exercise, texts.texts, lines)


def lost_finding(path: Path, line: int, one: Placeholder) -> Finding:
    """The finding for something that a translation lost."""
    return Finding(path, line, LOST[one.kind], {"placeholder": one.text})


def _markdown(catalog: "Catalog", course: Course, code: str) -> Iterator[_Text]:
    """The texts of a course that can be read, linked as in a language."""
    links: dict[Path, Links] = {
        lesson.path: LessonLinks(catalog, lesson, code) for lesson in course.all_lessons
    }
    links |= {file.path: links_of(catalog, course, file, code) for file in course.bank.files}
    for path, own in links.items():
        file = read_text(path)
        if not isinstance(file, Finding):
            yield _Text(split_front_matter(file.text).body, own)


def _texts_in_code(markdown: Sequence[_Text]) -> set[str]:
    """Comments and messages, in which a backtick or a dollar sign means nothing."""
    places = (place for one in markdown for place in find_places(one.body.split("\n")))
    return {place.text for place in places if place.code is not None}


def _whole_findings(
    path: Path, whole: _Text, texts: Mapping[str, str], lines: Mapping[str, int]
) -> Iterator[Finding]:
    """What the translated text as a whole lost, or leads to that is not there."""
    body, links = whole.body, whole.links
    translated = splice(body, texts.get).text
    if translated == body:
        return
    entries = [text for text in lines if text in texts and text in body]
    first = min((lines[text] for text in entries), default=1)
    yield from shape_findings(path, shape_of(body), shape_of(translated), line=first)
    known = {w.values.get("path") for w in render(body, links=links).warnings}
    for warning in render(translated, links=links).warnings:
        target = warning.values.get("path")
        if warning.id in _NOWHERE and target and target not in known:
            at = (lines.get(text, 1) for text, words in texts.items() if f"({target}" in words)
            yield Finding(path, next(at, first), "leads-nowhere", {"path": target})


def _message_findings(
    path: Path, body: str, texts: Mapping[str, str], lines: Mapping[str, int]
) -> Iterator[Finding]:
    """Translations of messages in a lesson's code that lost a value."""
    for place in find_places(body.split("\n")):
        translated = texts.get(place.text)
        if place.code is None or translated is None:
            continue
        for one in lost(place.text, translated, place.code):
            yield lost_finding(path, lines.get(place.text, 1), one)


def _code_findings(
    catalog: "Catalog",
    path: Path,
    exercise: Exercise,
    texts: Mapping[str, str],
    lines: Mapping[str, int],
) -> Iterator[Finding]:
    """Translations in code that were refused when the exercise was made in this language."""
    try:
        source = catalog.source(exercise, exercise.source_lang)
    except KisimaError:
        return
    for number, cell in enumerate(source["cells"], start=1):
        if cell["cell_type"] != "code":
            continue
        result = translate_code(cell["source"], texts.get)
        by_line = {text.line: text.text for text in code_texts(cell["source"])}
        for line, name in result.lost:
            entry = lines.get(by_line.get(line, ""), 1)
            yield Finding(path, entry, "lost-placeholder", {"placeholder": name})
        if result.broken:
            entry = min((lines.get(text, 1) for text in by_line.values()), default=1)
            yield Finding(path, entry, "cell-not-translated", {"cell": number})


def entry_lines(path: Path) -> dict[str, int]:
    """The lines, from 1, on which the entries of a sound PO file begin."""
    import polib

    file: polib.POFile = polib.pofile(path.read_bytes().decode("utf-8-sig"))
    return {entry.msgid: entry.linenum or 1 for entry in file}
