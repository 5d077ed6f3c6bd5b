"""Draw the figure of the lesson on chance: the heap of rates from 1000 trays that were drawn again.

    python scripts/figures/foundations_06.py [FILE]

The trays are drawn in the way of the lesson, with the start numbers 0 to 999; every number in the
drawing is counted here, not typed. Units are pixels of the drawing, which is 400 wide.
"""

from __future__ import annotations

import html
import random
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "courseware" / "foundations" / "06-chance-and-samples" / "figure.svg"
SEEDS, CAME_UP, CLAIM = 30, 24, 27
TIMES = 1000
# The first seed count that is drawn, the field's left edge, the width of a bar, and the zero line.
FIRST, LEFT, STEP, ZERO, HIGHEST = 17, 54, 22, 256, 150
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"


def came_up(start: int) -> int:
    """How many seeds came up in one tray that was drawn again, with putting back."""
    tray = [1] * CAME_UP + [0] * (SEEDS - CAME_UP)
    rng = random.Random(start)
    return sum(rng.choice(tray) for _ in range(SEEDS))


def middle(seeds: int) -> float:
    """Where the middle of the bar for so many seeds stands."""
    return LEFT + (seeds - FIRST + 0.5) * STEP


def label(x: float, y: float, words: str, room: int, anchor: str = "middle", size: int = 16) -> str:
    """Words that are translated; `room` says how many pixels they may take."""
    small = "" if size == 16 else f' font-size="{size}"'
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{small} data-room="{room}">'
        f"{html.escape(words, quote=False)}</text>"
    )


def number(x: float, y: float, text: str, anchor: str = "middle", bold: bool = False) -> str:
    """A number; languages write those with a point differently."""
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="14"{weight}>{text}</text>'


def arrow(x: float, top: float, bottom: float) -> str:
    """An arrow that points down at a bar."""
    return (
        f'<path d="M{x:g} {top:g}V{bottom - 8:g}M{x - 6:g} {bottom - 8:g}L{x:g} {bottom:g}'
        f'L{x + 6:g} {bottom - 8:g}Z" stroke="#222" stroke-width="2" fill="#222"/>'
    )


def figure() -> str:
    """The whole drawing."""
    counts = sorted(came_up(start) for start in range(TIMES))
    low, high = counts[25], counts[TIMES - 1 - 25]
    heap = Counter(counts)

    def height(trays: int) -> float:
        return trays / 200 * HIGHEST

    right = LEFT + (SEEDS - FIRST + 1) * STEP
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="336" viewBox="0 0 400 336"'
        f' role="img" lang="en" font-family="{FONT}" font-size="16" fill="#111">',
        "<title>The rates of 1000 trays that were drawn again, and their middle 95 of 100</title>",
        '<defs><pattern id="p" width="8" height="8" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="8" height="8" fill="#fff"/>'
        '<rect width="3" height="8" fill="#222"/></pattern></defs>',
        '<rect width="400" height="336" rx="10" fill="#fffdf7"/>',
        label(14, 28, "number of trays", 150, "start"),
    ]
    for tick in (0, 100, 200):
        y = ZERO - height(tick)
        out.append(f'<path d="M{LEFT - 5} {y:g}H{LEFT}" stroke="#222" stroke-width="2"/>')
        out.append(number(LEFT - 8, y + 5, str(tick), "end"))
    for seeds in range(FIRST, SEEDS + 1):
        tall, x = height(heap[seeds]), middle(seeds) - STEP / 2
        fill = "#e9e4d6" if low <= seeds <= high else "url(#p)"
        if tall:
            out.append(
                f'<rect x="{x + 1:g}" y="{ZERO - tall:.1f}" width="{STEP - 2}"'
                f' height="{tall:.1f}" fill="{fill}" stroke="#222" stroke-width="1.5"/>'
            )
        if seeds % 3 == 0:
            out.append(number(middle(seeds), ZERO + 18, f"{seeds / SEEDS:.1f}"))
    out.append(
        f'<path d="M{LEFT} {ZERO - HIGHEST - 6}V{ZERO}H{right}" fill="none" stroke="#222"'
        ' stroke-width="2"/>'
    )
    top = ZERO - HIGHEST
    out += [
        label(middle(CAME_UP) - 8, top - 30, "her tray", 110, "end"),
        number(middle(CAME_UP) - 8, top - 12, f"{CAME_UP / SEEDS:.2f}", "end", bold=True),
        arrow(middle(CAME_UP), top - 40, ZERO - height(heap[CAME_UP]) - 4),
        label(middle(CLAIM) + 8, top - 30, "the claim", 100, "start"),
        number(middle(CLAIM) + 8, top - 12, f"{CLAIM / SEEDS:.2f}", "start", bold=True),
        arrow(middle(CLAIM), top - 40, ZERO - height(heap[CLAIM]) - 4),
    ]
    a, b, y = middle(low), middle(high), ZERO + 36
    out += [
        f'<path d="M{a:g} {y - 8}V{y + 8}M{a:g} {y}H{b:g}M{b:g} {y - 8}V{y + 8}" stroke="#222"'
        ' stroke-width="3"/>',
        number(a - 8, y + 5, f"{low / SEEDS:.2f}", "end", bold=True),
        number(b + 8, y + 5, f"{high / SEEDS:.2f}", "start", bold=True),
        label((a + b) / 2, y + 26, "likely range", 250),
        label(8, ZERO + 20, "rate", 64, "start", 14),
    ]
    return "\n".join([*out, "</svg>"]) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(figure(), encoding="utf-8", newline="\n")
