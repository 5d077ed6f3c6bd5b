"""What students sat, as plain values."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.catalog.bank import AssessmentKind
from app.database import db
from app.progress.assessing.drawing import Drawn
from app.progress.assessing.errors import NoSuchSitting
from app.progress.assessing.models import SittingAnswer, SittingRow


@dataclass(frozen=True)
class Given:
    """What a student gave to a question: places of options from "0", or one text.

    `right` is None until it is handed in, and then where the question did not count. `values` are
    empty where it was handed in without an answer.
    """

    values: tuple[str, ...]
    right: bool | None
    at_ms: int


@dataclass(frozen=True)
class Sitting:
    """A start quiz or a final that was begun. Times are milliseconds since 1970 in UTC.

    `handed_in_ms`, `right`, `total` and `passed` are None while it is open; `passed` stays None of
    a start quiz. `answers` are by question id; once it was handed in each question has one.
    """

    id: int
    public_id: str
    account_id: int
    course_id: str
    kind: AssessmentKind
    number: int
    questions: tuple[Drawn, ...]
    answers: Mapping[str, Given]
    started_ms: int
    handed_in_ms: int | None
    right: int | None
    total: int | None
    passed: bool | None

    @property
    def is_open(self) -> bool:
        """Whether it waits to be handed in."""
        return self.handed_in_ms is None

    @property
    def share(self) -> float:
        """The share of right answers, 0 to 1; 0 while it is open."""
        return (self.right or 0) / self.total if self.total else 0.0

    @property
    def unanswered(self) -> tuple[Drawn, ...]:
        """The questions without an answer."""
        answered = {id for id, given in self.answers.items() if given.values}
        return tuple(one for one in self.questions if one.question_id not in answered)

    @property
    def gone(self) -> tuple[str, ...]:
        """The questions that did not count, since they had left the bank when it was handed in."""
        if self.is_open:
            return ()
        return tuple(id for id, given in self.answers.items() if given.right is None)


def sitting(account_id: int, public_id: str) -> Sitting:
    """One of a student's sittings. Raises NoSuchSitting."""
    mine, this = SittingRow.account_id == account_id, SittingRow.public_id == public_id
    found = _sittings(db.session(), mine, this)
    if not found:
        raise NoSuchSitting()
    return found[0]


def sittings_of(account_id: int, course_id: str) -> tuple[Sitting, ...]:
    """A student's sittings in a course, of both kinds; the first begun first."""
    return sittings_of_class([account_id], course_id).get(account_id, ())


def sittings_of_class(account_ids: Iterable[int], course_id: str) -> dict[int, tuple[Sitting, ...]]:
    """The sittings of several students in a course, by account id; see sittings_of."""
    found: dict[int, list[Sitting]] = {}
    theirs = SittingRow.account_id.in_(list(account_ids))
    for one in _sittings(db.session(), theirs, SittingRow.course_id == course_id):
        found.setdefault(one.account_id, []).append(one)
    return {account_id: tuple(several) for account_id, several in found.items()}


def as_sitting(session: Session, row: SittingRow) -> Sitting:
    """The row with its answers as a plain value."""
    return _sittings(session, SittingRow.id == row.id)[0]


def questions_in(row: SittingRow) -> tuple[Drawn, ...]:
    """What was drawn for it."""
    return tuple(Drawn(id, lesson, tuple(order)) for id, lesson, order in json.loads(row.questions))


def _sittings(session: Session, *which: ColumnElement[bool]) -> list[Sitting]:
    """The sittings that all of `which` holds for, the first begun first: two queries."""
    fresh = {"populate_existing": True}
    query = select(SittingRow).where(*which).order_by(SittingRow.started_ms, SittingRow.id)
    rows = session.scalars(query, execution_options=fresh).all()
    answers: dict[int, dict[str, Given]] = {row.id: {} for row in rows}
    if rows:
        given = (
            select(SittingAnswer)
            .join(SittingRow, SittingRow.id == SittingAnswer.sitting_id)
            .where(*which)
        )
        for one in session.scalars(given, execution_options=fresh):
            values = tuple(json.loads(one.given))
            kept = answers.setdefault(one.sitting_id, {})
            kept[one.question_id] = Given(values, one.right, one.at_ms)
    return [_value(row, answers[row.id]) for row in rows]


def _value(row: SittingRow, answers: Mapping[str, Given]) -> Sitting:
    return Sitting(
        id=row.id,
        public_id=row.public_id,
        account_id=row.account_id,
        course_id=row.course_id,
        kind=cast(AssessmentKind, row.kind),
        number=row.number,
        questions=questions_in(row),
        answers=answers,
        started_ms=row.started_ms,
        handed_in_ms=row.handed_in_ms,
        right=row.right,
        total=row.total,
        passed=row.passed,
    )
