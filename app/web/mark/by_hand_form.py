"""What a person typed while marking an answer: points, rows of the rubric, a comment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.catalog.model import Exercise
from app.catalog.rubric import RubricRow, ShownRow
from app.errors import N_, KisimaError
from app.progress.marking.manual import CellByHand
from app.web.mark.forms import typed_points
from app.web.numbers import as_points

QUICK = ("0", "half", "full")


class PointsNeeded(KisimaError):
    sentence = N_("Please write a number of points, or tick a row of the rubric.")


@dataclass(frozen=True)
class Choice:
    """A row of the rubric as the page offers it. `value`, which the form sends for it, is the row
    as its author wrote it, so that a rubric that changed meanwhile is noticed."""

    row: ShownRow
    value: str
    ticked: bool


@dataclass(frozen=True)
class Typed:
    """A form as it was sent, or as the page begins. `was` is what stood in the box of the points
    when the page was made; `base` what was stored then (CellByHand.base)."""

    points: str = ""
    rows: tuple[RubricRow, ...] = ()
    comment: str = ""
    keep: bool = False
    was: str = ""
    base: str = ""
    quick: str = ""

    def with_comment(self, text: str, points: float | None) -> "Typed":
        """The same with a kept comment put in; its points only where none were typed."""
        comment = f"{self.comment.rstrip()}\n{text}".strip()
        given = as_points(points) if points is not None and not self.points.strip() else self.points
        return replace(self, comment=comment, points=given)

    def based_on(self, stored: CellByHand) -> "Typed":
        """The same, knowing what stands now: to be sent again on purpose."""
        return replace(self, base=stored.base)


def beginning(stored: CellByHand) -> Typed:
    """What the form shows of what is stored."""
    points = "" if stored.points is None else as_points(stored.points)
    return Typed(points, stored.rows, stored.comment, was=points, base=stored.base)


def sent(form: MultiDict[str, str], offered: Sequence[RubricRow]) -> Typed:
    """What was sent; rows that are not offered are left out."""
    ticked = set(form.getlist("row"))
    return Typed(
        points=form.get("points", "")[:40],
        rows=tuple(row for row in offered if value_of(row) in ticked),
        comment=form.get("comment", "").replace("\r\n", "\n"),
        keep=bool(form.get("keep")),
        was=form.get("was", "")[:40],
        base=form.get("base", "")[:80],
        quick=form.get("quick", "") if form.get("quick") in QUICK else "",
    )


def points_of(typed: Typed, stored: CellByHand) -> float | None:
    """The points that a form means. A quick button comes first; then what was typed; rows alone
    are added up. None, for points taken away, only where there were some.

    Raises PointsNeeded.
    """
    if typed.quick:
        return {"0": 0.0, "half": stored.most / 2, "full": stored.most}[typed.quick]
    try:
        points = typed_points(typed.points)
    except ValueError:
        raise PointsNeeded() from None
    # Without scripts the box does not follow the rows: it says what it said before.
    untouched = typed.points == typed.was and typed.rows != stored.rows
    if typed.rows and (points is None or untouched):
        return added_up(typed.rows, stored.most)
    if points is None and stored.points is None:
        raise PointsNeeded()
    return points


def added_up(rows: Sequence[RubricRow], most: float) -> float:
    """The points of rows together, from 0 to `most`."""
    return min(most, max(0.0, sum(row.points for row in rows)))


def choices(exercise: Exercise, stored: CellByHand, typed: Typed, lang: str) -> list[Choice]:
    """The rows to tick, in a language; those that were given from an earlier rubric stand at the
    end."""
    return [
        Choice(exercise.row(lang, row), value_of(row), row in typed.rows)
        for row in offered_rows(exercise.rubric, stored)
    ]


def offered_rows(
    rubric: Mapping[str, Sequence[RubricRow]], stored: CellByHand
) -> tuple[RubricRow, ...]:
    """The rubric's rows for a cell, and rows that were given and are no longer in it."""
    present = tuple(rubric.get(stored.cell, ()))
    return present + tuple(row for row in stored.rows if row not in present)


def value_of(row: RubricRow) -> str:
    """A row in one text."""
    return f"{row.points:g} {row.text}"


def quick_words(most: float) -> list[tuple[str, str]]:
    """The quick buttons: what they send, and what they say."""
    return [
        ("0", as_points(0)),
        ("half", _("half: %(points)s", points=as_points(most / 2))),
        ("full", _("full: %(points)s", points=as_points(most))),
    ]
