"""Results and states in the reader's words."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.grading import CellGrade
from app.progress.submissions import Submission
from app.web.practice.sheet import Slot


@dataclass(frozen=True)
class TestView:
    """One test of a result: its verdict in words, with a sign and the style's class."""

    title: str
    verdict: str
    sign: str
    mark: str
    score: float
    max_score: float
    hint: str
    message: str
    remark: str
    traceback: str


def cell_label(slot: Slot) -> str:
    """A cell's name on the page."""
    if slot.kind == "answer":
        return _("Your answer %(number)s", number=slot.number)
    if slot.kind == "test":
        return _("Test: %(title)s", title=slot.title) if slot.title else _("Test")
    return _("Code cell %(number)s", number=slot.number)


def version_reason(reason: str) -> str:
    """Why an earlier version was kept."""
    known = {
        "conflict": _("typed in another tab or on another computer"),
        "start-over": _("before you started over"),
        "upload": _("before an upload"),
        "restore": _("before an earlier version was taken back"),
        "reset": _("before a cell was reset"),
    }
    return known.get(reason, reason)


def queue_words(submission: Submission, place: int) -> str:
    """How far the grading of a submission is; `place` 1 is the next."""
    if submission.state == "leased":
        return _("Your work is being tested now.")
    before = max(0, place - 1)
    if not before:
        return _("Your work is tested next.")
    return ngettext(
        "Waiting: %(num)s notebook is tested before yours.",
        "Waiting: %(num)s notebooks are tested before yours.",
        before,
    )


def test_view(cell: CellGrade, number: int) -> TestView:
    """A cell's grade as the student sees it; of a hidden test only title, hint and verdict."""
    verdicts = {
        "passed": _("Passed"),
        "failed": _("Not passed yet"),
        "partial": _("Partly passed"),
        "error": _("Stopped by an error"),
        "timeout": _("Took too long"),
        "died": _("Python stopped, most often for want of memory"),
        "manual": _("Your instructor marks this"),
        "not-run": _("Was not reached"),
    }
    good, open_ = cell.status == "passed", cell.status == "manual"
    return TestView(
        title=cell.title or _("Test %(number)s", number=number),
        verdict=verdicts.get(cell.status, cell.status),
        sign="✓" if good else "…" if open_ else "✗",
        mark="right" if good else "" if open_ else "wrong",
        score=cell.score,
        max_score=cell.max_score,
        hint="" if good else cell.hint,
        message="" if good or cell.hidden or cell.remark else cell.message,
        remark=_(cell.remark.sentence, **cell.remark.values) if cell.remark else "",
        traceback="" if good or cell.hidden else cell.traceback,
    )
