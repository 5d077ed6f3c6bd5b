"""Notebooks built cell by cell."""

from collections.abc import Callable
from typing import Any

import pytest

Cell = dict[str, Any]


@pytest.fixture
def code() -> Callable[..., Cell]:
    """code("x = 1", grade_id="a", solution=True) makes a code cell with nbgrader's metadata."""

    def make(source: str, **marks: Any) -> Cell:
        return _cell("code", source, marks)

    return make


@pytest.fixture
def text() -> Callable[..., Cell]:
    """The same for a Markdown cell."""

    def make(source: str, **marks: Any) -> Cell:
        return _cell("markdown", source, marks)

    return make


@pytest.fixture
def notebook() -> Callable[..., dict[str, Any]]:
    """notebook(cell, cell, …) puts cells into a notebook."""

    def make(*cells: Cell, **metadata: Any) -> dict[str, Any]:
        numbered = [{**cell, "id": f"c{number}"} for number, cell in enumerate(cells)]
        return {"cells": numbered, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}

    return make


def _cell(cell_type: str, source: str, marks: dict[str, Any]) -> Cell:
    metadata = {}
    if marks:
        plain = {"schema_version": 3, "grade": False, "solution": False, "locked": False}
        metadata = {"nbgrader": {**plain, **marks}}
    cell: Cell = {"cell_type": cell_type, "source": source, "metadata": metadata}
    return {**cell, "outputs": [], "execution_count": None} if cell_type == "code" else cell
