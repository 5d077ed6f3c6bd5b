"""Does an exercise judge well? Its solution, empty release and wrong answers are graded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app.errors import KisimaError
from app.grading.grade import grade
from app.grading.remarks import Remark
from app.grading.results import CellGrade, Grade
from app.kernels.interface import Engine, Limits
from app.notebooks.releasing import StubWords, release

Kind = Literal["reference", "empty", "wrong"]


@dataclass(frozen=True)
class CheckRow:
    """One notebook that was graded for a check.

    `ok` says whether it got what it should. If not, `problem` says why, to be translated, or
    `error` is what kept it from being graded. `name` is the wrong notebook's, else the kind.
    """

    name: str
    kind: Kind
    ok: bool
    score: float = 0.0
    max_score: float = 0.0
    seconds: float = 0.0
    problem: Remark | None = None
    error: KisimaError | None = None
    flags: tuple[Remark, ...] = ()
    lost: tuple[str, ...] = ()
    cells: tuple[CellGrade, ...] = ()


def check_exercise(
    source: dict[str, Any],
    wrongs: Mapping[str, dict[str, Any]],
    *,
    engine: Engine,
    limits: Limits,
    files: Mapping[str, Path],
    expected: Mapping[str, float] | None = None,
    words: StubWords | None = None,
) -> Iterator[CheckRow]:
    """Grade the reference solution (must be full), the empty release and each wrong answer (less),
    one after another; nothing more when the reference cannot be graded at all.

    `expected` may name what a wrong answer scores exactly. Points given by hand stand aside: the
    reference may leave them open. The rows have the words of hidden tests: they are for authors,
    not for students. Never raises KisimaError; it ends up in the row.
    """
    reference = _row("reference", "reference", source, source, engine, limits, files, words, None)
    yield reference
    if reference.error is not None:
        return
    empty = release(source, words=words)
    yield _row("empty", "empty", source, empty, engine, limits, files, words, None)
    for name, notebook in wrongs.items():
        score = (expected or {}).get(name)
        yield _row(name, "wrong", source, notebook, engine, limits, files, words, score)


def _row(
    name: str,
    kind: Kind,
    source: dict[str, Any],
    notebook: dict[str, Any],
    engine: Engine,
    limits: Limits,
    files: Mapping[str, Path],
    words: StubWords | None,
    expected: float | None,
) -> CheckRow:
    try:
        result = grade(
            source,
            notebook,
            engine=engine,
            limits=limits,
            files=files,
            words=words,
            for_author=True,
        )
    except KisimaError as error:
        return CheckRow(name, kind, False, error=error)
    problem = _problem(kind, result, expected)
    return CheckRow(
        name=name,
        kind=kind,
        ok=problem is None,
        score=result.score,
        max_score=result.max_score,
        seconds=result.seconds,
        problem=problem,
        flags=result.flags,
        lost=_lost(result),
        cells=result.cells,
    )


def _problem(kind: Kind, result: Grade, expected: float | None) -> Remark | None:
    lost = _lost(result)
    if result.max_score <= 0:
        return Remark("no-points")
    if kind == "reference":
        if not lost:
            return None
        return Remark(
            "reference-not-full",
            {"score": result.score, "max_score": result.max_score, "cells": ", ".join(lost)},
        )
    if not lost and not (kind == "empty" and result.needs_manual):
        return Remark("empty-full" if kind == "empty" else "wrong-full")
    if expected is not None and abs(result.score - expected) > 1e-9:
        return Remark("wrong-other-score", {"score": result.score, "expected": expected})
    return None


def _lost(result: Grade) -> tuple[str, ...]:
    """The cells that lost points, apart from those that wait for the instructor."""
    return tuple(
        cell.grade_id
        for cell in result.cells
        if cell.status != "manual" and cell.score < cell.max_score
    )
