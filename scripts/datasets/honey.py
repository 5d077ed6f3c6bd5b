"""Draw data/honey.csv of the exercise "honey": 180 jars of three kinds, all made up.

    python scripts/datasets/honey.py [FILE]

Three of the twelve columns tell something about the kind: conductivity, colour_mm and ph. The other
nine are drawn in the same way for all jars, so that it is known which columns decide.
"""

import csv
import random
import sys
from pathlib import Path

START = 3
PLACE = Path(__file__).resolve().parents[2] / "exercises" / "honey" / "data" / "honey.csv"
JARS = 60  # of each kind
# For each kind the mean of the three columns that decide.
MEANS = {"sidr": (0.75, 78, 3.9), "acacia": (0.55, 50, 4.15), "mixed": (0.38, 52, 3.85)}
DECIDE = (("conductivity", 0.12, 2), ("colour_mm", 11, 0), ("ph", 0.13, 2))
# name, mean, spread, decimals; the same for every kind.
OTHERS = (
    ("moisture", 17, 1.2, 1),
    ("hmf", 14, 4, 1),
    ("fructose", 38, 2, 1),
    ("glucose", 31, 2, 1),
    ("sucrose", 2, 0.4, 2),
    ("maltose", 3, 0.6, 2),
    ("diastase", 14, 2.5, 1),
    ("acidity", 28, 5, 1),
    ("proline", 450, 90, 0),
)


def honey(start: int) -> list[dict[str, object]]:
    """Rows of jars in an order by chance, each with twelve measures and its kind."""
    rng = random.Random(start)
    rows: list[dict[str, object]] = []
    for kind, means in MEANS.items():
        for _ in range(JARS):
            row: dict[str, object] = {}
            for (name, spread, digits), mean in zip(DECIDE, means, strict=True):
                row[name] = _drawn(rng, mean, spread, digits)
            for name, mean, spread, digits in OTHERS:
                row[name] = _drawn(rng, mean, spread, digits)
            rows.append({**row, "kind": kind})
    rng.shuffle(rows)
    order = sorted(name for name in rows[0] if name != "kind")
    return [{name: row[name] for name in [*order, "kind"]} for row in rows]


def _drawn(rng: random.Random, mean: float, spread: float, digits: int) -> float | int:
    value = round(rng.gauss(mean, spread), digits)
    return value if digits else int(value)


def main() -> None:
    """Write the table into the file given, or into the exercise."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = honey(START)
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
