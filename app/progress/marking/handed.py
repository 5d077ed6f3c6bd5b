"""Submissions and overrides as the rules of marks see them, read from the store."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

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
    return _by_key(session, select(*_COLUMNS).where(*_of(whose, exercise_ids)))


def handed_that_matter(
    session: Session, whose: Whose, exercise_ids: Iterable[str]
) -> dict[Key, list[Handed]]:
    """Those that make the marks where nothing is due: the best, the newest graded and the newest
    that waits, three at most are kept, however often a class hands in. One query.

    They are picked out here: windows in the query took the store twice as long as the plain rows.
    """
    query = select(*_COLUMNS).where(*_of(whose, exercise_ids))
    # The order is an index's, and brings together what belongs to one student and exercise.
    query = query.order_by(
        SubmissionRow.account_id, SubmissionRow.exercise_id, SubmissionRow.number
    )
    session.flush()
    found: dict[Key, list[Handed]] = {}
    key: Key | None = None
    all_of: list[Handed] = []
    for rows in session.connection().execute(query).partitions(1000):
        for row in rows:
            if key is None or row[1] != key[1] or row[0] != key[0]:
                key, all_of = (row[0], row[1]), []
                found[key] = all_of
            elif len(all_of) > _MANY:
                all_of[:] = _that_matter(all_of)
            all_of.append(Handed._make(row[2:]))
    return {key: of if len(of) <= 3 else _that_matter(of) for key, of in found.items()}


_MANY = 20  # so many of one cell are gathered before the few are picked out of them


def _that_matter(handed: Sequence[Handed]) -> list[Handed]:
    """The best (of equal ones the first), the newest graded and the newest that waits; `handed`
    stand by their numbers."""
    graded = [one for one in handed if one.automatic is not None]
    waiting = [one for one in handed if one.automatic is None][-1:]
    if not graded:
        return waiting
    best = max(graded, key=lambda one: one.points or 0.0)
    # By their numbers again, for more may follow.
    few = {one.number: one for one in (best, graded[-1], *waiting)}
    return [few[number] for number in sorted(few)]


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
    session.flush()
    # Plain rows: a class's gradebook has thousands, and the ORM's own cost as much as the query.
    for row in session.connection().execute(query).fetchall():
        key, one = (row[0], row[1]), Handed._make(row[2:])
        if key in found:
            found[key].append(one)
        else:
            found[key] = [one]
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
