"""Make the table of the exercise models-project for students who cannot collect their own.

    python scripts/datasets/models-project.py [FILE]

Writes CSV (default: the exercise's data/fallback.csv): solar lanterns that a stall lends in the
evening, with mistakes of typing in it. All of it is made up; there is no such stall. The start
number is fixed, and only the standard library draws, so that every machine writes the same bytes.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

START = 7
PLACE = Path(__file__).parents[2] / "exercises" / "models-project" / "data" / "fallback.csv"
ROWS = 150
HEAD = "row,consent,sun_hours,clouds,age_months,hours_lit,dark"

Row = list[str]


def rows(start: int) -> list[Row]:
    """One row for each lantern lent, without mistakes."""
    rng = random.Random(start)
    lent: list[Row] = []
    for line in range(1, ROWS + 1):
        clouds = rng.choice([0, 0, 1, 1, 2, 3])
        sun = max(1.0, round((9 - 1.5 * clouds + rng.gauss(0, 1.2)) * 2) / 2)
        age = rng.randint(1, 36)
        lit = 5.4 + 0.45 * (sun - 6) - 0.09 * (age - 12) + rng.gauss(0, 0.7)
        lit = min(8.0, max(0.5, round(lit, 1)))
        # Lent at 18 o'clock; dark before 22 o'clock means less than four and a half hours,
        # or now and then another fault: a switch, a lost cable.
        dark = int(lit < 4.5 or rng.random() < 0.03)
        lent.append([str(line), "yes", f"{sun:g}", str(clouds), str(age), f"{lit:g}", str(dark)])
    return lent


def spoiled(lent: list[Row], start: int) -> list[Row]:
    """The rows as they were typed: words, lost values, impossible numbers, no consent."""
    rng = random.Random(start + 1)
    typed = [list(row) for row in lent]
    places = rng.sample(range(len(typed)), 12)
    changes = [(1, "no"), (1, "no"), (1, ""), (2, "all day"), (2, ""), (2, "65"), (2, "7 h")]
    changes += [(3, "9"), (4, "new"), (4, ""), (6, ""), (6, "?")]
    for place, (column, value) in zip(places, changes, strict=True):
        typed[place][column] = value
        if column == 1 and value == "no":
            # A yes was taken back, so what was measured is gone.
            typed[place][2:] = ["", "", "", "", ""]
    return typed


def text(start: int = START) -> str:
    """The whole file; lines end with one line feed on every machine."""
    lines = [HEAD, *(",".join(row) for row in spoiled(rows(start), start))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(), encoding="utf-8", newline="\n")
