"""The words of a notebook that can be translated, and the notebook in another language.

Markdown cells go by segments as lessons do; in code only comments and assertion messages change.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.translation.python_text import REGION, CodeText, code_texts, translate_code
from app.notebooks import StubWords
from app.notebooks.cells import is_solution

Notebook = dict[str, Any]


@dataclass(frozen=True)
class NotebookText:
    """A translatable text: its cell (from 1), its line in the cell (from 1), and what it is."""

    text: str
    cell: int
    line: int
    kind: str
    code: CodeText | None = None


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


def notebook_texts(source: Notebook) -> Iterator[NotebookText]:
    """The texts of an instructor's notebook that students will see, in order.

    Solutions, hidden tests and mark schemes are left out; the words that stand in their place in
    the student's version come last.
    """
    stub = StubWords()
    words: dict[str, NotebookText] = {}
    for number, cell in enumerate(source["cells"], start=1):
        lines = cell["source"].split("\n")
        hidden = _hidden_lines(lines)
        if is_solution(cell):
            word = stub.code if cell["cell_type"] == "code" else stub.text
            words.setdefault(word, NotebookText(word, number, 1, "comment"))
            if not hidden:
                # A solution without marks is replaced whole.
                continue
        for text in _cell_texts(cell, number):
            if text.line not in hidden:
                yield text
    yield from words.values()


def _cell_texts(cell: Notebook, number: int) -> Iterator[NotebookText]:
    from app.catalog.translation.segments import segments

    if cell["cell_type"] == "markdown":
        for segment in segments(cell["source"]):
            kind = segment.kind if segment.kind in ("comment", "message") else "markdown"
            yield NotebookText(segment.text, number, segment.start_line, kind, segment.code)
    elif cell["cell_type"] == "code":
        for text in code_texts(cell["source"]):
            yield NotebookText(text.text, number, text.line, text.kind, text)


def _hidden_lines(lines: list[str]) -> set[int]:
    """The numbers, from 1, of the lines from a BEGIN to its END, both included."""
    hidden: set[int] = set()
    inside = False
    for number, line in enumerate(lines, start=1):
        mark = REGION.search(line)
        inside = inside or (mark is not None and mark[1] == "BEGIN")
        if inside:
            hidden.add(number)
        inside = inside and not (mark is not None and mark[1] == "END")
    return hidden


def translate_notebook(
    notebook: Notebook,
    translate: Callable[[str], str | None],
    older: Callable[[str], str | None] = lambda text: None,
) -> TranslatedNotebook:
    """The notebook with every text that has a translation; the given one stays as it is.

    `older` gives translations of what stood in a text cell before (see `segments.splice`).
    """
    from app.catalog.translation.segments import splice

    harmless = without_regions(translate)

    cells: list[Any] = []
    problems: list[CellProblem] = []
    for number, cell in enumerate(notebook["cells"], start=1):
        source = cell["source"]
        if cell["cell_type"] == "markdown":
            source = splice(source, harmless, without_regions(older)).text
        elif cell["cell_type"] == "code":
            code = translate_code(source, harmless)
            source = code.source
            problems += [CellProblem(number, line, lost) for line, lost in code.lost]
            if code.broken:
                problems.append(CellProblem(number, 1))
        cells.append({**cell, "source": source})
    return TranslatedNotebook({**notebook, "cells": cells}, tuple(problems))


def without_regions(translate: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """No translation may begin or end a region of a solution or of hidden tests."""

    def harmless(text: str) -> str | None:
        found = translate(text)
        return None if found is None or REGION.search(found) else found

    return harmless


def translated_share(source: Notebook, texts: Mapping[str, str]) -> float:
    """How much of what students see is translated: 0 to 1, counted in characters."""
    total = done = 0
    for text in notebook_texts(source):
        total += len(text.text)
        done += len(text.text) if text.text in texts else 0
    return done / total if total else 1.0
