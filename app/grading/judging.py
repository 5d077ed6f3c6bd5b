"""From a test cell's run to its result."""

import re
from dataclasses import dataclass, replace

from app.grading.remarks import Remark
from app.grading.results import CellGrade, Status
from app.grading.running import Ran
from app.grading.scoring import reason_of, score_of
from app.grading.warnings import missing_part, missing_parts
from app.kernels.interface import CellRun, Limits
from app.notebooks.graded import GradedCell
from app.notebooks.tracebacks import clean_message, is_unwritten, last_line, shorten_traceback

# `/tmp/x/3.py:12: UserWarning: …`
_PLACE = re.compile(r"\A.*?:\d+: (?=\w+: )")


@dataclass(frozen=True)
class Judged:
    """A test's result without words from the notebook, and what the instructor should know."""

    grade: CellGrade
    flags: tuple[Remark, ...] = ()


def judge(test: GradedCell, index: int, ran: Ran, limits: Limits) -> Judged:
    """The verdict and the points for the test cell at a place in the notebook."""
    run = ran.runs.get(index)
    row = CellGrade(
        grade_id=test.grade_id,
        title=test.title or test.grade_id,
        score=0.0,
        max_score=test.points,
        status="error",
        hint=test.hint,
        hidden=test.hidden,
    )
    if index in ran.forged:
        return Judged(replace(row, remark=Remark("not-trusted")))
    if run is None:
        why = Remark("not-run-died")
        if ran.stopped == "time":
            why = Remark("not-run-time", {"seconds": round(limits.total_seconds)})
        return Judged(replace(row, status="not-run", remark=why))
    if run.status == "timeout":
        why = Remark("timeout", {"seconds": round(limits.cell_seconds)})
        return Judged(replace(row, status="timeout", remark=why))
    if run.status == "died":
        return Judged(replace(row, status="died", remark=Remark("died")))
    if run.status == "error":
        name = _error_name(run)
        verdict: Status = "failed" if name == "AssertionError" else "error"
        return Judged(replace(row, status=verdict), missing_parts(test.grade_id, run))
    if run.status != "ok":
        return Judged(replace(row, remark=Remark(run.status)))
    judged = _judge_outputs(row, run)
    if index in ran.spoilt and judged.grade.score:
        return Judged(replace(row, remark=Remark("not-trusted")), judged.flags)
    return judged


def _judge_outputs(row: CellGrade, run: CellRun) -> Judged:
    scored = score_of(run.outputs, row.max_score)
    about = {"cell": row.grade_id, "result": scored.result}
    if scored.by == "error":
        name = _error_name(run)
        return Judged(replace(row, status="failed" if name == "AssertionError" else "error"))
    if scored.by == "stderr":
        return Judged(replace(row, remark=Remark("stderr")))
    if scored.by == "above":
        return Judged(row, (Remark("score-above-maximum", {**about, "points": row.max_score}),))
    flags = (Remark("odd-result", about),) if scored.by == "odd" else ()
    if scored.score >= row.max_score:
        return Judged(replace(row, score=scored.score, status="passed"), flags)
    status: Status = "partial" if scored.score else "failed"
    return Judged(replace(row, score=scored.score, status=status), flags)


def explain(row: CellGrade, index: int, ran: Ran) -> CellGrade:
    """The result with the words of its failure; for a student only of a run without hidden tests.

    Where this run did not fail, the hidden lines decided and the result stays without words.
    """
    run = ran.runs[index]
    if run.status not in ("ok", "error"):
        return row
    if row.status == "partial":
        return _with_reason(row, run)
    error = _error(run)
    if error is None:
        by = score_of(run.outputs, row.max_score).by
        if by == "stderr":
            return replace(row, message=_first_warning(run), hidden=False)
        return replace(row, hidden=False) if by == "above" else row
    message = last_line(error)
    if error.get("ename") == "AssertionError":
        message = clean_message(str(error.get("evalue") or ""))
    short = shorten_traceback(error, cells=ran.sources_by_count(index))
    remark = Remark("not-written") if is_unwritten(error) else missing_part(error) or row.remark
    return replace(row, message=message, traceback=short, hidden=False, remark=remark)


def _with_reason(row: CellGrade, run: CellRun) -> CellGrade:
    """A partial score with what the test printed as `Reason: …`, where the same lines gave it."""
    if score_of(run.outputs, row.max_score).score != row.score:
        return row
    return replace(row, message=clean_message(reason_of(run.outputs)), hidden=False)


def _first_warning(run: CellRun) -> str:
    """The first line on stderr, without the place in a file that warnings begin with."""
    printed = "".join(
        str(output.get("text", ""))
        for output in run.outputs
        if output.get("output_type") == "stream" and output.get("name") == "stderr"
    )
    return clean_message(_PLACE.sub("", printed.strip().partition("\n")[0]))


def _error(run: CellRun) -> dict[str, object] | None:
    errors = [output for output in run.outputs if output.get("output_type") == "error"]
    return errors[-1] if errors else None


def _error_name(run: CellRun) -> str:
    error = _error(run)
    return str(error.get("ename")) if error else ""
