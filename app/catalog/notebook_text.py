"""The words of a notebook that can be translated, and the notebook in another language.

Markdown cells go by segments as lessons do; in code only comments and assertion messages change.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.python_text import code_texts, translate_code

Notebook = dict[str, Any]


@dataclass(frozen=True)
class NotebookText:
    """A translatable text: its cell (from 1), its line in the cell (from 1), and what it is."""

    text: str
    cell: int
    line: int
    kind: str


@dataclass(frozen=True)
class CellProblem:
    """A translation that could not be used: `lost` is a placeholder, empty for broken code."""

    cell: int
    line: int
    lost: str = ""


@dataclass(frozen=True)
class TranslatedNotebook:
    """A notebook in another language, as far as its texts are translated."""

    notebook: Notebook
    problems: tuple[CellProblem, ...] = ()


def notebook_texts(release: Notebook) -> Iterator[NotebookText]:
    """The texts of a release, in order: what is hidden from students needs no translation."""
    from app.catalog.segments import segments

    for number, cell in enumerate(release["cells"], start=1):
        if cell["cell_type"] == "markdown":
            for segment in segments(cell["source"]):
                yield NotebookText(segment.text, number, segment.start_line, "markdown")
        elif cell["cell_type"] == "code":
            for text in code_texts(cell["source"]):
                yield NotebookText(text.text, number, text.line, text.kind)


def translate_notebook(
    notebook: Notebook, translate: Callable[[str], str | None]
) -> TranslatedNotebook:
    """The notebook with every text that has a translation; the given one stays as it is."""
    from app.catalog.segments import splice

    cells: list[Any] = []
    problems: list[CellProblem] = []
    for number, cell in enumerate(notebook["cells"], start=1):
        source = cell["source"]
        if cell["cell_type"] == "markdown":
            source = splice(source, translate).text
        elif cell["cell_type"] == "code":
            code = translate_code(source, translate)
            source = code.source
            problems += [CellProblem(number, line, lost) for line, lost in code.lost]
            if code.broken:
                problems.append(CellProblem(number, 1))
        cells.append({**cell, "source": source})
    return TranslatedNotebook({**notebook, "cells": cells}, tuple(problems))


def translated_share(release: Notebook, texts: Mapping[str, str]) -> float:
    """How much of a release's words is translated: 0 to 1, counted in characters."""
    total = done = 0
    for text in notebook_texts(release):
        total += len(text.text)
        done += len(text.text) if text.text in texts else 0
    return done / total if total else 1.0
