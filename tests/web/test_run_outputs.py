"""What a notebook page shows of cells that have just run."""

from typing import Any

import pytest
from flask import Flask

from app.kernels import CellState, RunState
from app.web.practice.outputs import fragments
from app.web.practice.sheet import Slot

TEST = "# Test: Share\n# Hint: Count again.\nshare"
SLOTS = (Slot("own", "code", 1, source="x"), Slot("t", "test", source=TEST, points=3))


def value(text: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}}


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(app: Flask, cell: str, *outputs: dict[str, Any], status: Any = "ok") -> str:
    run = RunState("r", True, 2, (CellState(cell, status, tuple(outputs), revision=1),), "kept")
    with app.test_request_context():
        return str(fragments(run, SLOTS, "en")[cell])


def test_the_points_of_a_passing_test_are_no_message(empty_app: Flask) -> None:
    page = shown(empty_app, "t", value("3.0"))
    assert "3.0" not in page and "Nothing was printed" in page and "✗" not in page


def test_the_same_value_of_a_cell_of_hers_is_shown(empty_app: Flask) -> None:
    assert "3.0" in shown(empty_app, "own", value("3.0"))


@pytest.mark.parametrize(
    ("points", "verdict"), [("1.5", "Partly passed"), ("0.0", "Not passed yet")]
)
def test_a_part_of_the_points_comes_with_its_reason(
    points: str, verdict: str, empty_app: Flask
) -> None:
    page = shown(empty_app, "t", printed("Reason: 7 of 10 are right\n"), value(points))
    assert verdict in page and "Count again." in page and points not in page
    assert '<p lang="en" dir="ltr">7 of 10 are right</p>' in page


def test_an_error_comes_with_what_it_means(empty_app: Flask) -> None:
    error = {"output_type": "error", "ename": "IndentationError", "evalue": "unexpected indent"}
    page = shown(empty_app, "own", error | {"traceback": []}, status="error")
    assert "The spaces at the beginning" in page and "IndentationError: unexpected indent" in page
