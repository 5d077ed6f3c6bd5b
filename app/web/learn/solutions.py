"""An exercise's reference solution, for those who teach."""

from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.model import Exercise
from app.notebooks.cells import grade_id, is_solution

MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN MARK SCHEME", "END MARK SCHEME")


@dataclass(frozen=True)
class SolutionCell:
    """A cell as the author solved it; `is_code` tells it from an answer in words."""

    name: str
    source: str
    is_code: bool


def solutions(exercise: Exercise, catalog: Catalog, lang: str) -> list[SolutionCell]:
    """The cells that students write in, as the author filled them. Never for a student."""
    return [
        SolutionCell(grade_id(cell), _without_markers(cell["source"]), cell["cell_type"] == "code")
        for cell in catalog.source(exercise, lang)["cells"]
        if is_solution(cell)
    ]


def _without_markers(source: str) -> str:
    lines = source.split("\n")
    return "\n".join(line for line in lines if not any(mark in line for mark in MARKERS)).strip()
