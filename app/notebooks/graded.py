"""What of an exercise gives points."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.notebooks.cells import Cell, Notebook, grade_id, is_grade, is_task, is_test, points
from app.notebooks.regions import HIDDEN_TESTS, find_regions, replace_regions
from app.notebooks.schema import upgraded

Kind = Literal["tests", "manual", "task"]

# French puts a space before the colon, often one that does not break; Chinese has a wide colon.
_TITLE = re.compile(r"\s*#+\s*Test\s*[:\uff1a]\s*(.*)", re.IGNORECASE)
_HINT = re.compile(r"\s*#+\s*Hint\s*[:\uff1a]\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class GradedCell:
    """A cell with points: tests that are run, or work that the instructor marks.

    `hidden` is True where some of its lines are kept from the student.
    """

    grade_id: str
    points: float
    kind: Kind
    title: str = ""
    hint: str = ""
    hidden: bool = False


def graded_cells(source: Notebook) -> tuple[GradedCell, ...]:
    """The cells of an instructor's notebook that have points, in order. Raises NotebookError."""
    return _graded_cells(json.dumps(source))


# A class's submissions have one source.
@lru_cache(maxsize=8)
def _graded_cells(source: str) -> tuple[GradedCell, ...]:
    found = []
    for number, cell in enumerate(upgraded(json.loads(source))["cells"], 1):
        if is_grade(cell) or is_task(cell):
            visible = visible_source(cell, number)
            title, hint = title_and_hint(visible)
            hidden = visible != cell["source"]
            row = GradedCell(grade_id(cell), points(cell), kind_of(cell), title, hint, hidden)
            found.append(row)
    return tuple(found)


def visible_source(cell: Cell, number: int = 0) -> str:
    """The cell's source without its hidden tests. `number` is the cell's, for the errors."""
    regions = find_regions(cell["source"], HIDDEN_TESTS, number)
    return replace_regions(cell["source"], regions, lambda _region: ())


def kind_of(cell: Cell) -> Kind:
    """How a cell with points is judged."""
    if is_task(cell):
        return "task"
    return "tests" if is_test(cell) else "manual"


def title_and_hint(source: str) -> tuple[str, str]:
    """The title from the first `# Test: …` line and the hint from all `# Hint: …` lines."""
    title = ""
    hints = []
    for line in source.split("\n"):
        if not title and (match := _TITLE.match(line)):
            title = match[1].strip()
        elif match := _HINT.match(line):
            hints.append(match[1].strip())
    return title, " ".join(hints)


def without_title_and_hint(source: str) -> str:
    """The code without those lines, for pages that show both in words beside it."""
    lines = source.split("\n")
    return "\n".join(line for line in lines if not (_TITLE.match(line) or _HINT.match(line)))
