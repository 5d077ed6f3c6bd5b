"""Make the goats of the exercise goat-weight: girth, age and weight.

    python scripts/datasets/goat-weight.py [FILE]

Writes CSV (default: the exercise's data/goats.csv), rows in no order. The goats are made up: a
grown goat of 68 cm weighs about 16 kg, as in the mean of the goats that A. Hopker and others
measured in Assam (2019). The start number is fixed, and only the standard library draws, so
that every machine writes the same bytes.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

START = 37
PLACE = Path(__file__).parents[2] / "exercises" / "goat-weight" / "data" / "goats.csv"
ROWS = 60


def goat(rng: random.Random) -> tuple[int, int, float]:
    """Girth in cm, age in months and weight in kg of one goat."""
    girth = round(rng.uniform(50, 76))
    age = max(5, min(60, round(8 + 1.1 * (girth - 50) + rng.gauss(0, 7))))
    weight = 15.6 + 0.52 * (girth - 68) + 0.06 * (age - 24) + rng.gauss(0, 1.1)
    return girth, age, round(weight, 1)


def text(start: int = START) -> str:
    """The whole file; lines end with one line feed on every machine."""
    rng = random.Random(start)
    lines = ["girth_cm,age_months,weight_kg"]
    for _ in range(ROWS):
        girth, age, weight = goat(rng)
        lines.append(f"{girth},{age},{weight}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(), encoding="utf-8", newline="\n")
