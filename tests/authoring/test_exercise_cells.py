"""Exercises as their authors edit them: cells, steps back, templates, wrong answers."""

from dataclasses import replace
from typing import Any

import pytest

from app.authoring.exercises import working_copy
from app.authoring.exercises.cell_editing import (
    HIDDEN_PART,
    added,
    cells_of,
    from_text,
    moved,
    posted_cell,
    to_text,
    total,
    with_cells,
    with_part,
    without,
)
from app.authoring.exercises.cell_kinds import KINDS
from app.authoring.exercises.cell_problems import problems_of
from app.authoring.exercises.making import new_exercise, uploaded
from app.authoring.exercises.templates import TEMPLATES, beginning
from app.authoring.exercises.typed_numbers import typed_number
from app.authoring.workshop import Workshop
from app.catalog.front_matter import read_yaml
from app.notebooks import read_notebook, release, write_notebook
from app.notebooks.cells import Notebook


@pytest.fixture
def notebook() -> Notebook:
    """The notebook of the first template."""
    return beginning("function", "Prices", str).notebook


@pytest.fixture
def prices(workshop: Workshop, teacher: int) -> str:
    """The slug of an exercise of the school's own."""
    return new_exercise(workshop, "Prices", "function", language="en", by=teacher, say=str)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_has_no_problems(template: Any) -> None:
    begun = beginning(template, "Prices", str)
    files = [f"data/{name}" for name in begun.files]
    assert problems_of(begun.notebook, files) == ()
    assert release(begun.notebook)["cells"]


def test_a_form_without_changes_changes_nothing(notebook: Notebook) -> None:
    read = read_notebook(write_notebook(notebook))
    back = with_cells(read, from_text(to_text(cells_of(read))))
    assert write_notebook(back) == write_notebook(notebook)


@pytest.mark.parametrize("typed", ["2.5", " 2,5 ", "٢٫٥", "۲٫۵", "२.५"])
def test_points_are_typed_in_the_digits_of_any_keyboard(typed: str) -> None:
    assert typed_number(typed) == 2.5


@pytest.mark.parametrize("typed", ["", "two", "inf", "1.2.3"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert typed_number(typed) is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_as_it_was_written(notebook: Notebook, kind: Any) -> None:
    cell = posted_cell("cell-2", kind, "one", "1,5", "a\r\nb")
    found = cells_of(with_cells(notebook, [cell]))[0]
    assert (found.kind, found.source) == (kind, "a\nb")
    assert found.points == (1.5 if found.has_points else 0)
    assert found.name == ("one" if found.is_marked else "")


def test_steps_with_cells(notebook: Notebook) -> None:
    cells, new = added(cells_of(notebook), "test", "cell-3")
    assert [cell.id for cell in cells].index(new) == 3
    assert moved(cells, new, -9)[0].id == new
    assert total(without(cells, new)) == 5
    named = cells_of(with_cells(notebook, with_part(cells, new, HIDDEN_PART)))[3]
    assert named.name == "test-1" and "HIDDEN TESTS" in named.source


def test_problems_name_their_cell(notebook: Notebook) -> None:
    notebook["cells"][1]["source"] = "### BEGIN SOLUTION\nx = 1"
    notebook["cells"][3]["metadata"]["nbgrader"]["grade_id"] = "two_prices"
    found = [(one.number, one.values["number"]) for one in problems_of(notebook)]
    assert found == [(2, 2), (4, 4)]


def test_a_step_can_be_taken_back(workshop: Workshop, prices: str, teacher: int) -> None:
    copy = working_copy.open_copy(workshop, prices, teacher)
    less = without(copy.cells, "cell-4")
    working_copy.step(workshop, prices, copy.cells, less, copy.base, teacher)
    assert len(working_copy.open_copy(workshop, prices, teacher).cells) == 3
    assert working_copy.undo(workshop, prices, less, copy.base, teacher)
    back = working_copy.open_copy(workshop, prices, teacher)
    assert (back.text, back.at_ms, back.steps) == (copy.text, None, 0)


def test_what_is_uploaded_may_need_mending(workshop: Workshop, teacher: int) -> None:
    data = write_notebook(beginning("text", "Rain", str).notebook).replace(
        b"in_your_words", b"no !"
    )
    slug = uploaded(workshop, "Rain", data, language="en", by=teacher)
    copy = working_copy.open_copy(workshop, slug, teacher)
    assert [one.number for one in problems_of(copy.notebook)] == [2]
    saved = working_copy.save(workshop, slug, copy.cells, copy.base, teacher)
    assert not saved.changed


def test_tests_that_get_another_name_get_it_where_wrong_answers_lose_them(
    workshop: Workshop, teacher: int, prices: str
) -> None:
    copy = working_copy.open_copy(workshop, prices, teacher)
    cells = {cell.kind: cell for cell in copy.cells}
    answer, test = cells["solution"], cells["test"]
    row = "{score: 2, loses: [%s, other]}"
    excuse = 'excused:\n  %s: {"n = 1": "It is fast: really."}\n'
    key, text = f"exercises/{prices}/exercise.yaml", "\nwrong:\n  a.ipynb: 1\n  b.ipynb: "
    text += row % test.name + "\n" + excuse % answer.name
    old = workshop.source(key)
    workshop.save(key, old.text.split("\nwrong:")[0] + text, base_version=old.version, by=teacher)
    named = {test.id: "means", answer.id: "mean"}
    again = [replace(cell, name=named.get(cell.id, cell.name)) for cell in copy.cells]
    working_copy.save(workshop, prices, tuple(again), copy.base, teacher)
    found = workshop.source(key).text
    assert "  a.ipynb: 1\n" in found and row % "means" in found
    assert read_yaml(found)[0]["excused"] == {"mean": {"n = 1": "It is fast: really."}}
    there = working_copy.open_copy(workshop, prices, teacher)
    kept = tuple(cell for cell in there.cells if cell.name not in named.values())
    working_copy.save(workshop, prices, kept, there.base, teacher)
    found = workshop.source(key).text
    assert "{score: 2, loses: [other]}" in found and "excused" not in found
