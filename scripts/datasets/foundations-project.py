"""Make the table of the exercise foundations-project for students who cannot collect their own.

    python scripts/datasets/foundations-project.py [FILE]

Writes CSV (default: the exercise's data/fallback.csv): waiting times at a water point, with the
mistakes that hands and haste make. All of it is made up; nobody was asked or watched. The start
number is fixed, and only the standard library draws, so that every machine writes the same bytes.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

START = 5
PLACE = Path(__file__).parents[2] / "exercises" / "foundations-project" / "data" / "fallback.csv"
# Minutes of waiting that are usual at each time of the day.
TIMES = {"morning": 22.0, "noon": 9.0, "evening": 17.0}
DAYS = 4
A_TIME = 5  # lines for one time of one day

Row = tuple[str, str, str, str, str, str]


def rows(start: int) -> list[Row]:
    """One row for each line on the paper, without mistakes."""
    rng = random.Random(start)
    seen: list[Row] = []
    for day in range(1, DAYS + 1):
        for time, usual in TIMES.items():
            for _ in range(A_TIME):
                minutes = max(1, round(usual * rng.uniform(0.5, 1.5)))
                cans = rng.choice([1, 2, 2, 3, 4])
                line = str(len(seen) + 1)
                seen.append((line, f"2026-03-{day:02d}", time, str(cans), str(minutes), "yes"))
    return seen


def spoiled(seen: list[Row], start: int) -> list[Row]:
    """The rows as they were typed: spellings, lost minutes, no consent, two lines twice."""
    rng = random.Random(start + 1)
    places = rng.sample(range(len(seen)), 12)
    typed = list(seen)
    for n, place in enumerate(places):
        line, day, time, cans, minutes, consent = typed[place]
        if n < 4:
            time = [time.upper(), time.title(), time + " ", time.title() + " "][n]
        elif n < 7:
            minutes = ""
        elif n < 10:
            # Two people took their yes back, so that their minutes are gone; one was never asked.
            minutes, consent = (minutes, "") if n == 9 else ("", "no")
        typed[place] = (line, day, time, cans, minutes, consent)
    for place in sorted(places[10:], reverse=True):
        line, day, time, cans, minutes, consent = typed[place]
        again = time.title() if place == max(places[10:]) else time
        typed.insert(place + 1, (line, day, again, cans, minutes, consent))
    return typed


def text(start: int = START) -> str:
    """The whole file; lines end with one line feed on every machine."""
    lines = ["row,day,time,cans,minutes,consent"]
    lines += [",".join(row) for row in spoiled(rows(start), start)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(), encoding="utf-8", newline="\n")
