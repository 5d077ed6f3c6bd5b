"""The steps of an exercise: the heading under which each of its cells stands."""

import re
from collections.abc import Iterable

from app.catalog.markdown.plain_text import plain_text
from app.catalog.one_line import one_line
from app.catalog.pages.pages import CellView

_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)


def step_of_cells(cells: Iterable[CellView]) -> dict[str, str]:
    """By cell id the last heading at or above the cell, as plain text; cells before the first
    heading are not among them."""
    found: dict[str, str] = {}
    heading = ""
    for cell in cells:
        # What a student is to write over has no say; a task is a text with points and has.
        if cell.kind == "markdown" and not cell.solution:
            inside = [match[2] for match in _HEADING.finditer(cell.html)]
            # A task may have headings below its own.
            if inside:
                heading = one_line(plain_text(inside[0 if cell.points else -1]))
        if heading:
            found[cell.id] = heading
    return found
