"""What is wrong in a course's PO file: its syntax, lost placeholders, lost links."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.catalog.findings import Finding
from app.catalog.model import Exercise
from app.catalog.po_words import read_po
from app.catalog.python_text import code_texts, translate_code
from app.errors import KisimaError

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

# What a translated block must still lead to: addresses of links and images, and footnotes.
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|(\[\^[^\]\s]+\])")


def po_findings(catalog: "Catalog", path: Path, exercises: Sequence[Exercise]) -> Iterator[Finding]:
    """The findings of one PO file, which also translates some exercises."""
    texts, problem = read_po(path)
    if problem is not None:
        yield problem
        return
    lines = _entry_lines(path)
    for text, translated in texts.texts.items():
        lost = Counter(_targets(text)) - Counter(_targets(translated))
        for target in lost:
            yield Finding(path, lines.get(text, 1), "lost-link", {"placeholder": target})
    for exercise in exercises:
        yield from _code_findings(catalog, path, exercise, texts.texts, lines)


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
