"""Make the loan book of the exercise loan-leak, with two columns that are written after the loan.

    python scripts/datasets/loan-leak.py [FILE]

Writes CSV (default: the exercise's data/loans.csv), sorted by the column late. Circle, workshops
and loans are made up. The start number is fixed, and only the standard library draws, so that
every machine writes the same bytes.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

START = 68
PLACE = Path(__file__).parents[2] / "exercises" / "loan-leak" / "data" / "loans.csv"
COLUMNS = (
    "begins",
    "ends",
    "member_months",
    "income",
    "amount",
    "late_before",
    "reminders",
    "visits",
    "late",
)
WORKSHOPS, MONTHS, ROWS = 200, 60, 600

Loan = dict[str, int]


def is_late(rng: random.Random, care: float, income: int, amount: int, before: int) -> bool:
    """Whether a payment comes a week late: large loans for small incomes, and habit, count."""
    return 2.4 * (amount / income - 1.9) + 0.9 * before + care + rng.gauss(0, 1) > 0


def loans_of(rng: random.Random) -> list[Loan]:
    """The loans of one workshop, one after the other, that are due before the book was copied."""
    loans: list[Loan] = []
    joined = rng.randrange(-36, 40)
    usual, care, late_before = rng.gauss(420, 110), rng.gauss(0, 0.3), 0
    begins = max(1, joined + rng.randrange(3, 12))
    while True:
        ends = begins + rng.choice((6, 8, 10, 12))
        if ends > MONTHS:
            return loans
        income = max(150, round(rng.gauss(usual, 40) / 10) * 10)
        amount = max(100, min(1500, round(income * rng.uniform(0.4, 2.4) / 50) * 50))
        late = is_late(rng, care, income, amount, late_before)
        reminders = min(9, 1 + int(rng.expovariate(0.6))) if late else 0
        visits = min(4, int(rng.expovariate(0.5 if late else 2.3)))
        loans.append(
            {
                "begins": begins,
                "ends": ends,
                "member_months": begins - joined,
                "income": income,
                "amount": amount,
                "late_before": late_before,
                "reminders": reminders,
                "visits": visits,
                "late": int(late),
            }
        )
        late_before += late
        begins = ends + rng.randrange(0, 6)


def rows(start: int) -> list[Loan]:
    """The loans of all workshops, those in time first, within both by the month they begin."""
    rng = random.Random(start)
    loans = [loan for _ in range(WORKSHOPS) for loan in loans_of(rng)]
    chosen = rng.sample(loans, ROWS)
    return sorted(chosen, key=lambda loan: (loan["late"], loan["begins"], loan["ends"]))


def text(start: int = START) -> str:
    """The whole file; lines end with one line feed on every machine."""
    lines = [",".join(COLUMNS)]
    lines += [",".join(str(loan[column]) for column in COLUMNS) for loan in rows(start)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(), encoding="utf-8", newline="\n")
