"""Would tests notice a slip in any line of the solution? Each line is changed, and graded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import Any

from app.grading.grade import grade
from app.grading.mutations import Mutant, mutants
from app.grading.nearest_tests import up_to_its_tests, with_its_tests_alone
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
    part: tuple[int, int] = (0, 1),
    is_right: bool = False,
) -> Iterator[LineRow]:
    """A row for each line of the solution that can be changed.

    `excused` has reasons by the cell's name and the line's text. `every` tries all changes of a
    line, where otherwise the first that is caught is enough. `part` (k, n) is the k-th, counted
    from 0, of n runs of lines that are all of them together. Nothing comes where the solution
    itself does not get all points of tests, or tests give none; `is_right` says that it is known
    to get them. Raises what `grade` raises.
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
            until_lost=True,
        )
        tests = [cell for cell in result.cells if not cell.by_hand]
        return any(cell.score < cell.max_score for cell in tests)

    def caught(nearest: dict[str, Any], name: str, change: Mutant) -> bool:
        """Whether a change is noticed: most often by the tests that come next."""
        return lost(nearest, _with(nearest, name, change)) or (
            len(nearest["cells"]) < len(source["cells"])
            and lost(source, _with(source, name, change))
        )

    begun = monotonic()
    if not any(is_test(cell) and points(cell) for cell in source["cells"]):
        return
    if not is_right and lost(source, source):
        return
    hurried = max(_SECONDS, _TIMES * (monotonic() - begun))
    limits = replace(limits, cell_seconds=min(limits.cell_seconds, hurried))
    for number, chosen in groupby(_lines(source, part), key=lambda one: one[0]):
        nearest = with_its_tests_alone(source, number)
        if lost(nearest, nearest):
            nearest = up_to_its_tests(source, number)
        cell = source["cells"][number - 1]
        name, texts = grade_id(cell), cell["source"].split("\n")
        reasons = (excused or {}).get(name, {})
        for _number, line, changes in chosen:
            text = texts[line - 1].strip()
            row = LineRow(name, number, line, text, "", (), reasons.get(text, ""))
            for change in changes:
                if caught(nearest, name, change):
                    row = replace(row, caught=row.caught or change.what)
                    if not every:
                        break
                else:
                    row = replace(row, survived=(*row.survived, change.what))
            yield row


def _lines(
    source: dict[str, Any], part: tuple[int, int]
) -> list[tuple[int, int, tuple[Mutant, ...]]]:
    """The lines of a part that can be changed: the cell's number, the line's and its changes."""
    found = [
        (number, line, tuple(changes))
        for number, cell in enumerate(source["cells"], 1)
        if cell["cell_type"] == "code" and is_solution(cell) and not is_grade(cell)
        for line, changes in groupby(mutants(cell["source"]), key=lambda one: one.line)
    ]
    place, parts = part
    return found[place * len(found) // parts : (place + 1) * len(found) // parts]


def unused_excuses(
    excused: Mapping[str, Mapping[str, str]], rows: Iterable[LineRow]
) -> tuple[tuple[str, str], ...]:
    """The excused lines, by cell and text, that are no lines of the solution or are caught."""
    needed = {(row.cell, row.text) for row in rows if not row.caught}
    said = [(cell, line) for cell, lines in excused.items() for line in lines]
    return tuple(one for one in said if one not in needed)


def _with(notebook: dict[str, Any], name: str, change: Mutant) -> dict[str, Any]:
    """The notebook with another text in the answer cell of that name."""
    cells = [
        {**cell, "source": change.source} if grade_id(cell) == name else cell
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": cells}
