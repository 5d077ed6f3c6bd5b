"""Draw the figure of the lesson on trees and forests: three small trees vote on one jar.

    python scripts/figures/data-and-models_06.py [FILE]

The trees are trained here on rows of the exercise's jars, drawn again; the drawing shows the way
of one jar of the test set through each of them. Units are pixels of the drawing, 400 wide.
"""

from __future__ import annotations

import html
import sys
from pathlib import Path

import pandas as pd
from sklearn.tree import DecisionTreeClassifier

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "courseware" / "data-and-models" / "06-trees-and-forests" / "figure.svg"
DATA = ROOT / "exercises" / "honey" / "data" / "honey.csv"
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"
MONO = "ui-monospace, Consolas, monospace"
START, JAR, WIDE = 7, 3, 122
MIDDLES = (68, 200, 332)

Step = tuple[str, float, float, bool]  # column, value of the jar, limit, whether it is "yes"


def ways() -> list[tuple[list[Step], str]]:
    """For each tree the questions that the jar is asked, and the tree's answer."""
    mixed = pd.read_csv(DATA).sample(frac=1, random_state=0)
    rows, train = mixed[:60].drop(columns="kind"), mixed[60:]
    jar = rows[JAR : JAR + 1]
    found = []
    for i in range(3):
        drawn = train.sample(frac=1, replace=True, random_state=START + i)
        model = DecisionTreeClassifier(max_features=0.5, max_depth=2, random_state=START + i)
        model.fit(drawn.drop(columns="kind"), drawn["kind"])
        steps = []
        for node in model.decision_path(jar).indices[:2]:
            name = rows.columns[model.tree_.feature[node]]
            value, limit = float(jar[name].iloc[0]), float(model.tree_.threshold[node])
            steps.append((name, value, limit, value <= limit))
        found.append((steps, str(model.predict(jar)[0])))
    return found


def arrow(x: float, top: float, bottom: float) -> str:
    """An arrow downwards."""
    return (
        f'<path d="M{x} {top}V{bottom - 9}M{x - 6} {bottom - 9}L{x} {bottom}L{x + 6}'
        f' {bottom - 9}Z" stroke="#222" stroke-width="2" fill="#222"/>'
    )


def one_tree(x: int, number: int, steps: list[Step], answer: str) -> list[str]:
    """The way of the jar through one tree; the other ways are dashed stumps."""
    out = [f'<text x="{x}" y="64" text-anchor="middle" data-room="120">tree {number}</text>']
    for k, (name, value, limit, yes) in enumerate(steps):
        top = 76 + 86 * k
        out += [
            f'<rect x="{x - WIDE / 2:g}" y="{top}" width="{WIDE}" height="48" rx="6" fill="#fff"'
            ' stroke="#222" stroke-width="2"/>',
            f'<text x="{x}" y="{top + 20}" text-anchor="middle" font-size="15"'
            f' font-family="{MONO}" translate="no">{name}</text>',
            f'<text x="{x}" y="{top + 40}" text-anchor="middle" font-size="15">'
            f"{value:g} ≤ {limit:g}</text>",
            arrow(x, top + 48, top + 86),
            f'<path d="M{x - 30} {top + 48}v18" stroke="#222" stroke-width="2"'
            ' stroke-dasharray="4 3"/>',
            f'<text x="{x + 10}" y="{top + 70}" font-size="15" data-room="58">'
            f"{'yes' if yes else 'no'}</text>",
        ]
    out += [
        f'<rect x="{x - 48}" y="248" width="96" height="36" rx="18" fill="#e9e4d6" stroke="#222"'
        ' stroke-width="2"/>',
        f'<text x="{x}" y="272" text-anchor="middle" font-weight="700" translate="no">'
        f"{answer}</text>",
        arrow(x, 284, 316),
    ]
    return out


def figure() -> str:
    """The whole drawing."""
    found = ways()
    answers = [answer for _, answer in found]
    count = ", ".join(f"{name} {answers.count(name)}" for name in sorted(set(answers)))
    winner = max(sorted(set(answers)), key=answers.count)
    title = "Three small trees are asked about one jar, and vote"
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="412" viewBox="0 0 400 412"'
        f' role="img" data-mirror="yes" lang="en" font-family="{FONT}" font-size="16" fill="#111">',
        f"<title>{html.escape(title, quote=False)}</title>",
        '<rect width="400" height="412" rx="10" fill="#fffdf7"/>',
        '<text x="200" y="30" text-anchor="middle" font-weight="700" data-room="380">'
        "One jar, three trees</text>",
    ]
    for number, (x, (steps, answer)) in enumerate(zip(MIDDLES, found, strict=True), 1):
        out += one_tree(x, number, steps, answer)
    out += [
        '<rect x="7" y="316" width="386" height="40" rx="8" fill="#fff" stroke="#222"'
        ' stroke-width="2"/>',
        '<text x="20" y="342" data-room="170">the votes</text>',
        f'<text x="380" y="342" text-anchor="end" font-size="16" translate="no">{count}</text>',
        arrow(200, 356, 376),
        f'<text x="200" y="398" text-anchor="middle" font-size="18" font-weight="700"'
        f' translate="no">{winner}</text>',
    ]
    return "\n".join([*out, "</svg>"]) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(figure(), encoding="utf-8", newline="\n")
