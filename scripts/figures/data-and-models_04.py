"""Draw the figure of the lesson on lines: goats as points, the line, and three residuals.

    python scripts/figures/data-and-models_04.py [FILE]

The goats are the first 45 of the exercise's table, and the line is worked out here by least
squares. Units are pixels of the drawing, which is 400 wide.
"""

from __future__ import annotations

import csv
import html
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "exercises" / "goat-weight" / "data" / "goats.csv"
PLACE = ROOT / "courseware" / "data-and-models" / "04-a-line" / "figure.svg"
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"
LEFT, RIGHT, TOP, BOTTOM = 46.0, 384.0, 44.0, 336.0
LOWEST, HIGHEST, HEAVIEST = 48.0, 78.0, 22.0
# The goats whose residuals are drawn: girth, and where the number stands beside the stroke.
SHOWN = {(53, 5.4): "start", (70, 14.3): "start", (73, 20.6): "end"}


def goats() -> list[tuple[int, float]]:
    """Girth in cm and weight in kg of the 45 goats for training."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [(int(row["girth_cm"]), float(row["weight_kg"])) for row in csv.DictReader(file)]
    return rows[:45]


def best_line(points: list[tuple[int, float]]) -> tuple[float, float]:
    """Slope in kg per cm and intercept in kg, by least squares."""
    middle = sum(x for x, _ in points) / len(points)
    mean = sum(y for _, y in points) / len(points)
    slope = sum((x - middle) * (y - mean) for x, y in points)
    slope /= sum((x - middle) ** 2 for x, _ in points)
    return slope, mean - slope * middle


def at(girth: float, weight: float) -> tuple[float, float]:
    """The place of a goat in the drawing."""
    x = LEFT + (girth - LOWEST) / (HIGHEST - LOWEST) * (RIGHT - LEFT)
    return x, BOTTOM - weight / HEAVIEST * (BOTTOM - TOP)


def axes() -> list[str]:
    """Both axes with ticks, numbers and names."""
    ticks, numbers = "", []
    for girth in range(50, 80, 5):
        x, _ = at(girth, 0)
        ticks += f"M{x:.1f} {BOTTOM:.0f}v6"
        numbers.append(f'<text x="{x:.1f}" y="{BOTTOM + 22:.0f}">{girth}</text>')
    for weight in range(0, 25, 5):
        _, y = at(LOWEST, min(weight, HEAVIEST))
        if weight <= HEAVIEST:
            ticks += f"M{LEFT - 6:.0f} {y:.1f}h6"
            numbers.append(f'<text x="{LEFT - 18:.0f}" y="{y + 5:.1f}">{weight}</text>')
    return [
        f'<path d="M{LEFT:.0f} {TOP - 8:.0f}V{BOTTOM:.0f}H{RIGHT:.0f}{ticks}" fill="none"'
        ' stroke="#222" stroke-width="2"/>',
        '<g text-anchor="middle" font-size="15" translate="no">' + "".join(numbers) + "</g>",
        f'<text x="16" y="{TOP - 20:.0f}" data-room="200">weight (kg)</text>',
        f'<text x="{(LEFT + RIGHT) / 2:.0f}" y="{BOTTOM + 46:.0f}" text-anchor="middle"'
        ' data-room="300">girth (cm)</text>',
    ]


def figure() -> str:
    """The whole drawing."""
    points = goats()
    slope, intercept = best_line(points)
    (x1, y1), (x2, y2) = (at(g, slope * g + intercept) for g in (49, 77))
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="436" viewBox="0 0 400 436"'
        f' role="img" lang="en" font-family="{FONT}" font-size="16" fill="#111">',
        f"<title>{html.escape('Goats, a line through them, and three residuals')}</title>",
        '<rect width="400" height="436" rx="10" fill="#fffdf7"/>',
        *axes(),
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#111" stroke-width="3"/>',
    ]
    strokes, marks = "", []
    for (girth, weight), anchor in SHOWN.items():
        residual = weight - slope * girth - intercept
        x, y = at(girth, weight)
        strokes += f"M{x:.1f} {at(girth, weight - residual)[1]:.1f}V{y:.1f}"
        sign = "+" if residual > 0 else "−"
        marks.append(
            f'<text x="{x + (12 if anchor == "start" else -12):.1f}" y="{y + 5:.1f}"'
            f' text-anchor="{anchor}">{sign}{abs(residual):.1f}</text>'
        )
    rings = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in (at(*goat) for goat in points))
    return "\n".join(
        [
            *out,
            f'<path d="{strokes}" stroke="#111" stroke-width="2.5" stroke-dasharray="5 4"/>',
            '<g stroke="#111" stroke-width="9">'
            f'<path id="g" d="{rings}" stroke-linecap="round"/></g>'
            '<use href="#g" stroke="#fff" stroke-width="5.5"/>',
            *marks,
            f'<path d="M16 {BOTTOM + 74:.0f}h34" stroke="#111" stroke-width="3"/>',
            f'<text x="60" y="{BOTTOM + 79:.0f}" data-room="110">line</text>',
            f'<path d="M190 {BOTTOM + 74:.0f}h34" stroke="#111" stroke-width="2.5"'
            ' stroke-dasharray="5 4"/>',
            f'<text x="234" y="{BOTTOM + 79:.0f}" data-room="150">residual (kg)</text>',
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(figure(), encoding="utf-8", newline="\n")
