"""Results and states in the reader's words."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalog.model import Exercise
from app.catalog.rubric import RubricRow, ShownRow
from app.grading import CellGrade
from app.progress.marking.manual import CellByHand
from app.progress.standing import Standing
from app.progress.submissions import Submission
from app.web.practice.error_words import meaning
from app.web.practice.sheet import Slot
from app.web.word_lists import kept_apart

A_FEW_SECONDS = 6
NO_TITLES: Mapping[str, str] = {}


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
    said: str = ""  # by Python itself, and
    meaning: str = ""  # what that means
    comment: str = ""  # what a person says to it
    rows: tuple[ShownRow, ...] = ()  # of the rubric, as she ticked them
    lang: str = ""  # of the title, where it is not the result's

    @property
    def waits(self) -> bool:
        """Whether a person has still to say what it is worth."""
        return self.sign == "…"


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
        "merged": _("from your other account, which was merged into this one"),
    }
    return known.get(reason, reason)


def queue_words(submission: Submission, standing: Standing) -> str:
    """How far the grading of a submission is, and when its result may be expected."""
    if submission.state == "leased":
        place = _("Your work is being tested now.")
    elif not standing.before:
        place = _("Your work is tested next.")
    else:
        place = ngettext(
            "Waiting: %(num)s notebook is tested before yours.",
            "Waiting: %(num)s notebooks are tested before yours.",
            standing.before,
        )
    return f"{place} {expected_words(standing.seconds)}".strip()


def expected_words(seconds: float | None) -> str:
    """When a result may be expected, no more exactly than anybody can know."""
    if seconds is None:
        return ""
    if seconds <= A_FEW_SECONDS:
        return _("The result should be here in a few seconds.")
    if seconds <= 55:
        return ngettext(
            "The result should be here in about %(num)s second.",
            "The result should be here in about %(num)s seconds.",
            math.ceil(seconds / 10) * 10,
        )
    return ngettext(
        "The result should be here in about %(num)s minute.",
        "The result should be here in about %(num)s minutes.",
        math.ceil((seconds - 5) / 60),
    )


def shown_rows(
    rows: Iterable[RubricRow], exercise: Exercise | None, lang: str
) -> tuple[ShownRow, ...]:
    """Rows of a rubric in the reader's language; as they are where the exercise is gone."""
    if exercise is None:
        return tuple(ShownRow(row.text, row.points) for row in rows)
    return tuple(exercise.row(lang, row) for row in rows)


def test_view(
    cell: CellGrade,
    number: int,
    given: CellByHand | None = None,
    exercise: Exercise | None = None,
    lang: str = "",
    titles: Mapping[str, str] = NO_TITLES,
) -> TestView:
    """A cell's grade as the student sees it; of a hidden test only title, hint and verdict.

    `given` is what a person gave for it, where that is shown; rows of the exercise's rubric in it
    are put into the language `lang`, which is also that of `titles`, for cells without one.
    """
    named = titles.get(cell.grade_id, "")
    view = _view(cell, named or cell.title or _("Test %(number)s", number=number))
    if given is not None and (given.points is not None or given.comment or given.rows):
        view = _marked(view, given, shown_rows(given.rows, exercise, lang))
    return replace(view, lang=exercise.language_for(lang)) if named and exercise else view


def _view(cell: CellGrade, title: str) -> TestView:
    told = "" if cell.status == "passed" or cell.hidden or cell.remark else cell.message
    # Python's own words; an exercise that raises errors of its own has words that students read.
    said = told if cell.status == "error" and told.isascii() else ""
    name, _colon, of_error = (told if cell.status == "error" else "").partition(": ")
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
        title=title,
        verdict=verdicts.get(cell.status, cell.status),
        sign="✓" if good else "…" if open_ else "✗",
        mark="right" if good else "" if open_ else "wrong",
        score=cell.score,
        max_score=cell.max_score,
        hint="" if good else cell.hint,
        message="" if said else told,
        remark=_(cell.remark.sentence, **kept_apart(cell.remark.values)) if cell.remark else "",
        traceback="" if good or cell.hidden else cell.traceback,
        said=said,
        meaning=meaning(name, of_error),
    )


def _marked(view: TestView, given: CellByHand, rows: tuple[ShownRow, ...]) -> TestView:
    """A cell as a person marked it."""
    full = given.points is not None and given.points >= view.max_score
    return TestView(
        title=view.title,
        verdict=_("Marked by your instructor")
        if given.points is not None
        else _("Your instructor marks this"),
        sign="✓" if full else "•" if given.points is not None else "…",
        mark="right" if full else "",
        score=given.points or 0.0,
        max_score=view.max_score,
        hint="",
        message="",
        remark="",
        traceback="",
        comment=given.comment,
        rows=rows,
    )
