"""Draw the figure of the lesson on honest charts: the same two bars on a cut axis and from zero.

    python scripts/figures/foundations_05.py [FILE]

The bars are the mean costs in the exercise's data; every number is worked out here, not typed.
Units are pixels of the drawing, which is 400 wide.
"""

from __future__ import annotations

import csv
import html
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "exercises" / "honest-chart" / "data" / "pump-costs.csv"
PLACE = ROOT / "courseware" / "foundations" / "05-honest-charts" / "figure.svg"
PUMPS = ("solar", "diesel")
CUT = 900
TOP = 1400
# Where the field of each chart lies: its left edge, and what both share.
WIDTH, ABOVE, BELOW = 140, 84, 284
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"


def means(rows: list[dict[str, str]]) -> dict[str, float]:
    """The mean cost by pump, in dirham a month; months without a bill are left out."""
    result: dict[str, float] = {}
    for pump in PUMPS:
        costs = [float(r["cost_dirham"]) for r in rows if r["pump"] == pump and r["cost_dirham"]]
        result[pump] = sum(costs) / len(costs)
    return result


def label(x: float, y: float, words: str, room: int, bold: bool = False, anchor: str = "") -> str:
    """Words that are translated; `room` says how many pixels they may take."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor or "middle"}"{weight}'
        f' data-room="{room}">{html.escape(words, quote=False)}</text>'
    )


def chart(left: float, title: str, bottom: float, ticks: range, costs: dict[str, float]) -> str:
    """One chart, its axis from `bottom` to the top, and below it how the bars compare."""

    def height(value: float) -> float:
        return (value - bottom) / (TOP - bottom) * (BELOW - ABOVE)

    out = [
        label(left + 62, 30, title, 180, bold=True),
        label(left - 44, 66, "dirham", 100, anchor="start"),
    ]
    for tick in ticks:
        y = BELOW - height(tick)
        out.append(
            f'<path d="M{left - 5:g} {y:g}H{left:g}" stroke="#222" stroke-width="2"/>'
            f'<text x="{left - 8:g}" y="{y + 5:g}" text-anchor="end" font-size="14"'
            f' translate="no">{tick}</text>'
        )
    for k, pump in enumerate(PUMPS):
        x, tall = left + 12 + 68 * k, height(costs[pump])
        out.append(
            f'<rect x="{x:g}" y="{BELOW - tall:.1f}" width="48" height="{tall:.1f}"'
            f' fill="{"url(#p)" if pump == "solar" else "#e9e4d6"}" stroke="#222"'
            ' stroke-width="2"/>'
        )
        out.append(label(x + 24, BELOW + 22, pump, 64))
    out.append(
        f'<path d="M{left:g} {ABOVE - 6}V{BELOW}H{left + WIDTH:g}" fill="none" stroke="#222"'
        ' stroke-width="2"/>'
    )
    times = height(costs["diesel"]) / height(costs["solar"])
    out.append(
        f'<text x="{left + 62:g}" y="{BELOW + 56}" text-anchor="middle" font-size="20"'
        f' font-weight="700">× {times:.2g}</text>'
    )
    return "\n".join(out)


def figure(costs: dict[str, float]) -> str:
    """The whole drawing."""
    hatch = (
        '<defs><pattern id="p" width="8" height="8" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="8" height="8" fill="#fff"/>'
        '<rect width="3" height="8" fill="#222"/></pattern></defs>'
    )
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="356" viewBox="0 0 400 356"'
        f' role="img" lang="en" font-family="{FONT}" font-size="16" fill="#111">',
        "<title>The same two costs on a cut axis and on an axis from zero</title>",
        hatch,
        '<rect width="400" height="356" rx="10" fill="#fffdf7"/>',
        chart(52, "the poster", CUT, range(CUT, TOP + 1, 100), costs),
        '<path d="M201 18V340" stroke="#999" stroke-dasharray="3 5"/>',
        chart(252, "from zero", 0, range(0, TOP + 1, 500), costs),
    ]
    return "\n".join([*out, "</svg>"]) + "\n"


if __name__ == "__main__":
    with DATA.open(encoding="utf-8", newline="") as file:
        drawing = figure(means(list(csv.DictReader(file))))
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.write_text(drawing, encoding="utf-8", newline="\n")
