"""Draw the figure of the lesson on clusters: four small maps, one for each round of k-means.

    python scripts/figures/data-and-models_07.py [FILE]

The places are those of the exercise, and the rounds are worked out here, so every point and
centre in the drawing is computed. Units are pixels of the drawing, which is 400 wide; one
map shows 40 by 40 hundreds of metres.
"""

from __future__ import annotations

import html
import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import make_blobs

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "courseware" / "data-and-models" / "07-groups-without-names" / "figure.svg"
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"
SIDE, SCALE = 176, 4.4
# The upper left corners of the maps of rounds 0, 1, 2 and 3.
CORNERS = ((16, 34), (208, 34), (16, 244), (208, 244))


def places() -> np.ndarray:
    """The 150 places of the exercise, shape (150, 2), in hundreds of metres."""
    made, _ = make_blobs(
        [60, 50, 40], centers=[[10, 12], [31, 9], [24, 31]], cluster_std=3.6, random_state=7
    )
    return made.round(1)


def rounds(points: np.ndarray, centres: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Groups, centres and inertia of the first four rounds."""
    seen = []
    for _ in range(4):
        squares = ((points[:, None] - centres) ** 2).sum(axis=2)
        groups = squares.argmin(axis=1)
        seen.append((groups, centres, float(squares.min(axis=1).sum())))
        centres = np.array([points[groups == k].mean(axis=0) for k in range(len(centres))])
    return seen


def strokes(number: int, group: int, path: str) -> str:
    """The places of one group as ends of lines without length: rings, squares or small points."""
    if group == 0:
        name = f"g{number}"
        return (
            f'<g stroke-width="5.6"><path id="{name}" d="{path}" stroke-linecap="round"/></g>'
            f'<use href="#{name}" stroke="#fff" stroke-width="3"/>'
        )
    if group == 1:
        return f'<path d="{path}" stroke-width="4.2" stroke-linecap="square"/>'
    return f'<path d="{path}" stroke-width="2.6" stroke-linecap="round"/>'


def small_map(corner: tuple[int, int], number: int, groups: np.ndarray, centres: np.ndarray,
              inertia: float, points: np.ndarray) -> list[str]:  # fmt: skip
    """One map with its heading."""
    left, top = corner

    def at(place: np.ndarray) -> tuple[float, float]:
        return left + place[0] * SCALE, top + SIDE - place[1] * SCALE

    out = [
        f'<text x="{left}" y="{top - 10}" data-room="105">round {number}</text>',
        f'<text x="{left + SIDE}" y="{top - 10}" text-anchor="end" font-size="15">'
        f"{inertia:,.0f}</text>",
        f'<rect x="{left}" y="{top}" width="{SIDE}" height="{SIDE}" fill="#fff" stroke="#222"'
        ' stroke-width="1.5"/><g stroke="#111">',
    ]
    for group in range(3):
        ends = (at(place) for place in points[groups == group])
        path = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in ends)
        out.append(strokes(number, group, path))
    for centre in centres:
        x, y = at(centre)
        out.append(
            f'<path d="M{x:.1f} {y - 11:.1f}l10 18h-20Z" fill="#fffdf7" stroke-width="3"'
            ' stroke-linejoin="round"/>'
        )
    return [*out, "</g>"]


def figure() -> str:
    """The whole drawing."""
    points = places()
    road = np.array([[6.0, 20.0], [18.0, 20.0], [30.0, 20.0]])
    title = "k-means from round 0 to round 3: the three stands move to the middle of their places"
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="470" viewBox="0 0 400 470"'
        f' role="img" lang="en" font-family="{FONT}" font-size="16" fill="#111">',
        f"<title>{html.escape(title, quote=False)}</title>",
        '<rect width="400" height="470" rx="10" fill="#fffdf7"/>',
    ]
    for number, (corner, found) in enumerate(zip(CORNERS, rounds(points, road), strict=True)):
        out += small_map(corner, number, *found, points)
    out += [
        '<path d="M26 435l8 15h-16Z" fill="#fffdf7" stroke="#111" stroke-width="3"'
        ' stroke-linejoin="round"/>',
        '<text x="44" y="450" data-room="130">stand</text>',
        '<text x="384" y="450" text-anchor="end" data-room="200">the number: inertia</text>',
    ]
    return "\n".join([*out, "</svg>"]) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(figure(), encoding="utf-8", newline="\n")
