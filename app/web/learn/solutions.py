"""An exercise's reference solution, for those who teach."""

import logging
from dataclasses import dataclass

from app.catalog.catalog import Catalog
from app.catalog.model import Exercise
from app.errors import KisimaError
from app.notebooks.cells import grade_id, is_solution

log = logging.getLogger(__name__)

MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN MARK SCHEME", "END MARK SCHEME")


@dataclass(frozen=True)
class SolutionCell:
    """A cell as the author solved it; `is_code` tells it from an answer in words."""

    name: str
    source: str
    is_code: bool


def solutions(exercise: Exercise, catalog: Catalog, lang: str) -> list[SolutionCell]:
    """The cells that students write in, as the author filled them. Never for a student.

    Nothing for an exercise that cannot be read; the lesson is a lesson all the same.
    """
    try:
        cells = catalog.source(exercise, lang)["cells"]
    except KisimaError as error:
        log.warning("%s has no solution to show: %s", exercise.path, error)
        return []
    return [
        SolutionCell(grade_id(cell), _without_markers(cell["source"]), cell["cell_type"] == "code")
        for cell in cells
        if is_solution(cell)
    ]


def _without_markers(source: str) -> str:
    lines = source.split("\n")
    return "\n".join(line for line in lines if not any(mark in line for mark in MARKERS)).strip()
