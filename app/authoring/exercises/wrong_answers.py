"""Wrong answers of an exercise: notebooks that must not get full marks, written cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.authoring import arranging
from app.authoring.exercises.cell_editing import cells_of
from app.authoring.naming import slug_of
from app.authoring.saving import Saver, writing
from app.authoring.workshop import Workshop
from app.authoring.yaml_lines import Settings
from app.catalog.catalog import Catalog
from app.catalog.model import Exercise
from app.errors import N_, KisimaError
from app.notebooks import GradedCell, graded_cells, read_notebook, write_notebook
from app.notebooks.cells import Cell, Notebook, grade_id
from app.notebooks.expected import Expected

_WRITTEN = ("solution", "manual-text", "manual-code")
_MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION")


class NoAnswerCells(KisimaError):
    sentence = N_("This exercise has no cell that students write in, so no answer can be wrong.")


class NoSuchWrongAnswer(KisimaError):
    sentence = N_("There is no such wrong answer any more. Perhaps somebody deleted it.")


@dataclass(frozen=True)
class AnswerCell:
    """A cell that students write in: nbgrader's id, whether it is code, and a text for it."""

    name: str
    is_code: bool
    source: str

    @property
    def rows(self) -> int:
        """Lines of the text box, with a spare one."""
        return max(3, min(40, self.source.count("\n") + 2))


def reference(catalog: Catalog, exercise: Exercise) -> tuple[AnswerCell, ...]:
    """The answers of the reference solution, without the lines that mark it. Raises KisimaError."""
    return _answers(catalog.source(exercise, exercise.source_lang))


def tests(catalog: Catalog, exercise: Exercise) -> tuple[GradedCell, ...]:
    """The tests that a wrong answer can lose points in. Raises KisimaError."""
    found = graded_cells(catalog.source(exercise, exercise.source_lang))
    return tuple(cell for cell in found if cell.kind == "tests")


def answers(exercise: Exercise, name: str) -> tuple[AnswerCell, ...]:
    """The answers of a wrong notebook. Raises NoSuchWrongAnswer and NotebookError."""
    path = next((path for path in exercise.wrong if path.name == name), None)
    if path is None:
        raise NoSuchWrongAnswer()
    try:
        return _answers(read_notebook(path.read_bytes()))
    except OSError:
        raise NoSuchWrongAnswer() from None


def filled(release: Notebook, texts: Mapping[str, str]) -> Notebook:
    """A release with texts in its answer cells, by nbgrader's id."""

    def answered(cell: Cell) -> dict[str, Any]:
        name = grade_id(cell)
        return {**cell, "source": texts[name]} if name in texts else cell

    return {**release, "cells": [answered(cell) for cell in release["cells"]]}


def save(
    workshop: Workshop,
    exercise: Exercise,
    title: str,
    texts: Mapping[str, str],
    expected: Expected,
    *,
    by: int,
    instead_of: str = "",
) -> str:
    """Keep a wrong answer, and what tests are to give it; its file's name.

    `instead_of` is the name of one that it replaces. Raises NoAnswerCells, NoSuchWrongAnswer and
    KisimaError for an exercise whose release cannot be made.
    """
    release = workshop.catalog().release(exercise, exercise.source_lang)
    known = {cell.name for cell in _answers(release)}
    if not known:
        raise NoAnswerCells()
    there = {path.name for path in exercise.wrong}
    if instead_of and instead_of not in there:
        raise NoSuchWrongAnswer()
    stems = {name.removesuffix(".ipynb") for name in there}
    name = instead_of or f"{slug_of(title, 'wrong', stems)}.ipynb"
    wanted = {one: text for one, text in texts.items() if one in known}
    data = write_notebook(filled(release, wanted))
    saver = workshop.saver
    with saver.alone():
        saver.replace(f"exercises/{exercise.slug}/wrong/{name}", data, by=by, reason="saved")
        _expect(saver, exercise, name, expected, by)
    workshop.look()
    return name


def delete(workshop: Workshop, exercise: Exercise, name: str, *, by: int) -> None:
    """Take a wrong answer away; it stays among the versions. Raises NoSuchWrongAnswer."""
    if name not in {path.name for path in exercise.wrong}:
        raise NoSuchWrongAnswer()
    saver = workshop.saver
    with saver.alone():
        path = saver.folder.path(f"exercises/{exercise.slug}/wrong/{name}")
        with writing(path):
            saver.folder.copy_exercise(exercise.slug)
        saver.keep_found(f"exercises/{exercise.slug}/wrong/{name}")
        # Its row first: a row without its notebook would be complained about.
        _expect(saver, exercise, name, Expected(), by)
        with writing(path):
            path.unlink(missing_ok=True)
    workshop.look()


def _expect(saver: Saver, exercise: Exercise, name: str, expected: Expected, by: int) -> None:
    old = {one: _row(value) for one, value in exercise.wrong_expected.items()}
    rows = {one: row for one, row in old.items() if one != name}
    if expected != Expected():
        rows[name] = _row(expected)
    key = f"exercises/{exercise.slug}/exercise.yaml"
    if rows != old:
        saver.change(key, arranging.with_values(key, {"wrong": rows or None}), by=by)


def _row(expected: Expected) -> int | float | Settings:
    """What a wrong answer is to get, as exercise.yaml has it."""
    if expected.loses is None and expected.score is not None:
        return _number(expected.score)
    row: dict[str, int | float | list[str]] = {}
    if expected.score is not None:
        row["score"] = _number(expected.score)
    if expected.loses is not None:
        row["loses"] = sorted(expected.loses)
    return row


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _answers(notebook: Notebook) -> tuple[AnswerCell, ...]:
    return tuple(
        AnswerCell(cell.name, cell.kind != "manual-text", _unmarked(cell.source))
        for cell in cells_of(notebook)
        if cell.kind in _WRITTEN and cell.name
    )


def _unmarked(source: str) -> str:
    lines = source.split("\n")
    return "\n".join(line for line in lines if not any(mark in line for mark in _MARKERS))
