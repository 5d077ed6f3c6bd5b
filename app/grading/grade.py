"""Grading one submission: restored, run in a fresh kernel, judged by nbgrader's rules.

A hidden test's source must never reach the student. Code of hers that runs in the same kernel
could read it from the moment it is sent and hand it on in a message or an output. So what she is
shown comes from cells that ran before the first hidden test; for failures after it, the notebook
runs once more without the hidden tests, in another kernel, and is asked what it says there.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import KisimaError
from app.grading.judging import explain, judge
from app.grading.remarks import Remark
from app.grading.results import CellGrade, Grade
from app.grading.running import Ran, run_cells
from app.kernels.interface import CellRun, Engine, Limits
from app.notebooks.cells import Cell, grade_id, is_marked, is_test
from app.notebooks.graded import GradedCell, graded_cells, visible_source
from app.notebooks.output_cap import cut_outputs
from app.notebooks.releasing import StubWords
from app.notebooks.restoring import is_unanswered, restore

# A second run is worth a few seconds, not one as long as the first.
_SECONDS_LEFT_FOR_WORDS = 2.0
_NOTEBOOK_OUTPUT = 2_000_000


@dataclass(frozen=True)
class _Step:
    """A code cell to run. `visible` is what the student may know of its source."""

    index: int
    source: str
    visible: str
    grade_id: str

    @property
    def hides(self) -> bool:
        return self.visible != self.source


def grade(
    source: dict[str, Any],
    submitted: dict[str, Any],
    *,
    engine: Engine,
    limits: Limits,
    files: Mapping[str, Path],
    words: StubWords | None = None,
) -> Grade:
    """Grade a submission against an instructor's notebook.

    Both are notebooks as `read_notebook` gives them; `source` in the language that the student
    worked in, `words` what its stubs say (by default what its metadata names). `files` are copied
    into the kernel's folder. What the student's code does is part of the result and never raised.
    Raises NotebookError for a source that breaks the rules, and what `engine.start` raises.
    """
    started = time.monotonic()
    restored = restore(source, submitted, words=words)
    cells = restored.notebook["cells"]
    steps = _steps(cells)
    everything = [(step.index, step.source) for step in steps]
    ran = run_cells(everything, engine=engine, limits=limits, files=files)
    if ran.stopped == "died":
        # It may have been killed for want of memory that others took. That is not her fault, and
        # code that ends its own kernel does so again.
        ran = run_cells(everything, engine=engine, limits=limits, files=files)
    first_hidden = next((step.index for step in steps if step.hides), len(cells))
    shown = _before(ran, first_hidden)
    by_id = {step.grade_id: step for step in steps if step.grade_id}
    places = {grade_id(cell): cell for cell in cells if is_marked(cell)}
    rows: list[CellGrade] = []
    flags: list[Remark] = []
    for test in graded_cells(source):
        if test.kind == "tests":
            judged = judge(test, ran.runs.get(by_id[test.grade_id].index), ran, limits)
            rows.append(judged.grade)
            flags.extend(judged.flags)
        else:
            rows.append(_by_hand(test, places[test.grade_id]))
    unexplained = [
        by_id[row.grade_id].index
        for row in rows
        if row.status in ("failed", "error") and row.grade_id in by_id
    ]
    again = None
    left = limits.total_seconds - (time.monotonic() - started)
    last = max((index for index in unexplained if index >= first_hidden), default=-1)
    if last >= 0 and left >= _SECONDS_LEFT_FOR_WORDS:
        wanted = _worth_running_again(steps, ran, last)
        # The marks are given already: a kernel that does not start costs only the words.
        with suppress(KisimaError):
            again = run_cells(wanted, engine=engine, limits=limits, files=files, seconds=left)
    rows = [_explained(row, by_id.get(row.grade_id), shown, again) for row in rows]
    return Grade(
        score=sum(row.score for row in rows),
        max_score=sum(row.max_score for row in rows),
        needs_manual=any(row.status == "manual" for row in rows),
        cells=tuple(rows),
        notes=restored.notes,
        flags=tuple(flags),
        executed=_executed(restored.notebook, steps, shown, again, limits),
        seconds=round(time.monotonic() - started, 3),
    )


def _steps(cells: Sequence[Cell]) -> list[_Step]:
    return [
        _Step(
            index=index,
            source=cell["source"],
            # Only a test of the exercise holds hidden lines; elsewhere the words are the student's.
            visible=visible_source(cell) if is_test(cell) else cell["source"],
            grade_id=grade_id(cell) if is_test(cell) else "",
        )
        for index, cell in enumerate(cells)
        if cell["cell_type"] == "code"
    ]


def _before(ran: Ran, first_hidden: int) -> Ran:
    runs = {index: run for index, run in ran.runs.items() if index < first_hidden}
    return Ran(runs, ran.sources, ran.stopped)


def _worth_running_again(steps: Sequence[_Step], ran: Ran, last: int) -> list[tuple[int, str]]:
    """The cells up to the last failure, without the tests that took all their time."""
    slow = ("timeout", "died", "output-limit")
    return [
        (step.index, step.visible)
        for step in steps
        if step.index <= last and not (step.grade_id and ran.runs[step.index].status in slow)
    ]


def _explained(row: CellGrade, step: _Step | None, shown: Ran, again: Ran | None) -> CellGrade:
    if step is None or row.status not in ("failed", "error"):
        return row
    for ran in (shown, again):
        if ran is not None and step.index in ran.runs:
            return explain(row, ran.runs[step.index], ran)
    return row


def _by_hand(test: GradedCell, cell: Cell) -> CellGrade:
    """An answer or a task that the instructor marks; nothing written is 0 at once."""
    empty = test.kind == "manual" and is_unanswered(cell)
    return CellGrade(
        grade_id=test.grade_id,
        title=test.title or test.grade_id,
        score=0.0,
        max_score=test.points,
        status="failed" if empty else "manual",
        hint=test.hint,
        remark=Remark("no-answer" if empty else "waiting-for-instructor"),
    )


def _executed(
    notebook: dict[str, Any],
    steps: Sequence[_Step],
    shown: Ran,
    again: Ran | None,
    limits: Limits,
) -> dict[str, Any]:
    """The notebook as it ran, as far as the student may see it.

    A cell whose own run may have seen a hidden test keeps the outputs that it was handed in with,
    or none where it is a test.
    """
    runs: dict[int, CellRun] = {**(again.runs if again else {}), **shown.runs}
    cells = list(notebook["cells"])
    left = _NOTEBOOK_OUTPUT
    for step in steps:
        cell = {**cells[step.index], "source": step.visible}
        run = runs.get(step.index)
        outputs: Sequence[dict[str, Any]] = cell["outputs"] if not step.grade_id else ()
        count = cell["execution_count"] if not step.grade_id else None
        if run is not None:
            outputs, count = run.outputs, run.execution_count
        cell["outputs"], used = cut_outputs(outputs, min(left, limits.output_bytes))
        cell["execution_count"] = count
        left = max(0, left - used)
        cells[step.index] = cell
    return {**notebook, "cells": cells}
