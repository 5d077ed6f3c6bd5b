"""What new exercises begin with: each works as it stands, and is there to be changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.authoring.exercises.cell_editing import EditedCell, with_cells
from app.authoring.exercises.cell_kinds import Kind
from app.authoring.templates import Say
from app.errors import N_
from app.notebooks.cells import Notebook

Template = Literal["function", "table", "text", "plot"]

FUNCTION_TASK = N_(
    "Write the function `mean_price`. It gets a list of prices and gives back their mean."
)
FUNCTION_DOC = N_("The mean of some prices.")
TWO_PRICES = N_("two prices")
TWO_PRICES_HINT = N_("Add the prices up and divide by how many there are.")
TWO_PRICES_WRONG = N_("The mean of 100 and 120 is 110.")
OTHER_PRICES = N_("other lists of prices")
OTHER_PRICES_HINT = N_("Does it work for three prices? And for one?")
TABLE_TASK = N_(
    "The file `data/prices.csv` has the prices of a day, a market in each line. The next cell "
    "reads it. Which market sells maize at the highest price?"
)
TABLE_ANSWER = N_("Put the name of the market into `dearest`.")
DEAREST = N_("the market with the highest price")
DEAREST_HINT = N_("The prices are texts at first: int(row['maize']) is a number.")
DEAREST_WRONG = N_("In another market maize costs more.")
TEXT_TASK = N_("Ask a question here that students answer in their own words.")
TEXT_ANSWER = N_("Write here what a good answer says; only those who mark see it.")
PLOT_TASK = N_(
    "Write the function `draw`. It gets a list of days and a list of prices, draws the prices as a "
    "line with a name on each axis, and gives back the axes."
)
LINE = N_("the line")
LINE_HINT = N_("ax.plot(days, prices) draws a line.")
LINE_WRONG = N_("The line does not go through the prices.")
AXES = N_("a name on each axis")
AXES_HINT = N_("ax.set_xlabel and ax.set_ylabel name the axes.")
DAY = N_("day")
PRICE = N_("price")

PRICES = b"market,maize,beans\nKibuye,48,110\nJubilee,52,105\nKondele,45,120\nAhero,55,98\n"
WRONG_MEAN = "def mean_price(prices):\n    return sum(prices) / 2"


@dataclass(frozen=True)
class Beginning:
    """What an exercise begins with: its cells, data files by name, and wrong answers by name, each
    a text for each answer cell and the points that it gets."""

    notebook: Notebook
    files: dict[str, bytes]
    wrong: dict[str, tuple[dict[str, str], float]]


def beginning(template: Template, title: str, say: Say) -> Beginning:
    """The template with a title; `say` translates the words in it."""

    def quoted(text: str) -> str:
        return say(text).replace("\\", "\\\\").replace('"', '\\"')

    made = _TEMPLATES[template](title, say, quoted)
    cells = [EditedCell(f"cell-{number}", *cell) for number, cell in enumerate(made, 1)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    empty = {
        "cells": [],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return Beginning(
        with_cells(empty, cells),
        {"prices.csv": PRICES} if template == "table" else {},
        {"divides-by-two": ({"mean_price": WRONG_MEAN}, 2)} if template == "function" else {},
    )


_Cell = tuple[Kind, str, float, str]


def _function(title: str, say: Say, quoted: Say) -> list[_Cell]:
    return [
        ("text", "", 0, f"# {title}\n\n{say(FUNCTION_TASK)}"),
        (
            "solution",
            "mean_price",
            0,
            f'def mean_price(prices):\n    """{quoted(FUNCTION_DOC)}"""\n    ### BEGIN SOLUTION\n'
            "    return sum(prices) / len(prices)\n    ### END SOLUTION",
        ),
        (
            "test",
            "two_prices",
            2,
            f"# Test: {say(TWO_PRICES)}\n# Hint: {say(TWO_PRICES_HINT)}\n"
            f'assert mean_price([100, 120]) == 110, "{quoted(TWO_PRICES_WRONG)}"',
        ),
        (
            "test",
            "other_prices",
            3,
            f"# Test: {say(OTHER_PRICES)}\n# Hint: {say(OTHER_PRICES_HINT)}\n"
            "### BEGIN HIDDEN TESTS\nassert mean_price([3, 3, 3]) == 3\n"
            "assert mean_price([80]) == 80\n### END HIDDEN TESTS",
        ),
    ]


def _table(title: str, say: Say, quoted: Say) -> list[_Cell]:
    return [
        ("text", "", 0, f"# {title}\n\n{say(TABLE_TASK)}"),
        (
            "locked-code",
            "reading",
            0,
            'import csv\n\nwith open("data/prices.csv", newline="", encoding="utf-8") as file:\n'
            "    rows = list(csv.DictReader(file))\nrows",
        ),
        ("text", "", 0, say(TABLE_ANSWER)),
        (
            "solution",
            "dearest",
            0,
            '### BEGIN SOLUTION\ndearest = max(rows, key=lambda row: int(row["maize"]))["market"]\n'
            "### END SOLUTION",
        ),
        (
            "test",
            "highest_price",
            3,
            f"# Test: {say(DEAREST)}\n# Hint: {say(DEAREST_HINT)}\n"
            'assert dearest in [row["market"] for row in rows]\n### BEGIN HIDDEN TESTS\n'
            f'assert dearest == "Ahero", "{quoted(DEAREST_WRONG)}"\n### END HIDDEN TESTS',
        ),
    ]


def _text(title: str, say: Say, _quoted: Say) -> list[_Cell]:
    return [
        ("text", "", 0, f"# {title}\n\n{say(TEXT_TASK)}"),
        ("manual-text", "in_your_words", 5, say(TEXT_ANSWER)),
    ]


def _plot(title: str, say: Say, quoted: Say) -> list[_Cell]:
    return [
        ("text", "", 0, f"# {title}\n\n{say(PLOT_TASK)}"),
        (
            "solution",
            "draw",
            0,
            "import matplotlib.pyplot as plt\n\n\ndef draw(days, prices):\n"
            "    ### BEGIN SOLUTION\n    _figure, ax = plt.subplots()\n    ax.plot(days, prices)\n"
            f'    ax.set_xlabel("{quoted(DAY)}")\n    ax.set_ylabel("{quoted(PRICE)}")\n'
            "    return ax\n    ### END SOLUTION",
        ),
        ("code", "", 0, "draw([1, 2, 3, 4], [48, 52, 45, 55])"),
        (
            "test",
            "the_line",
            2,
            f"# Test: {say(LINE)}\n# Hint: {say(LINE_HINT)}\n"
            "lines = draw([1, 2, 3], [48, 52, 45]).get_lines()\n"
            "heights = [float(y) for y in lines[0].get_ydata()]\n"
            f'assert heights == [48, 52, 45], "{quoted(LINE_WRONG)}"',
        ),
        (
            "test",
            "the_axes",
            1,
            f"# Test: {say(AXES)}\n# Hint: {say(AXES_HINT)}\n"
            "ax = draw([1, 2], [3, 4])\nassert ax.get_xlabel() and ax.get_ylabel()",
        ),
    ]


_TEMPLATES: dict[Template, Callable[[str, Say, Say], list[_Cell]]] = {
    "function": _function,
    "table": _table,
    "text": _text,
    "plot": _plot,
}
TEMPLATES: tuple[Template, ...] = tuple(_TEMPLATES)
