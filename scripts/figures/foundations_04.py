"""Draw the figure of the lesson on tables: five typed rows, and the three that cleaning leaves.

    python scripts/figures/foundations_04.py [FILE]

The rows are those of one day in the exercise's price list; numbers are worked out here, not typed.
Units are pixels of the drawing, which is 400 wide.
"""

from __future__ import annotations

import csv
import html
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "exercises" / "market-prices" / "data" / "prices.csv"
PLACE = ROOT / "courseware" / "foundations" / "04-tables" / "figure.svg"
KILOS = {"kg": 1.0, "arroba": 11.5}
# Stall, item as typed, and what is wrong with the row: the label, and the columns that are ringed.
SHOWN = (
    ("A", "potato", "unit", ("price", "unit")),
    ("A", "onion", "", ()),
    ("A", "Onion", "there twice", ("stall", "item", "price", "unit")),
    ("B", "Maize ", "spelling", ("item",)),
    ("C", "potato", "no price", ("price",)),
)
DAY = "2026-03-04"
LEFT = {"stall": 14, "item": 62, "price": 158, "unit": 216, "end": 290}
HEIGHT = 30
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"
MONO = "ui-monospace, Consolas, monospace"


def label(x: float, y: float, words: str, room: int, bold: bool = False) -> str:
    """Words that are translated; `room` says how many pixels they may take."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="middle"{weight} data-room="{room}">'
        f"{html.escape(words, quote=False)}</text>"
    )


def cell(column: str, end: str, y: float, text: str, head: bool = False) -> str:
    """A value or a column's name: code, which stays as it is in every language."""
    x = (LEFT[column] + LEFT[end]) / 2
    weight = ' font-weight="700"' if head else ""
    return (
        f'<text x="{x:g}" y="{y + 20:g}" text-anchor="middle" font-size="14"{weight}'
        f' font-family="{MONO}" translate="no">{html.escape(text, quote=False)}</text>'
    )


def grid(y: float, rows: int, edges: tuple[str, ...]) -> str:
    """The frame and the lines of a table with a head and so many rows."""
    bottom = y + HEIGHT * (rows + 1)
    lines = [f"M{LEFT[e]} {y:g}V{bottom:g}" for e in edges]
    lines += [f"M14 {y + HEIGHT * k:g}H290" for k in range(rows + 2)]
    return (
        f'<rect x="14" y="{y:g}" width="276" height="{HEIGHT}" fill="#e9e4d6"/>'
        f'<path d="{"".join(lines)}" stroke="#777" fill="none"/>'
    )


def ring(first: str, last: str, y: float) -> str:
    """A thick rounded frame around some cells of one row."""
    after = {"stall": "item", "item": "price", "price": "unit", "unit": "end"}[last]
    x, width = LEFT[first] + 3, LEFT[after] - LEFT[first] - 6
    return (
        f'<rect x="{x}" y="{y + 3:g}" width="{width}" height="{HEIGHT - 6}" rx="11"'
        ' fill="none" stroke="#111" stroke-width="2.5"/>'
    )


def figure(rows: list[dict[str, str]]) -> str:
    """The whole drawing."""
    day = {(r["stall"], r["item"]): r for r in rows if r["day"] == DAY}
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="416" viewBox="0 0 400 416"'
        f' role="img" lang="en" font-family="{FONT}" font-size="16" fill="#111">',
        "<title>Five rows before and after cleaning</title>",
        '<rect width="400" height="416" rx="10" fill="#fffdf7"/>',
        label(152, 28, "as it was typed", 270, bold=True),
    ]
    top = 40.0
    out.append(grid(top, len(SHOWN), ("stall", "item", "price", "unit", "end")))
    edges = list(LEFT)
    for column in edges[:-1]:
        out.append(cell(column, edges[edges.index(column) + 1], top, column, head=True))
    clean: list[tuple[str, str, str]] = []
    y = top
    for stall, item, wrong, ringed in SHOWN:
        y += HEIGHT
        row = day[stall, item]
        values = (stall, f'"{item}"', row["price"], row["unit"])
        for column, text in zip(edges, values, strict=False):
            if text:
                out.append(cell(column, edges[edges.index(column) + 1], y, text))
        if ringed:
            out.append(ring(ringed[0], ringed[-1], y))
            out.append(label(344, y + 20, wrong, 104))
        kept = row["price"] and wrong != "there twice"
        if kept:
            price = float(row["price"]) / KILOS[row["unit"]]
            clean.append((stall, f'"{item.strip().lower()}"', f"{price:.2f}"))
    y += HEIGHT
    out.append(
        f'<path d="M152 {y + 8:g}V{y + 23:g}M145 {y + 23:g}L152 {y + 32:g}L159 {y + 23:g}Z"'
        ' stroke="#222" stroke-width="2" fill="#222"/>'
    )
    y += 54
    out.append(label(152, y, "after cleaning", 270, bold=True))
    top = y + 12
    out.append(grid(top, len(clean), ("stall", "item", "price", "end")))
    for column, end, name in (
        ("stall", "item", "stall"),
        ("item", "price", "item"),
        ("price", "end", "price_kg"),
    ):
        out.append(cell(column, end, top, name, head=True))
    for k, (stall, item, price_kg) in enumerate(clean, 1):
        y = top + HEIGHT * k
        out.append(cell("stall", "item", y, stall))
        out.append(cell("item", "price", y, item))
        out.append(cell("price", "end", y, price_kg))
    return "\n".join([*out, "</svg>"]) + "\n"


if __name__ == "__main__":
    with DATA.open(encoding="utf-8", newline="") as file:
        drawing = figure(list(csv.DictReader(file)))
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.write_text(drawing, encoding="utf-8", newline="\n")
