"""The rubric of an exercise, between the cells of the editor and exercise.yaml."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.authoring import arranging
from app.authoring.exercises.cell_editing import EditedCell, cells_of
from app.authoring.exercises.rubric_rows import row_of, rows_of_yaml, with_rows, yaml_row
from app.authoring.own_folder import NoSuchFile
from app.authoring.workshop import Workshop
from app.catalog.digests import digest_of
from app.catalog.wordings import WORDINGS
from app.catalog.front_matter import read_yaml
from app.errors import KisimaError
from app.notebooks.cells import Notebook, grade_id

UNUSABLE = WORDINGS["rubric-row"].sentence
TOO_SHORT = WORDINGS["rubric-short"].sentence
NO_SUCH_CELL = WORDINGS["rubric-cell"].sentence


class RubricRowUnusable(KisimaError):
    sentence = UNUSABLE


def key_of(slug: str) -> str:
    """The key of the file that has an exercise's rubric."""
    return f"exercises/{slug}/exercise.yaml"


def with_rubric(workshop: Workshop, slug: str, notebook: Notebook) -> Notebook:
    """The saved notebook as a working copy: with the saved rubric at its cells."""
    try:
        rubric = _rubric(workshop.source(key_of(slug)).text)
    except NoSuchFile:
        rubric = {}
    cells = []
    for cell in notebook["cells"]:
        listed = rubric.get(grade_id(cell))
        cells.append(with_rows(cell, () if listed is None else rows_of_yaml(listed)))
    return {**notebook, "cells": cells}


def without_rubric(notebook: Notebook) -> Notebook:
    """A working copy as its file is: without the rubric."""
    return {**notebook, "cells": [with_rows(cell, ()) for cell in notebook["cells"]]}


def digest_of_rubric(cells: Iterable[EditedCell]) -> str:
    """A digest of all rows, which tells whether an author has changed one."""
    return digest_of(*(str((cell.id, cell.rubric)) for cell in cells if cell.rubric))


def unusable(cells: Iterable[EditedCell]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that cannot be used: the cell's number and what a sentence says of them."""
    for number, cell in enumerate(cells, 1):
        for words, worth in cell.rubric:
            if row_of(words, worth) is None:
                value = " · ".join(part for part in (words[:60], worth) if part)
                yield number, {"cell": cell.name, "value": value}


def too_short(cells: Iterable[EditedCell]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rubrics that give fewer points than their cell has."""
    for number, cell in enumerate(cells, 1):
        rows = [row_of(*row) for row in cell.rubric]
        most = sum(row.points for row in rows if row is not None and row.points > 0)
        if cell.rubric and None not in rows and most < cell.points:
            values = {"sum": f"{most:g}", "most": f"{cell.points:g}"}
            yield number, {"cell": cell.name, **values}


def without_cell(workshop: Workshop, slug: str, cells: Iterable[EditedCell]) -> tuple[str, ...]:
    """The names in the saved rubric that no cell has which a person marks."""
    known = {cell.name for cell in cells if cell.is_by_hand}
    rubric = _rubric(workshop.source(key_of(slug)).text)
    return tuple(str(name) for name in rubric if str(name) not in known)


def save(
    workshop: Workshop, slug: str, before: Notebook, after: Notebook, *, typed: bool, by: int
) -> bool:
    """Write the rubric of a saved working copy, whether anything had to be written.

    `before` is the working copy that was saved last: the rows of a cell that has another name now
    go along, and those of a cell that is gone, go. Without `typed` its author changed no row, and
    what stands there now stays. Raises SettingsUneditable.
    """
    old, new = cells_of(before), cells_of(after)

    def edit(text: str) -> str:
        there = _rubric(text)
        wanted = _changed(there, old, new, typed=typed)
        if wanted == there:
            return text
        return arranging.with_values(key_of(slug), {"rubric": wanted or None})(text)

    return workshop.change(key_of(slug), edit, by=by)


def _changed(
    there: Mapping[str, Any],
    old: Iterable[EditedCell],
    new: Iterable[EditedCell],
    *,
    typed: bool,
) -> dict[str, Any]:
    old_names = {cell.id: cell.name for cell in old if cell.is_by_hand and cell.name}
    gone = set(old_names.values()) - {cell.name for cell in new if cell.is_by_hand}
    wanted = {name: rows for name, rows in there.items() if name not in gone}
    for cell in new:
        listed = there.get(old_names.get(cell.id, ""))
        if not cell.is_by_hand or (not typed and listed is None):
            continue
        if typed and (listed is None or rows_of_yaml(listed) != cell.rubric):
            listed = [yaml_row(*row) for row in cell.rubric]
        if listed:
            wanted[cell.name] = listed
        elif cell.id in old_names:
            wanted.pop(cell.name, None)
    return wanted


def _rubric(text: str) -> dict[str, Any]:
    found = read_yaml(text.removeprefix("\ufeff"))[0].get("rubric")
    return {str(name): rows for name, rows in found.items()} if isinstance(found, dict) else {}
