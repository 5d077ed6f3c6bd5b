"""What a lesson folds away, made fit for paper: solutions taken out, all else unfolded.

The HTML is what our own writer made and sanitised: tags are balanced and text is escaped, so
looking for the tags is enough.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.markdown.quiz import Question
from app.catalog.markdown.rendered import GlossaryPart, Html, Part, QuizPart
from app.catalog.pages.pages import CellView, ExercisePage

_EDGE = re.compile(r"<details\b(?P<about>[^>]*)>|</details>")
_SOLUTION = re.compile(r"""\bclass="(?:[^"]* )?solution(?: [^"]*)?\"""")
_OPEN = re.compile(r"\sopen\b")
_SUMMARY = re.compile(r"\s*<summary\b[^>]*>.*?</summary>", re.DOTALL)
_TITLE = re.compile(
    r'<(?P<tag>h[1-6])\b[^>]*>(?P<words>.*?)</(?P=tag)>|<p class="label"[^>]*>(?P<label>.*?)</p>',
    re.DOTALL,
)
ROOM = '<div class="space" aria-hidden="true"></div>'


@dataclass(frozen=True)
class Solution:
    """A solution that was folded into a text: the title above it and what it says, as HTML."""

    title_html: str
    html: str


@dataclass(frozen=True)
class OnPaper:
    """A text with room to write where its solutions were."""

    html: str
    solutions: tuple[Solution, ...]


def on_paper(html: str) -> OnPaper:
    """Take the solutions out of a text, and unfold hints and whatever else is folded."""
    kept: list[str] = []
    found: list[Solution] = []
    open_ones: list[bool] = []  # of the boxes that are open here: is it a solution?
    at = 0
    for edge in _EDGE.finditer(html):
        inside = any(open_ones)
        if edge["about"] is None:
            is_solution = bool(open_ones) and open_ones.pop()
            if is_solution and not any(open_ones):
                said = _SUMMARY.sub("", html[at : edge.start()], count=1)
                found.append(Solution(_title("".join(kept)), _unfolded(said)))
                kept.append(ROOM)
                at = edge.end()
            continue
        is_solution = _SOLUTION.search(edge["about"]) is not None
        open_ones.append(is_solution)
        if is_solution and not inside:
            kept.append(html[at : edge.start()])
            at = edge.end()
    kept.append(html[at:])
    return OnPaper(_unfolded("".join(kept)), tuple(found))


@dataclass(frozen=True)
class Paper:
    """A lesson and its exercise for paper: HTML or a question for each part that everybody may
    see, the exercise's cells with the HTML of their texts, and all solutions."""

    parts: tuple[str | Question, ...]
    cells: tuple[tuple[CellView, str], ...]
    solutions: tuple[Solution, ...]


def paper_of(parts: Iterable[Part], exercise: ExercisePage | None) -> Paper:
    """The paper of a lesson's parts; what only instructors may see is left out."""
    shown: list[str | Question] = []
    solutions: list[Solution] = []
    for part in parts:
        if isinstance(part, QuizPart):
            shown.append(part.question)
        elif isinstance(part, Html):
            made = on_paper(part.html)
            shown.append(made.html)
            solutions += made.solutions
        elif isinstance(part, GlossaryPart):
            shown.append(part.html)
    cells = []
    for cell in exercise.cells if exercise else ():
        made = on_paper(cell.html) if cell.kind == "markdown" else OnPaper(cell.html, ())
        cells.append((cell, made.html))
        solutions += made.solutions
    return Paper(tuple(shown), tuple(cells), tuple(solutions))


def _title(before: str) -> str:
    """The heading or the label that stands last before a place."""
    titles = list(_TITLE.finditer(before))
    return titles[-1]["words"] or titles[-1]["label"] or "" if titles else ""


def _unfolded(html: str) -> str:
    def unfold(edge: re.Match[str]) -> str:
        about = edge["about"]
        return edge[0] if about is None or _OPEN.search(about) else f"<details open{about}>"

    return _EDGE.sub(unfold, html)
