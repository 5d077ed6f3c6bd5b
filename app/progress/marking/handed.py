"""Submissions and overrides as the rules of marks see them, read from the store."""

from collections.abc import Iterable
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, select
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
    query = select(
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
    ).where(
        is_of(SubmissionRow.account_id, whose), SubmissionRow.exercise_id.in_(list(exercise_ids))
    )
    found: dict[Key, list[Handed]] = {}
    for account_id, exercise_id, *rest in session.execute(query):
        found.setdefault((account_id, exercise_id), []).append(Handed(*rest))
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
