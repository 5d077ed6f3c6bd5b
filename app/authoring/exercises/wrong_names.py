"""The names of cells that exercise.yaml has beside its rubric, when cells get others or go: those
of tests that wrong answers lose, and of answers with lines that are excused."""

from collections.abc import Mapping
from typing import Any

from app.authoring import arranging
from app.authoring.exercises.cell_editing import cells_of
from app.authoring.exercises.rubrics import key_of
from app.authoring.workshop import Workshop
from app.catalog.front_matter import read_yaml
from app.notebooks.cells import Notebook


def save(workshop: Workshop, slug: str, before: Notebook, after: Notebook, *, by: int) -> bool:
    """Let exercise.yaml follow a saved notebook, whether anything had to be written.

    Rows that cannot be read stay as they are. Raises SettingsUneditable.
    """
    names = _new_names(before, after)
    if all(old == new for old, new in names.items()):
        return False

    def edit(text: str) -> str:
        there = read_yaml(text.removeprefix("\ufeff"))[0]
        values = {
            "wrong": _wrong(there.get("wrong"), names),
            "excused": _excused(there.get("excused"), names),
        }
        changed = {key: value for key, value in values.items() if value != there.get(key)}
        return arranging.with_values(key_of(slug), changed)(text) if changed else text

    return workshop.change(key_of(slug), edit, by=by)


def _new_names(before: Notebook, after: Notebook) -> dict[str, str | None]:
    """What each cell that had a name is called now; None for one that is gone."""
    now = {cell.id: cell.name for cell in cells_of(after) if cell.is_marked}
    return {
        cell.name: now.get(cell.id) for cell in cells_of(before) if cell.is_marked and cell.name
    }


def _wrong(rows: Any, names: Mapping[str, str | None]) -> Any:
    if not isinstance(rows, dict):
        return rows
    return {name: _row(row, names) for name, row in rows.items()}


def _row(row: Any, names: Mapping[str, str | None]) -> Any:
    if not isinstance(row, dict) or not isinstance(row.get("loses"), list):
        return row
    now = [names.get(test, test) for test in row["loses"]]
    return {**row, "loses": [test for test in now if test is not None]}


def _excused(cells: Any, names: Mapping[str, str | None]) -> Any:
    if not isinstance(cells, dict):
        return cells
    now = {names.get(cell, cell): lines for cell, lines in cells.items()}
    return {cell: lines for cell, lines in now.items() if cell is not None} or None
