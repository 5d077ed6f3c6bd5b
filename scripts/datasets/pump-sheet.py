"""Make the table of hand pumps of the exercise pump-sheet, with what a real list lacks.

    python scripts/datasets/pump-sheet.py [FILE]

Writes CSV (default: the exercise's data/pumps.csv). Villages and pumps are made up; that 118 of 160
pumps have no fault follows the share that a study in Malawi found in 2016 (74 of 100). The start
number is fixed, and only the standard library draws, so that every machine writes the same bytes.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

START = 12
PLACE = Path(__file__).parents[2] / "exercises" / "pump-sheet" / "data" / "pumps.csv"
ROWS, FAULTS = 160, 42
VISIT = 2026
# The twenty villages that the team reached. Three were typed in a spelling of their own throughout.
VILLAGES = [
    "Chitsime",
    "Dambo",
    "Mbawa",
    "Mchenga",
    "Mkundi",
    "Mkuyu",
    "Mlombwa",
    "Mombo",
    "Mpingo",
    "Mpoza",
    "Msangu",
    "Msuku",
    "Mtawa",
    "Mtondo",
    "Mtowo",
    "Mvunguti",
    "Mwala",
    "Nkhadze",
    "Nthudza",
    "Phiri",
]
TYPED = {"Mpingo": "MPINGO", "Msuku": "msuku", "Nthudza": "Nthudza "}
# How many cells are empty, by column.
EMPTY = {"year_built": 9, "depth_m": 23, "last_repair": 37, "users": 12}


def pumps(rng: random.Random) -> list[dict[str, str]]:
    """One row for each pump, before cells are lost; older pumps have faults more often."""
    homes = sorted(VILLAGES + rng.choices(VILLAGES, k=ROWS - len(VILLAGES)))
    built = [rng.randint(1988, 2023) for _ in homes]
    # The pumps with a fault: those with the largest mixture of age and chance.
    weary = [(VISIT - year) / 38 + rng.uniform(0, 1.6) for year in built]
    faulty = set(sorted(range(ROWS), key=lambda n: weary[n])[-FAULTS:])
    made = []
    for n, (home, year) in enumerate(zip(homes, built, strict=True)):
        made.append(
            {
                "id": f"P-{n + 1:03d}",
                "village": TYPED.get(home, home),
                "year_built": str(year),
                "depth_m": str(rng.randint(22, 58)),
                "f2": "1" if n in faulty else "0",
                "last_repair": str(rng.randint(max(year + 1, 2016), VISIT - 1)),
                "users": str(10 * rng.randint(7, 42)),
            }
        )
    return made


def text(start: int = START) -> str:
    """The whole file; lines end with one line feed on every machine."""
    rng = random.Random(start)
    made = pumps(rng)
    for column, many in EMPTY.items():
        for n in rng.sample(range(ROWS), many):
            made[n][column] = ""
    lines = [",".join(made[0])] + [",".join(row.values()) for row in made]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(), encoding="utf-8", newline="\n")
