"""Submissions and overrides as the rules of marks see them, read from the store."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.progress.marking.models import MarkOverride
from app.progress.marking.rules import Handed, Override
from app.progress.models import SubmissionRow

# Whose: one account, or a query that gives their ids.
Whose: TypeAlias = int | Select[int]
Key: TypeAlias = tuple[int, str]  # account id, exercise id


def handed_of(
    session: Session, whose: Whose, exercise_ids: Iterable[str]
) -> dict[Key, list[Handed]]:
    """The submissions, by student and exercise; one query of narrow rows."""
    return _by_key(session, select(*_COLUMNS).where(*_of(whose, exercise_ids)))


def handed_that_matter(
    session: Session, whose: Whose, exercise_ids: Iterable[str]
) -> dict[Key, list[Handed]]:
    """Those that make the marks where nothing is due: the best, the newest graded and the newest
    that waits, three at most, however often a class hands in. One query."""
    of = (SubmissionRow.account_id, SubmissionRow.exercise_id)
    graded = SubmissionRow.score.is_not(None)
    newest = func.row_number().over(
        partition_by=(*of, graded), order_by=SubmissionRow.number.desc()
    )
    points = func.coalesce(SubmissionRow.score + SubmissionRow.by_hand, -1)
    best = func.row_number().over(partition_by=of, order_by=(points.desc(), SubmissionRow.number))
    rows = (
        select(*_COLUMNS, newest.label("newest"), best.label("best"))
        .where(*_of(whose, exercise_ids))
        .subquery()
    )
    columns = [rows.c[column.key] for column in _COLUMNS]
    return _by_key(session, select(*columns).where(or_(rows.c.newest == 1, rows.c.best == 1)))


_COLUMNS = (
    SubmissionRow.account_id,
    SubmissionRow.exercise_id,
    SubmissionRow.public_id,
    SubmissionRow.number,
    SubmissionRow.handed_in_ms,
    SubmissionRow.score,
    SubmissionRow.max_score,
    SubmissionRow.by_hand,
    SubmissionRow.to_mark,
    SubmissionRow.needs_manual,
)


def _of(whose: Whose, exercise_ids: Iterable[str]) -> tuple[ColumnElement[bool], ...]:
    ids = list(exercise_ids)
    return is_of(SubmissionRow.account_id, whose), SubmissionRow.exercise_id.in_(ids)


def _by_key(session: Session, query: Any) -> dict[Key, list[Handed]]:
    found: dict[Key, list[Handed]] = {}
    for row in session.execute(query):
        found.setdefault((row[0], row[1]), []).append(Handed._make(row[2:]))
    return found


def overrides_of(
    session: Session, whose: Whose, exercise_ids: Iterable[str]
) -> dict[Key, Override]:
    """The overrides and exemptions, by student and exercise."""
    query = select(
        MarkOverride.account_id,
        MarkOverride.exercise_id,
        MarkOverride.points,
        MarkOverride.most,
        MarkOverride.reason,
        MarkOverride.by_id,
        MarkOverride.at_ms,
    ).where(is_of(MarkOverride.account_id, whose), MarkOverride.exercise_id.in_(list(exercise_ids)))
    return {
        (account_id, exercise_id): Override(points, most, reason, by_id, at_ms)
        for account_id, exercise_id, points, most, reason, by_id, at_ms in session.execute(query)
    }


def is_of(column: object, whose: Whose) -> ColumnElement[bool]:
    """That a column names this account, or one of those."""
    if isinstance(whose, int):
        return column == whose  # type: ignore[return-value]
    return column.in_(whose)  # type: ignore[attr-defined]
