"""What is wrong with an exercise's notebook, cell by cell, as far as reading it can tell."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.authoring.exercises import rubrics
from app.authoring.exercises.cell_editing import cells_of, total
from app.errors import N_, KisimaError
from app.notebooks import release
from app.notebooks.cells import Notebook, grade_id, marked_cells
from app.notebooks.errors import DuplicateId

NO_POINTS = N_("No cell has points yet. Add a test, or an answer that you mark yourself.")
NO_ANSWER = N_("There is no cell that students write in yet. Add an answer.")


@dataclass(frozen=True)
class CellProblem:
    """A sentence (a msgid and its values) about a cell, counted from 1; 0 for the whole of it."""

    number: int
    sentence: str
    values: Mapping[str, Any]
    is_error: bool = True


def problems_of(notebook: Notebook, files: Collection[str] = ()) -> tuple[CellProblem, ...]:
    """Everything that is wrong, in the cells' order. `files` are names such as data/a.csv."""
    found = [*_about_all(notebook), *_same_names(notebook)]
    for number, cell in enumerate(notebook["cells"], 1):
        try:
            release({**notebook, "cells": [cell]})
        except KisimaError as error:
            values = dict(error.values)
            if "number" in values:
                values["number"] = number
            found.append(CellProblem(number, error.sentence, values))
    if not found:
        found += _reviewed(notebook, files)
    found += _about_rubrics(notebook)
    return tuple(sorted(found, key=lambda one: one.number))


def _about_all(notebook: Notebook) -> Iterator[CellProblem]:
    cells = cells_of(notebook)
    if not any(cell.kind in ("solution", "manual-text", "manual-code", "task") for cell in cells):
        yield CellProblem(0, NO_ANSWER, {})
    elif total(cells) <= 0:
        yield CellProblem(0, NO_POINTS, {})


def _about_rubrics(notebook: Notebook) -> Iterator[CellProblem]:
    cells = cells_of(notebook)
    for number, values in rubrics.unusable(cells):
        yield CellProblem(number, rubrics.UNUSABLE, values)
    for number, values in rubrics.too_short(cells):
        yield CellProblem(number, rubrics.TOO_SHORT, values, is_error=False)


def _same_names(notebook: Notebook) -> Iterator[CellProblem]:
    first: dict[str, int] = {}
    for number, cell in marked_cells(notebook):
        name = grade_id(cell)
        if name in first:
            values = {"grade_id": name, "first": first[name], "number": number}
            yield CellProblem(number, DuplicateId.sentence, values)
        first.setdefault(name, number)


def _reviewed(notebook: Notebook, files: Collection[str]) -> Iterator[CellProblem]:
    # Reading Python takes time and memory, and only writers need it.
    from app.notebooks.source_review import review_source

    for review in review_source(notebook, files):
        if review.id != "no-points":
            number = int(review.values.get("cell", 0))
            yield CellProblem(number, review.sentence, review.values, review.is_error)
