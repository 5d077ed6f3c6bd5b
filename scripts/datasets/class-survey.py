"""Make the answers of the exercise class-survey, with what goes wrong in a hurried survey.

    python scripts/datasets/class-survey.py [FILE]

Writes CSV (default: the exercise's data/survey.csv). School, names and answers are made up; nobody
was asked. The start number is fixed, and only the standard library draws, so that every machine
writes the same bytes.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

START = 225
PLACE = Path(__file__).parents[2] / "exercises" / "class-survey" / "data" / "survey.csv"
COLUMNS = ("name", "consent", "trade", "way", "minutes", "pay")
ROWS = 80
NAMES = (
    "Adam",
    "Aya",
    "Amal",
    "Basma",
    "Dalia",
    "Farida",
    "Habiba",
    "Hany",
    "Karim",
    "Laila",
    "Magda",
    "Mariam",
    "Nour",
    "Omnia",
    "Rana",
    "Salma",
    "Samir",
    "Tamer",
    "Wael",
    "Yara",
)
LETTERS = "ABDFGHKMNRST"
TRADES = ("sewing", "carpentry", "electrical", "cooking")
# For each way: how many in a hundred take it, and the usual minutes from door to door.
WAYS = {"walk": (32, 18), "bus": (36, 38), "boat": (16, 62), "train": (16, 52)}
POUNDS = (0, 20, 30, 40, 50, 60, 80, 100)
# What was typed in place of an answer: one row each.
SPOILED = (
    ("minutes", "far"),
    ("minutes", "half an hour"),
    ("minutes", "25 min"),
    ("minutes", "900"),
    ("minutes", "0.5"),
    ("minutes", ""),
    ("way", "Bus "),
    ("way", "with a friend"),
    ("way", ""),
    ("pay", "little"),
    ("pay", "-10"),
    ("pay", "1000"),
    ("pay", ""),
    ("trade", "electric"),
)
# What stands in place of a yes.
NO_YES = ("no", "no", "no", "no", "no", "no", "", "", "maybe")

Row = dict[str, str]


def rows(start: int) -> list[Row]:
    """One row for each student; the one who learns electrical work and comes by boat is alone."""
    rng = random.Random(start)
    every_name = [f"{first} {letter}." for first in NAMES for letter in LETTERS]
    answers: list[Row] = []
    for name in rng.sample(every_name, ROWS):
        trade = rng.choice(TRADES)
        open_ways = [way for way in WAYS if (trade, way) != ("electrical", "boat")]
        (way,) = rng.choices(open_ways, weights=[WAYS[w][0] for w in open_ways])
        minutes = max(3, round(rng.gauss(WAYS[way][1], WAYS[way][1] / 4)))
        answers.append(
            {
                "name": name,
                "consent": "yes",
                "trade": trade,
                "way": way,
                "minutes": str(minutes),
                "pay": str(rng.choice(POUNDS)),
            }
        )
    places = rng.sample(range(ROWS), len(SPOILED) + len(NO_YES) + 1)
    for place, (column, typed) in zip(places, SPOILED, strict=False):
        answers[place][column] = typed
    for place, typed in zip(places[len(SPOILED) :], NO_YES, strict=False):
        answers[place]["consent"] = typed
    alone = {"name": "Hoda M.", "trade": "electrical", "way": "boat", "minutes": "65", "pay": "20"}
    answers[places[-1]].update(alone)
    return answers


def text(start: int = START) -> str:
    """The whole file; lines end with one line feed on every machine."""
    lines = [",".join(COLUMNS)]
    lines += [",".join(row[column] for column in COLUMNS) for row in rows(start)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(), encoding="utf-8", newline="\n")
