"""A notebook's cells as a form has them, put back into the notebook, and steps between."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.authoring.exercises.cell_kinds import (
    BY_HAND,
    KINDS,
    MARKED,
    WITH_POINTS,
    Kind,
    cell_type_of,
    good_name,
    kind_of,
    new_name,
    with_kind,
)
from app.authoring.exercises.rubric_rows import Rows, rows_in, typed_rows, with_rows
from app.authoring.exercises.typed_numbers import plain_number, typed_number
from app.authoring.naming import by_chance
from app.errors import N_, KisimaError
from app.notebooks.cells import Notebook, grade_id, points

MOST_CELLS = 300
MOST_POINTS = 100_000
HIDDEN_PART = "### BEGIN HIDDEN TESTS\nassert True\n### END HIDDEN TESTS"
SOLUTION_PART = "### BEGIN SOLUTION\n\n### END SOLUTION"


class CellsUnreadable(KisimaError):
    sentence = N_("The cells did not arrive whole. Please send the page once more.")


class TooManyCells(KisimaError):
    sentence = N_("An exercise may have %(most)s cells. Please make two exercises of it.")


@dataclass(frozen=True)
class EditedCell:
    """A cell as its author sees it. `name` is nbgrader's id (grade_id) and `points` what the cell
    is worth; both mean something only for the kinds that have them, as `rubric` does, whose rows
    are words and points as they were typed."""

    id: str
    kind: Kind
    name: str
    points: float
    source: str
    rubric: Rows = ()

    @property
    def rows(self) -> int:
        """Lines of the text box, with a spare one."""
        return max(3, min(40, self.source.count("\n") + 2))

    @property
    def has_points(self) -> bool:
        """Whether cells of its kind give points."""
        return self.kind in WITH_POINTS

    @property
    def is_marked(self) -> bool:
        """Whether nbgrader knows cells of its kind by an id."""
        return self.kind in MARKED

    @property
    def is_by_hand(self) -> bool:
        """Whether a person marks cells of its kind."""
        return self.kind in BY_HAND


def cells_of(notebook: Notebook) -> tuple[EditedCell, ...]:
    """The cells of a notebook, in order."""
    return tuple(
        EditedCell(
            str(cell["id"]),
            kind_of(cell),
            grade_id(cell),
            _worth(cell),
            cell["source"],
            rows_in(cell) if kind_of(cell) in BY_HAND else (),
        )
        for cell in notebook["cells"]
    )


def with_cells(notebook: Notebook, cells: Sequence[EditedCell]) -> Notebook:
    """The notebook with these cells; what a cell held besides (outputs, pictures) stays with it.

    Cells without a name that need one get one. Raises TooManyCells.
    """
    if len(cells) > MOST_CELLS:
        raise TooManyCells(most=MOST_CELLS)
    before = {str(cell["id"]): cell for cell in notebook["cells"]}
    taken = {cell.name for cell in cells if cell.name}
    made = []
    for cell in cells:
        old = before.pop(cell.id, None) or _new_cell(cell)
        name = cell.name
        if cell.is_marked and not name:
            name = new_name(cell.kind, taken)
            taken.add(name)
        changed = with_rows(with_kind(old, cell.kind, name, cell.points), cell.rubric)
        if changed["source"] != cell.source:
            changed = {**changed, "source": cell.source}
            if changed["cell_type"] == "code":
                # What it printed was another code's output.
                changed |= {"outputs": [], "execution_count": None}
        made.append(changed)
    return {**notebook, "cells": made}


def total(cells: Iterable[EditedCell]) -> float:
    """The points of all cells."""
    return sum(cell.points for cell in cells if cell.has_points)


def added(
    cells: Sequence[EditedCell], kind: Kind, after: str, source: str = ""
) -> tuple[tuple[EditedCell, ...], str]:
    """The cells with a new one behind the one of an id, or first of all for ""; and its id."""
    new = EditedCell(f"cell-{by_chance(8)}", kind, "", 1.0 if kind in WITH_POINTS else 0.0, source)
    at = next((n for n, cell in enumerate(cells, 1) if cell.id == after), 0)
    return (*cells[:at], new, *cells[at:]), new.id


def moved(cells: Sequence[EditedCell], id: str, places: int) -> tuple[EditedCell, ...]:
    """The cells with one moved down by some places, or up with a number below 0."""
    left = [cell for cell in cells if cell.id != id]
    for at, cell in enumerate(cells):
        if cell.id == id:
            left.insert(max(0, min(len(left), at + places)), cell)
    return tuple(left)


def without(cells: Sequence[EditedCell], id: str) -> tuple[EditedCell, ...]:
    """The cells without one of them."""
    return tuple(cell for cell in cells if cell.id != id)


def with_part(cells: Sequence[EditedCell], id: str, part: str) -> tuple[EditedCell, ...]:
    """The cells with a region of hidden tests or of a solution at the end of one of them."""
    return tuple(
        replace(cell, source=f"{cell.source.rstrip()}\n{part}".lstrip()) if cell.id == id else cell
        for cell in cells
    )


def to_text(cells: Iterable[EditedCell]) -> str:
    """The cells as a browser's JSON.stringify writes them, so that both can be compared."""
    rows = [{**asdict(cell), "points": plain_number(cell.points)} for cell in cells]
    for row in rows:
        if not row["rubric"]:
            del row["rubric"]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> tuple[EditedCell, ...]:
    """The cells that `to_text` wrote, or a browser did. Raises CellsUnreadable."""
    try:
        rows: list[dict[str, Any]] = json.loads(text)
        return tuple(
            posted_cell(
                *(str(row[key]) for key in ("id", "kind", "name", "points", "source")),
                rubric=[(str(words), str(worth)) for words, worth in row.get("rubric", ())],
            )
            for row in rows
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise CellsUnreadable() from None


def posted_cell(
    id: str,
    kind: str,
    name: str,
    worth: str,
    source: str,
    *,
    rubric: Iterable[tuple[str, str]] = (),
) -> EditedCell:
    """A cell out of a form's fields; points that are no number count as none."""
    if kind not in KINDS or not id:
        raise CellsUnreadable()
    number = min(MOST_POINTS, max(0.0, typed_number(worth) or 0.0))
    plain = source.replace("\r\n", "\n").replace("\r", "\n")
    rows = typed_rows(rubric) if kind in BY_HAND else ()
    return EditedCell(id[:64], kind, good_name(name), number, plain, rows)


def as_plain_text(notebook: Notebook) -> str:
    """The notebook in a form in which two can be compared line by line."""
    pieces = []
    for cell in cells_of(notebook):
        worth = f" · {plain_number(cell.points)}" if cell.has_points else ""
        head = f"── {cell.kind}{f' · {cell.name}' if cell.is_marked else ''}{worth} ──"
        rows = "".join(f"\n· {words} · {worth}" for words, worth in cell.rubric)
        pieces.append(f"{head}\n{cell.source}".rstrip() + rows)
    return "\n\n".join(pieces) + "\n"


def _worth(cell: dict[str, Any]) -> float:
    try:
        worth = points(cell)
    except (TypeError, ValueError):
        return 0.0
    return worth if math.isfinite(worth) and worth > 0 else 0.0


def _new_cell(cell: EditedCell) -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": cell_type_of(cell.kind), "id": cell.id, "metadata": {}}
    if made["cell_type"] == "code":
        made |= {"outputs": [], "execution_count": None}
    return {**made, "source": cell.source}
