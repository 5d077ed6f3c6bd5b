"""Grading one submission: restored, run in a fresh kernel, judged by nbgrader's rules.

A hidden test's source must never reach the student. Code of hers that runs in the same kernel
could read it from the moment it is sent and hand it on in a message or an output. So what she is
shown comes from cells that ran before the first hidden test; for failures after it that were not
in hidden lines, the notebook runs once more without the hidden tests, in another kernel, and is
asked what it says there.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.errors import KisimaError
from app.grading.canary import Watch
from app.grading.errors import KernelLost
from app.grading.failing_line import failed_in_hidden_lines
from app.grading.judging import explain, judge
from app.grading.names import names_in
from app.grading.remarks import Remark
from app.grading.results import CellGrade, Grade
from app.grading.running import Ran, Step, run_steps
from app.grading.suspicion import unusual
from app.grading.warnings import flags_of
from app.kernels.interface import CellRun, Engine, Limits
from app.notebooks.cells import Cell, grade_id, is_locked, is_marked, is_solution, is_test
from app.notebooks.graded import GradedCell, graded_cells, visible_source
from app.notebooks.output_cap import cut_outputs
from app.notebooks.releasing import StubWords
from app.notebooks.restoring import is_unanswered, restore

# A second run is worth a few seconds, not one as long as the first.
_SECONDS_LEFT_FOR_WORDS = 2.0
_NOTEBOOK_OUTPUT = 2_000_000


def grade(
    source: dict[str, Any],
    submitted: dict[str, Any],
    *,
    engine: Engine,
    limits: Limits,
    files: Mapping[str, Path],
    words: StubWords | None = None,
    by_value: bool | None = None,
    for_author: bool = False,
    until_lost: bool = False,
) -> Grade:
    """Grade a submission against an instructor's notebook.

    Both are notebooks as `read_notebook` gives them; `source` in the language that the student
    worked in, `words` what its stubs say (by default what its metadata names). `files` are copied
    into the kernel's folder. `by_value` has all tests run by value or none; by default the source's
    metadata `kisima: {by_value: true}` says it, of the notebook or of a test cell. `for_author`
    gives hidden tests their words too, which no student may be shown. `until_lost` is for who asks
    only whether points are lost: nothing is run after the first test that fails. What the student's
    code does is part of the result and never raised. Raises NotebookError for a source
    that breaks the rules, KernelLost when the kernel is ended from outside twice, and what
    `engine.start` raises.
    """
    started = time.monotonic()
    restored = restore(source, submitted, words=words)
    cells = restored.notebook["cells"]
    steps = _steps(cells, _by_value(source, by_value))
    ours = [cell for cell in source["cells"] if cell["cell_type"] == "code"]
    answers = frozenset[str]().union(
        *(names_in(cell["source"]).bound for cell in ours if is_solution(cell))
    )
    tests = [step.source for step in steps if step.kind == "test"]
    for _ in range(2):
        watch = Watch([cell["source"] for cell in ours], tests)
        ran = run_steps(
            steps,
            engine=engine,
            limits=limits,
            files=files,
            watch=watch,
            answers=answers,
            until_lost=until_lost,
        )
        if ran.stopped != "lost":
            break
    else:
        raise KernelLost()
    first_hidden = next((step.index for step in steps if step.hides), len(cells))
    shown = _before(ran, first_hidden)
    by_id = {step.grade_id: step for step in steps if step.grade_id}
    places = {grade_id(cell): cell for cell in cells if is_marked(cell)}
    rows: list[CellGrade] = []
    flags: list[Remark] = []
    for test in graded_cells(source):
        if test.kind == "tests":
            judged = judge(test, by_id[test.grade_id].index, ran, limits)
            rows.append(judged.grade)
            flags.extend(judged.flags)
        else:
            rows.append(_by_hand(test, places[test.grade_id]))
    flags += flags_of(
        ran,
        {step.index: step.grade_id for step in steps},
        unusual(
            (step.source for step in steps if step.kind == "own"), (cell["source"] for cell in ours)
        ),
    )
    unexplained = [
        by_id[row.grade_id].index
        for row in rows
        if row.status in ("failed", "error", "partial")
        and row.grade_id in by_id
        and by_id[row.grade_id].index not in ran.forged
        and not failed_in_hidden_lines(by_id[row.grade_id], ran.runs[by_id[row.grade_id].index])
    ]
    again = None
    left = limits.total_seconds - (time.monotonic() - started)
    last = max((index for index in unexplained if index >= first_hidden), default=-1)
    if last >= 0 and not for_author and left >= _SECONDS_LEFT_FOR_WORDS:
        wanted = _worth_running_again(steps, ran, last)
        # The marks are given already: a kernel that does not start costs only the words.
        with suppress(KisimaError):
            again = run_steps(
                wanted, engine=engine, limits=limits, files=files, seconds=left, answers=answers
            )
    rows = [
        row
        if row.grade_id in by_id and by_id[row.grade_id].index in ran.forged | ran.spoilt
        else _explained(row, by_id.get(row.grade_id), ran if for_author else shown, again)
        for row in rows
    ]
    return Grade(
        score=sum(row.score for row in rows),
        max_score=sum(row.max_score for row in rows),
        needs_manual=any(row.status == "manual" for row in rows),
        cells=tuple(rows),
        notes=restored.notes,
        flags=tuple(flags),
        executed=_executed(restored.notebook, steps, shown, again, limits),
        seconds=round(time.monotonic() - started, 3),
        doubtful=ran.doubtful,
    )


def _by_value(source: Mapping[str, Any], asked: bool | None) -> frozenset[str]:
    """The grade_ids of the tests that run by value."""
    if asked is None:
        asked = _asks_for_values(source)
    return frozenset(
        grade_id(cell)
        for cell in source["cells"]
        if is_test(cell) and (asked or _asks_for_values(cell))
    )


def _asks_for_values(part: Mapping[str, Any]) -> bool:
    about = part["metadata"].get("kisima")
    return isinstance(about, dict) and about.get("by_value") is True


def _steps(cells: Sequence[Cell], by_value: frozenset[str]) -> list[Step]:
    return [
        Step(
            index=index,
            source=cell["source"],
            # Only a test of the exercise holds hidden lines; elsewhere the words are the student's.
            visible=visible_source(cell) if is_test(cell) else cell["source"],
            grade_id=grade_id(cell) if is_test(cell) else "",
            kind="test" if is_test(cell) else "locked" if is_locked(cell) else "own",
            by_value=is_test(cell) and grade_id(cell) in by_value,
        )
        for index, cell in enumerate(cells)
        if cell["cell_type"] == "code"
    ]


def _before(ran: Ran, first_hidden: int) -> Ran:
    runs = {index: run for index, run in ran.runs.items() if index < first_hidden}
    return replace(ran, runs=runs)


def _worth_running_again(steps: Sequence[Step], ran: Ran, last: int) -> list[Step]:
    """The cells up to the last failure, without the tests that took all their time."""
    slow = ("timeout", "died", "output-limit")
    return [
        replace(step, source=step.visible)
        for step in steps
        if step.index <= last and not (step.grade_id and ran.runs[step.index].status in slow)
    ]


def _explained(row: CellGrade, step: Step | None, shown: Ran, again: Ran | None) -> CellGrade:
    if step is None or row.status not in ("failed", "error", "partial"):
        return row
    for ran in (shown, again):
        if ran is not None and step.index in ran.runs:
            return explain(row, step.index, ran)
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
    steps: Sequence[Step],
    shown: Ran,
    again: Ran | None,
    limits: Limits,
) -> dict[str, Any]:
    """The notebook as it ran, as far as the student may see it.

    A cell whose own run may have seen a hidden test keeps the outputs that it was handed in with,
    or none where it is a test.
    """
    runs: dict[int, CellRun] = {**(again.runs if again else {}), **shown.runs}
    number = 0
    cells = list(notebook["cells"])
    left = _NOTEBOOK_OUTPUT
    for step in steps:
        cell = {**cells[step.index], "source": step.visible}
        run = runs.get(step.index)
        outputs: Sequence[dict[str, Any]] = cell["outputs"] if not step.grade_id else ()
        count = cell["execution_count"] if not step.grade_id else None
        if run is not None:
            # The canaries have numbers too, which would leave gaps.
            number += run.execution_count is not None
            outputs, count = run.outputs, number if run.execution_count is not None else None
        cell["outputs"], used = cut_outputs(outputs, min(left, limits.output_bytes))
        cell["execution_count"] = count
        left = max(0, left - used)
        cells[step.index] = cell
    return {**notebook, "cells": cells}
