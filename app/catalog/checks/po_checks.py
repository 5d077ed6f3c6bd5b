"""What is wrong in a course's PO file: its syntax, and what translations lost on their way."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.findings import Finding
from app.catalog.front_matter import split_front_matter
from app.catalog.markdown.mathematics import DISPLAY, INLINE
from app.catalog.model import Exercise, Lesson
from app.catalog.text_files import read_text
from app.catalog.translation.po_words import read_po
from app.catalog.translation.python_text import code_texts, missing_places, translate_code
from app.catalog.translation.segment_places import find_places
from app.errors import KisimaError

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

# What a translated block must still lead to: addresses of links and images, and footnotes.
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|(\[\^[^\]\s]+\])")
_FORMULA = re.compile(f"{DISPLAY}|{INLINE}")
_WORDS_IN_FORMULA = re.compile(r"(\\(?:text|mathrm|operatorname)\w*\s*)\{[^{}]*\}")
_BOX = re.compile(r"\[[ xX]\](?![(\[])")


def po_findings(
    catalog: "Catalog", path: Path, lessons: Sequence[Lesson], exercises: Sequence[Exercise]
) -> Iterator[Finding]:
    """The findings of one PO file, which translates some lessons and exercises."""
    texts, problem = read_po(path)
    if problem is not None:
        yield problem
        return
    lines = _entry_lines(path)
    for text, translated in texts.texts.items():
        lost = Counter(_targets(text)) - Counter(_targets(translated))
        for target in lost:
            yield Finding(path, lines.get(text, 1), "lost-link", {"placeholder": target})
        yield from _shape_findings(path, lines.get(text, 1), text, translated)
    for lesson in lessons:
        yield from _message_findings(path, lesson, texts.texts, lines)
    for exercise in exercises:
        yield from _code_findings(catalog, path, exercise, texts.texts, lines)


def _shape_findings(path: Path, line: int, text: str, translated: str) -> Iterator[Finding]:
    """Formulas and boxes that a translation lost, or has and its source has not."""
    there = _formulas(translated)
    for shape, formula in _formulas(text).items():
        if shape not in there:
            yield Finding(path, line, "lost-formula", {"formula": formula})
    boxes, found = len(_BOX.findall(text)), len(_BOX.findall(translated))
    if boxes != found:
        yield Finding(path, line, "lost-boxes", {"wanted": boxes, "found": found})


def _formulas(text: str) -> dict[str, str]:
    """The formulas of a text by what may not change in them: spaces and words may."""
    found = {}
    for match in _FORMULA.finditer(text):
        shape = _WORDS_IN_FORMULA.sub(r"\1", match[0])
        found["".join(shape.split())] = match[0]
    return found


def _message_findings(
    path: Path, lesson: Lesson, texts: Mapping[str, str], lines: Mapping[str, int]
) -> Iterator[Finding]:
    """Translations of messages in a lesson's code that lost a value."""
    file = read_text(lesson.path)
    if isinstance(file, Finding):
        return
    for place in find_places(split_front_matter(file.text).body.splitlines()):
        translated = texts.get(place.text)
        if place.code is None or translated is None:
            continue
        for lost in missing_places(place.code, translated):
            values = {"placeholder": lost}
            yield Finding(path, lines.get(place.text, 1), "lost-placeholder", values)


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
        for line, lost in result.lost:
            entry = lines.get(by_line.get(line, ""), 1)
            yield Finding(path, entry, "lost-placeholder", {"placeholder": lost})
        if result.broken:
            entry = min((lines.get(text, 1) for text in by_line.values()), default=1)
            yield Finding(path, entry, "cell-not-translated", {"cell": number})


def _targets(text: str) -> list[str]:
    return [match[1] or match[2] for match in _TARGET.finditer(text)]


def _entry_lines(path: Path) -> dict[str, int]:
    import polib

    file: polib.POFile = polib.pofile(path.read_bytes().decode("utf-8-sig"))
    return {entry.msgid: entry.linenum or 1 for entry in file}
