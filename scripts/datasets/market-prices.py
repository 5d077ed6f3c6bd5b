"""Make the price list of the exercise market-prices, with the mistakes that hands and haste make.

    python scripts/datasets/market-prices.py [FILE]

Writes CSV (default: the exercise's data/prices.csv). Every price is made up around a plausible one;
no seller was asked. The start number is fixed, and only the standard library draws, so that every
machine writes the same bytes.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

START = 18
PLACE = Path(__file__).parents[2] / "exercises" / "market-prices" / "data" / "prices.csv"
# Soles for one kilo. A whole arroba costs a little less than its 11.5 kilos one by one.
PRICES = {"potato": 2.0, "maize": 3.2, "onion": 2.6, "carrot": 1.9, "quinoa": 9.5}
ARROBA_KG = 11.5
ARROBA_SHARE = 0.95
STALLS = ("A", "B", "C")
DAYS = 12

Row = tuple[str, str, str, str, str]


def rows(start: int) -> list[Row]:
    """One row for each price that was seen, in order of day and stall, without mistakes."""
    rng = random.Random(start)
    seen: list[Row] = []
    for day in range(1, DAYS + 1):
        for stall in STALLS:
            for item, usual in PRICES.items():
                price = usual * rng.uniform(0.85, 1.15)
                by_arroba = item == "potato" and rng.random() < 0.5
                if rng.random() < 0.38:
                    continue
                if by_arroba:
                    price = price * ARROBA_KG * ARROBA_SHARE
                step = 0.5 if by_arroba else 0.1
                text = f"{round(price / step) * step:.2f}"
                seen.append(
                    (f"2026-03-{day:02d}", stall, item, text, "arroba" if by_arroba else "kg")
                )
    return seen


def spoiled(seen: list[Row], start: int) -> list[Row]:
    """The rows as a class types them: spellings, empty prices, two slips, six rows twice."""
    rng = random.Random(start + 1)
    typed: list[Row] = []
    for day, stall, item, price, unit in seen:
        if rng.random() < 0.17:
            item = rng.choice([item.upper(), item.title() + " ", " " + item])
        if rng.random() < 0.09:
            price = ""
        typed.append((day, stall, item, price, unit))
    # A point in the wrong place: ten times too much, ten times too little.
    kilos = [n for n, row in enumerate(typed) if row[3] and row[4] == "kg"]
    for n, factor in zip(rng.sample(kilos, 2), (10, 0.1), strict=True):
        day, stall, item, price, unit = typed[n]
        typed[n] = (day, stall, item, f"{float(price) * factor:.2f}", unit)
    # Two people typed the same row; three of the six times they spelled it differently.
    whole = [n for n, row in enumerate(typed) if row[3] and row[2] in PRICES]
    for k, n in enumerate(sorted(rng.sample(whole, 6), reverse=True)):
        day, stall, item, price, unit = typed[n]
        again = item if k % 2 else item.title()
        typed.insert(n + 1, (day, stall, again, price, unit))
    return typed


def text(start: int = START) -> str:
    """The whole file; lines end with one line feed on every machine."""
    lines = ["day,stall,item,price,unit"]
    lines += [",".join(row) for row in spoiled(rows(start), start)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(), encoding="utf-8", newline="\n")
