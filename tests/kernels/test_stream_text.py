"""Text of a stream as a terminal would show it, and the cap on outputs."""

import pytest

from app.kernels.outputs import OutputBudget, cut, join_stream


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["a\n", "b\n"], "a\nb\n"),
        (["10%\r", "20%\r", "done\n"], "done\n"),
        (["\r10%", "\r20%"], "20%"),
        (["first\n10%\r20%", "\n"], "first\n20%\n"),
        (["windows\r\n", "lines\r\n"], "windows\nlines\n"),
        (["abc\b\bX"], "aX"),
        (["ab", "\b\b\b\bc"], "c"),
    ],
)
def test_returns_and_backspaces(pieces: list[str], shown: str) -> None:
    text = ""
    for piece in pieces:
        text = join_stream(text, piece)
    assert text == shown


def test_a_long_line_is_written_over() -> None:
    assert join_stream("x" * 500_000, "\r" + "y" * 500_000) == "y" * 500_000


def test_a_cut_never_splits_a_letter() -> None:
    assert cut("ééé", 3) == "é"


def test_the_budget_says_how_much_still_fits() -> None:
    budget = OutputBudget(10_000)
    assert budget.room_for(5000) == 5000
    assert budget.room_for(4000, new=False) == 4000
    assert budget.room_for(4000, new=False) == 500
    assert budget.exceeded
    assert budget.room_for(1) == 0
