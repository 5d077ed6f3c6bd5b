"""Would tests notice a slip in any line of the solution? Each line is changed, and graded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import Any

from app.grading.grade import grade
from app.grading.mutations import Mutant, mutants
from app.kernels.interface import Engine, Limits
from app.notebooks.cells import grade_id, is_grade, is_solution, is_test, points
from app.notebooks.releasing import StubWords

# A change can make a loop endless. Nobody needs longer than this to see it, or than a few times
# what the whole solution takes.
_SECONDS = 3.0
_TIMES = 3.0


@dataclass(frozen=True)
class LineRow:
    """A line of a solution: the answer cell's name and its number in the notebook, the line's
    number in the cell, both counted from 1, and its text without the space around it.

    `caught` is the first change of the line that lost points, empty when none did; `survived`
    those that lost none, as far as they were tried. `excuse` is the author's reason for a line
    that need not be caught.
    """

    cell: str
    number: int
    line: int
    text: str
    caught: str
    survived: tuple[str, ...]
    excuse: str = ""

    @property
    def ok(self) -> bool:
        """Whether a change of the line loses points, or need not."""
        return bool(self.caught or self.excuse)


def check_mutations(
    source: dict[str, Any],
    *,
    engine: Engine,
    limits: Limits,
    files: Mapping[str, Path],
    words: StubWords | None = None,
    excused: Mapping[str, Mapping[str, str]] | None = None,
    every: bool = False,
) -> Iterator[LineRow]:
    """A row for each line of the solution that can be changed.

    `excused` has reasons by the cell's name and the line's text. `every` tries all changes of a
    line, where otherwise the first that is caught is enough. Nothing comes where the solution
    itself does not get all points of tests, or tests give none. Raises what `grade` raises.
    """

    def lost(exercise: dict[str, Any], answer: dict[str, Any]) -> bool:
        """Whether a notebook loses points of tests."""
        result = grade(
            exercise,
            answer,
            engine=engine,
            limits=limits,
            files=files,
            words=words,
            for_author=True,
        )
        tests = [cell for cell in result.cells if not cell.by_hand]
        return any(cell.score < cell.max_score for cell in tests)

    def caught(number: int, change: Mutant) -> bool:
        """Whether a change is noticed: by the tests next to it most often, and what runs before
        them is as it is in the whole notebook."""
        early = _until_next_answer(source, number)
        return lost(early, _with(early, number, change)) or (
            early != source and lost(source, _with(source, number, change))
        )

    begun = monotonic()
    if lost(source, source) or not any(is_test(cell) and points(cell) for cell in source["cells"]):
        return
    hurried = max(_SECONDS, _TIMES * (monotonic() - begun))
    limits = replace(limits, cell_seconds=min(limits.cell_seconds, hurried))
    for number, cell in enumerate(source["cells"], 1):
        if cell["cell_type"] != "code" or not is_solution(cell) or is_grade(cell):
            continue
        name, lines = grade_id(cell), cell["source"].split("\n")
        reasons = (excused or {}).get(name, {})
        for line, changes in groupby(mutants(cell["source"]), key=lambda one: one.line):
            text = lines[line - 1].strip()
            row = LineRow(name, number, line, text, "", (), reasons.get(text, ""))
            for change in changes:
                if caught(number, change):
                    row = replace(row, caught=row.caught or change.what)
                    if not every:
                        break
                else:
                    row = replace(row, survived=(*row.survived, change.what))
            yield row


def unused_excuses(
    excused: Mapping[str, Mapping[str, str]], rows: Iterable[LineRow]
) -> tuple[tuple[str, str], ...]:
    """The excused lines, by cell and text, that are no lines of the solution or are caught."""
    needed = {(row.cell, row.text) for row in rows if not row.caught}
    said = [(cell, line) for cell, lines in excused.items() for line in lines]
    return tuple(one for one in said if one not in needed)


def _until_next_answer(source: dict[str, Any], number: int) -> dict[str, Any]:
    """The cells before the first answer cell that comes after the one of a number."""
    cells = source["cells"]
    later = (place for place in range(number, len(cells)) if is_solution(cells[place]))
    return {**source, "cells": cells[: next(later, len(cells))]}


def _with(source: dict[str, Any], number: int, change: Mutant) -> dict[str, Any]:
    """The solution with another text in one cell, counted from 1."""
    cells = list(source["cells"])
    cells[number - 1] = {**cells[number - 1], "source": change.source}
    return {**source, "cells": cells}
