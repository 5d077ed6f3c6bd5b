"""Make the monthly pump costs of the exercise honest-chart.

    python scripts/datasets/honest-chart.py [FILE]

Writes CSV (default: the exercise's data/pump-costs.csv). Every number is made up: no real pump,
bill or cooperative. Diesel costs follow the season of watering; the solar pump costs a fixed share
of its panels, some cleaning and two repairs. The last digits are moved by steps of 5 dirham until
the means are the round numbers that the lesson speaks of. The start number is fixed, and only the
standard library draws, so that every machine writes the same bytes.
"""

from __future__ import annotations

import math
import random
import sys
from pathlib import Path

START = 5
PLACE = Path(__file__).parents[2] / "exercises" / "honest-chart" / "data" / "pump-costs.csv"
MONTHS = 24
# Dirham a month, as the lesson and its figure say.
MEANS = {"diesel": 1300, "solar": 950}
# July and August of the first year: two diesel bills were lost, and these are the dear months.
LOST = (7, 8)
STEP = 5


def summer(month: int) -> float:
    """From -1 in January to 1 in July; month 1 is a January, 13 the next one."""
    return -math.cos(2 * math.pi * (month - 1) / 12)


def moved(costs: dict[int, int], mean: int) -> dict[int, int]:
    """The costs with a few of them one step higher or lower, so that their mean is exact."""
    costs = {month: cost // STEP * STEP for month, cost in costs.items()}
    while left := mean * len(costs) - sum(costs.values()):
        step = STEP if left > 0 else -STEP
        for month in list(costs)[: min(len(costs), abs(left) // STEP)]:
            costs[month] += step
    return costs


def diesel(rng: random.Random) -> dict[int, int]:
    """Cost by month, without the months whose bills were lost."""
    costs = {m: 1320 + 270 * summer(m) + rng.uniform(-70, 70) for m in range(1, MONTHS + 1)}
    return moved({m: round(c) for m, c in costs.items() if m not in LOST}, MEANS["diesel"])


def solar(rng: random.Random) -> dict[int, int]:
    """Cost by month: share of the panels and the pump, cleaning, and two repairs."""
    costs = {m: round(910 + rng.uniform(-25, 25)) for m in range(1, MONTHS + 1)}
    costs[10] += 430
    costs[19] += 280
    return moved(costs, MEANS["solar"])


def text(start: int = START) -> str:
    """The whole file, rows in the order in which bills come out of a box; lines end with a feed."""
    rng = random.Random(start)
    rows: list[str] = []
    for pump, costs in (("diesel", diesel(rng)), ("solar", solar(rng))):
        for month in range(1, MONTHS + 1):
            water = round((600 + 190 * summer(month) + rng.uniform(-40, 40)) / 10) * 10
            rows.append(f"{month},{pump},{costs.get(month, '')},{water}")
    rng.shuffle(rows)
    return "\n".join(["month,pump,cost_dirham,water_m3", *rows]) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(), encoding="utf-8", newline="\n")
