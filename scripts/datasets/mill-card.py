"""Make the table of a rice mill's days for the exercise mill-card.

    python scripts/datasets/mill-card.py [FILE]

Writes CSV (default: the exercise's data/mill.csv). The mill and its days are made up: a bearing
gets warmer and shakes more when its last oil is long ago, and the mill then stops more often.
The start number is fixed, and only the standard library draws, so that every machine writes the
same bytes.
"""

from __future__ import annotations

import csv
import io
import math
import random
import sys
from pathlib import Path

START = 4
PLACE = Path(__file__).parents[2] / "exercises" / "mill-card" / "data" / "mill.csv"
DAYS = 1200
COLUMNS = ("day", "oil_hours", "shaking", "bearing_c", "moisture", "stopped")


def days(rng: random.Random) -> list[tuple[str, ...]]:
    """One row for each day, in order; `stopped` is 1 on a day on which the mill stood still."""
    rows: list[tuple[str, ...]] = []
    oil = 0.0
    for day in range(1, DAYS + 1):
        oil += rng.uniform(5, 10)
        shaking = rng.gammavariate(4, 0.5)
        bearing = rng.gauss(55, 6)
        moisture = rng.gauss(14, 1)
        risk = -10.4 + 0.011 * oil + 2.0 * shaking + 0.07 * (bearing - 55)
        stopped = rng.random() < 1 / (1 + math.exp(-risk))
        rows.append(
            (
                str(day),
                f"{oil:.0f}",
                f"{shaking:.2f}",
                f"{bearing:.1f}",
                f"{moisture:.1f}",
                str(int(stopped)),
            )
        )
        # Oil is changed after a stop, and sometimes in good time.
        if stopped or rng.random() < oil / 30000:
            oil = 0.0
    return rows


def table() -> str:
    """The whole file as text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(days(random.Random(START)))
    return out.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(table(), encoding="utf-8", newline="\n")
