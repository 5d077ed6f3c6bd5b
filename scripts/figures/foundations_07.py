"""Draw the figure of the lesson on rules and learning: a rule and a tree on the flowers held back.

    python scripts/figures/foundations_07.py [FILE]

The flowers are held back, and the tree is fitted, as in the lesson's exercise; the tree's limits
and the flowers that are named wrongly are found here, not typed. Units are pixels of the drawing,
which is 400 wide.
"""

from __future__ import annotations

import html
import sys
from pathlib import Path
from typing import NamedTuple

from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "courseware" / "foundations" / "07-rules-or-learning" / "figure.svg"
KINDS = ("setosa", "versicolor", "virginica")
# The limits of the written rule, both for the length of a petal in centimetres.
RULE = (2.5, 5.0)
# The field: its left edge and zero line, the pixels of a centimetre along and up, and its ends.
LEFT, ZERO, ALONG, UP, LONGEST, WIDEST = 44, 330, 49, 88, 7, 3
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"


class Flower(NamedTuple):
    """One flower held back: its petal in centimetres, its kind, and who named it rightly."""

    length: float
    width: float
    kind: int
    rule_right: bool
    tree_right: bool


def by_rule(length: float) -> int:
    """The kind that the written rule names."""
    return sum(length >= limit for limit in RULE)


def flowers() -> tuple[list[Flower], list[float]]:
    """The flowers held back, and the limits of width that the tree has found."""
    iris = load_iris()
    petals, kinds = iris.data[:, 2:4], iris.target
    train, held, train_kinds, held_kinds = train_test_split(
        petals, kinds, test_size=45, random_state=0, stratify=kinds
    )
    tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(train, train_kinds)
    asked = tree.tree_.feature
    if any(feature == 0 for feature in asked):
        raise SystemExit("This tree asks for the length, too; only limits of width are drawn.")
    limits = sorted(float(t) for t, f in zip(tree.tree_.threshold, asked, strict=True) if f == 1)
    found = [
        Flower(float(a), float(b), int(k), by_rule(a) == k, t == k)
        for (a, b), k, t in zip(held, held_kinds, tree.predict(held), strict=True)
    ]
    return found, limits


def at(length: float, width: float) -> tuple[float, float]:
    """Where a petal stands in the drawing."""
    return LEFT + length * ALONG, ZERO - width * UP


def shape(kind: int, x: float, y: float) -> str:
    """A circle, a triangle or a square, so that no colour is needed."""
    if kind == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    if kind == 1:
        return f'<path d="M{x - 6:.1f} {y + 5:.1f}L{x:.1f} {y - 6:.1f}L{x + 6:.1f} {y + 5:.1f}Z"/>'
    return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="url(#p)"/>'


def label(x: float, y: float, words: str, room: int, anchor: str = "middle") -> str:
    """Words that are translated; `room` says how many pixels they may take."""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" data-room="{room}">'
        f"{html.escape(words, quote=False)}</text>"
    )


def fixed(x: float, y: float, text: str, anchor: str = "middle", size: int = 14) -> str:
    """Numbers, and names of plants, which stay as they are in every language."""
    keeps = "" if text[0].isdigit() else ' translate="no"'
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}"{keeps}>{text}</text>'
    )


def figure() -> str:
    """The whole drawing."""
    found, limits = flowers()
    right, top = LEFT + LONGEST * ALONG, ZERO - WIDEST * UP
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="428" viewBox="0 0 400 428"'
        f' role="img" lang="en" font-family="{FONT}" font-size="16" fill="#111">',
        "<title>45 flowers held back, the limits of a rule and the limits of a tree</title>",
        '<defs><pattern id="p" width="5" height="5" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>'
        '<rect width="2.5" height="5" fill="#222"/></pattern></defs>',
        '<rect width="400" height="428" rx="10" fill="#fffdf7"/>',
        label(14, 24, "petal width, cm", 180, "start"),
        label((LEFT + right) / 2, ZERO + 40, "petal length, cm", 300),
        f'<path d="M{LEFT} {top - 6}V{ZERO}H{right}" fill="none" stroke="#222" stroke-width="2"/>',
    ]
    for tick in range(LONGEST + 1):
        x = at(tick, 0)[0]
        out.append(f'<path d="M{x:g} {ZERO}v5" stroke="#222" stroke-width="2"/>')
        out.append(fixed(x, ZERO + 19, str(tick)))
    for tick in range(WIDEST + 1):
        y = at(0, tick)[1]
        out.append(f'<path d="M{LEFT - 5} {y:g}h5" stroke="#222" stroke-width="2"/>')
        out.append(fixed(LEFT - 9, y + 5, str(tick), "end"))
    for limit in RULE:
        x = at(limit, 0)[0]
        out.append(
            f'<path d="M{x:g} {ZERO}V{top + 4}" stroke="#222" stroke-width="2.5"'
            ' stroke-dasharray="7 5"/>'
        )
        out.append(fixed(x, top - 4, f"{limit:g}"))
    for limit in limits:
        y = at(0, limit)[1]
        out.append(f'<path d="M{LEFT} {y:g}H{right}" stroke="#222" stroke-width="2.5"/>')
        out.append(fixed(LEFT + 8, y - 6, f"{limit:.2f}", "start"))
    places = {(f.length, f.width, f.kind) for f in found}
    out.append('<g fill="#fff" stroke="#222" stroke-width="1.5">')
    out += [shape(kind, *at(length, width)) for length, width, kind in sorted(places)]
    out.append('</g><g fill="none" stroke="#111" stroke-width="2">')
    for f in found:
        if not (f.rule_right and f.tree_right):
            x, y = at(f.length, f.width)
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11"/>')
    out.append("</g>")
    low = ZERO + 60
    out += [
        f'<path d="M14 {low}h30" stroke="#222" stroke-width="2.5" stroke-dasharray="7 5"/>',
        label(50, low + 5, "rule", 72, "start"),
        f'<path d="M132 {low}h30" stroke="#222" stroke-width="2.5"/>',
        label(168, low + 5, "tree", 72, "start"),
        f'<circle cx="264" cy="{low}" r="9" fill="none" stroke="#111" stroke-width="2"/>',
        label(280, low + 5, "wrong", 112, "start"),
        '<g fill="#fff" stroke="#222" stroke-width="1.5">',
        *[shape(kind, (20, 138, 264)[kind], low + 20) for kind in range(3)],
        "</g>",
        *[fixed((34, 152, 280)[kind], low + 25, KINDS[kind], "start", 15) for kind in range(3)],
    ]
    return "\n".join([*out, "</svg>"]) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(figure(), encoding="utf-8", newline="\n")
