"""A real engine for all grading tests, and exercises built from a few lines."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.grading import Grade, grade
from app.kernels import Limits, NbclientEngine
from app.notebooks import release

Cell = dict[str, Any]
Notebook = dict[str, Any]


@pytest.fixture(scope="session")
def engine() -> Iterator[NbclientEngine]:
    made = NbclientEngine()
    yield made
    made.close()


@pytest.fixture
def exercise() -> Callable[..., Notebook]:
    """exercise(("f", "def f…"), ("t", "assert f…", 2), …): answers, and tests with points.

    A plain string is an ordinary code cell. A fourth value "manual" or "task" makes the cell
    a Markdown one that is marked by hand.
    """

    def make(*cells: Any) -> Notebook:
        made = [{**_cell(cell), "id": f"c{number}"} for number, cell in enumerate(cells)]
        return {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}

    return make


@pytest.fixture
def answer() -> Callable[..., Notebook]:
    """answer(source, f="def f…") is the release with answers written into it."""

    def make(source: Notebook, **answers: str) -> Notebook:
        made = release(source)
        for cell in made["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            cell["source"] = answers.get(name.replace("-", "_"), cell["source"])
        return made

    return make


@pytest.fixture
def graded(engine: NbclientEngine, answer: Callable[..., Notebook]) -> Callable[..., Grade]:
    """graded(source, f="def f…") answers, hands in and grades."""

    def make(source: Notebook, limits: Limits | None = None, **answers: str) -> Grade:
        made = answer(source, **answers)
        return grade(source, made, engine=engine, limits=limits or Limits(), files={})

    return make


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Waits a shorter time for outputs, for code after which none ever come."""
    return lambda: monkeypatch.setattr("app.kernels.cell_client.LAST_OUTPUTS_SECONDS", 1)


def _cell(cell: Any) -> Cell:
    if isinstance(cell, str):
        return _code(cell, {})
    grade_id, source, *more = cell
    marks = {"schema_version": 3, "grade_id": grade_id, "solution": not more, "locked": bool(more)}
    marks["grade"] = bool(more)
    if more:
        marks["points"] = more[0]
    if more[1:] == ["manual"]:
        marks.update(solution=True, locked=False)
    if more[1:] == ["task"]:
        marks.update(grade=False, task=True)
    if more[1:]:
        return {"cell_type": "markdown", "source": source, "metadata": {"nbgrader": marks}}
    return _code(source, marks)


def _code(source: str, marks: dict[str, Any]) -> Cell:
    metadata = {"nbgrader": marks} if marks else {}
    cell = {"cell_type": "code", "source": source, "metadata": metadata}
    return {**cell, "outputs": [], "execution_count": None}
