"""What is wrong in an exercise's notebooks, as far as reading them can tell."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.catalog.checks.data_checks import data_findings
from app.catalog.checks.lesson_checks import as_findings
from app.catalog.findings import Finding
from app.catalog.markdown.rendering import render
from app.catalog.model import Exercise
from app.catalog.pages.links import ExerciseLinks
from app.errors import KisimaError
from app.notebooks import read_notebook, release
from app.notebooks.cells import grade_id, marked_cells

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

# Jupyter writes a cell's own keys three levels deep, one space a level.
_CELL = re.compile(r'^ {3}"cell_type":', re.MULTILINE)


def exercise_findings(catalog: "Catalog", exercise: Exercise) -> Iterator[Finding]:
    """The findings of one exercise."""
    notebook = _read(exercise.path)
    if isinstance(notebook, Finding):
        yield notebook
        return
    lines = cell_lines(exercise.path, len(notebook["cells"]))
    ids = list(_id_findings(exercise.path, notebook, lines))
    yield from ids
    if exercise.max_score <= 0:
        yield Finding(exercise.path, 1, "no-points")
    if not ids:
        yield from _release_findings(exercise.path, notebook, lines)
    yield from _text_findings(catalog, exercise, notebook, lines)
    yield from data_findings(exercise)
    if not exercise.wrong:
        yield Finding(exercise.folder / "exercise.yaml", 1, "no-wrong-answers")
    for path in exercise.wrong:
        wrong = _read(path)
        if isinstance(wrong, Finding):
            yield wrong


def cell_lines(path: Path, cells: int) -> list[int]:
    """The line in the file on which each cell begins; all 1 where that cannot be seen."""
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = [text.count("\n", 0, match.start()) for match in _CELL.finditer(text)]
    return lines if len(lines) == cells else [1] * cells


def _read(path: Path) -> dict[str, Any] | Finding:
    try:
        return read_notebook(path.read_bytes())
    except OSError as problem:
        return Finding(path, 1, "unreadable", {"reason": problem.strerror or str(problem)})
    except KisimaError as problem:
        line = int(problem.values.get("line", 1))
        return Finding(path, line, "bad-notebook", {"reason": str(problem)})


def _id_findings(path: Path, notebook: dict[str, Any], lines: list[int]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, cell in marked_cells(notebook):
        identity, line = grade_id(cell), lines[number - 1]
        if not identity:
            yield Finding(path, line, "missing-grade-id", {"cell": number})
        elif identity in seen:
            values = {"cell": number, "value": identity}
            yield Finding(path, line, "duplicate-grade-id", values)
        seen.add(identity)


def _release_findings(path: Path, notebook: dict[str, Any], lines: list[int]) -> Iterator[Finding]:
    """What keeps the student's version from being made, such as a region that never ends."""
    try:
        release(notebook)
    except KisimaError as problem:
        number = int(problem.values.get("number", 0))
        line = lines[number - 1] if 0 < number <= len(lines) else 1
        yield Finding(path, line, "bad-notebook", {"reason": str(problem)})


def _text_findings(
    catalog: "Catalog", exercise: Exercise, notebook: dict[str, Any], lines: list[int]
) -> Iterator[Finding]:
    for cell, line in zip(notebook["cells"], lines, strict=True):
        if cell["cell_type"] == "markdown":
            links = ExerciseLinks(catalog, exercise, cell.get("attachments", {}))
            rendered = render(cell["source"], links=links, lang=exercise.source_lang)
            # The line within the cell is not the file's; the cell's own first line is.
            for finding in as_findings(exercise.path, rendered.warnings):
                yield Finding(finding.path, line, finding.id, finding.values, finding.wording)
