"""Does an exercise judge well? Its solution, empty release and wrong answers are graded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from app.errors import KisimaError
from app.grading.grade import grade
from app.grading.remarks import Remark
from app.grading.results import CellGrade
from app.kernels.interface import Engine, Limits
from app.notebooks.expected import Expected
from app.notebooks.releasing import StubWords, release

Kind = Literal["reference", "empty", "wrong"]


@dataclass(frozen=True)
class CheckRow:
    """One notebook that was graded for a check.

    `ok` says whether it got what it should. If not, `problem` says why, to be translated, or
    `error` is what kept it from being graded. `name` is the wrong notebook's, else the kind.
    `score` and `max_score` are what tests give, `by_hand` the points that only a person can give;
    `lost` are the tests that did not give all theirs.
    """

    name: str
    kind: Kind
    ok: bool
    score: float = 0.0
    max_score: float = 0.0
    by_hand: float = 0.0
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
    expected: Mapping[str, Expected] | None = None,
    words: StubWords | None = None,
) -> Iterator[CheckRow]:
    """Grade the reference solution, which must get all points of tests, and the empty release and
    each wrong answer, which must get fewer, one after another; nothing more when the reference
    cannot be graded at all.

    Points that a person gives stand aside: the reference may leave them open, and an exercise that
    has no others judges nothing by itself. `expected` may say what tests give a wrong answer, and
    which do not give all their points; all of them only where a person has a say too. The rows have
    the words of hidden tests: they are for authors, not for students. Never raises KisimaError; it
    ends up in the row.
    """
    reference = _row("reference", "reference", source, source, engine, limits, files, words, None)
    yield reference
    if reference.error is not None:
        return
    empty = release(source, words=words)
    yield _row("empty", "empty", source, empty, engine, limits, files, words, None)
    for name, notebook in wrongs.items():
        meant = (expected or {}).get(name)
        yield _row(name, "wrong", source, notebook, engine, limits, files, words, meant)


def _row(
    name: str,
    kind: Kind,
    source: dict[str, Any],
    notebook: dict[str, Any],
    engine: Engine,
    limits: Limits,
    files: Mapping[str, Path],
    words: StubWords | None,
    expected: Expected | None,
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
    tests = [cell for cell in result.cells if not cell.by_hand]
    row = CheckRow(
        name=name,
        kind=kind,
        ok=True,
        score=sum(cell.score for cell in tests),
        max_score=sum(cell.max_score for cell in tests),
        by_hand=sum(cell.max_score for cell in result.cells if cell.by_hand),
        seconds=result.seconds,
        flags=result.flags,
        lost=tuple(cell.grade_id for cell in tests if cell.score < cell.max_score),
        cells=result.cells,
    )
    problem = _problem(row, expected)
    return replace(row, ok=problem is None, problem=problem)


def _problem(row: CheckRow, expected: Expected | None) -> Remark | None:
    if row.max_score + row.by_hand <= 0:
        return Remark("no-points")
    if row.kind == "reference":
        if not row.lost:
            return None
        warned = _warned(row)
        if warned is not None:
            return warned
        return Remark(
            "reference-not-full",
            {"score": row.score, "max_score": row.max_score, "cells": ", ".join(row.lost)},
        )
    meant = expected or Expected()
    said = (meant.score is not None or meant.loses is not None) and row.by_hand > 0
    if row.max_score > 0 and not row.lost and not said:
        return Remark("empty-full" if row.kind == "empty" else "wrong-full")
    if meant.score is not None and abs(row.score - meant.score) > 1e-9:
        return Remark("wrong-other-score", {"score": row.score, "expected": meant.score})
    if meant.loses is not None and set(row.lost) != meant.loses:
        return _other_tests(row.lost, meant.loses)
    return None


def _warned(row: CheckRow) -> Remark | None:
    """What to say where a warning is all that a test of the solution found."""
    for cell in row.cells:
        if cell.remark is not None and cell.remark.id == "stderr":
            return Remark("reference-stderr", {"cell": cell.grade_id, "said": cell.message})
    return None


def _other_tests(lost: tuple[str, ...], meant: frozenset[str]) -> Remark:
    more = [name for name in lost if name not in meant]
    kept = sorted(meant.difference(lost))
    if more:
        return Remark("wrong-loses-more", {"cells": ", ".join(more)})
    return Remark("wrong-loses-fewer", {"cells": ", ".join(kept)})
