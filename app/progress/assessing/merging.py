"""The assessments of two accounts made one: see app.people.merging."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.progress.assessing.models import SittingAnswer, SittingGrant, SittingRow

Key = tuple[str, str]  # course id, kind


def merge_sittings(session: Session, kept: int, other: int) -> None:
    """Both accounts' sittings stay, the other's counted on from the kept one's, whose numbers stand
    in the journal. Where both have one open, the kept one's stays.

    What an instructor allowed for the next final of either holds for the next one of both.
    """
    mine, others = _rows(session, kept), _rows(session, other)
    next_before = {kept: _next_numbers(mine), other: _next_numbers(others)}
    still_open = {_key(row) for row in mine if row.handed_in_ms is None}
    after = dict(next_before[kept])
    for row in sorted(others, key=lambda row: row.number):
        if row.handed_in_ms is None and _key(row) in still_open:
            session.execute(delete(SittingAnswer).where(SittingAnswer.sitting_id == row.id))
            session.delete(row)
            continue
        # Moved with its new number at once: two of one account must never have the same.
        row.account_id, row.number = kept, after.get(_key(row), 1)
        after[_key(row)] = row.number + 1
    _merge_grants(session, kept, other, next_before, after)


def _merge_grants(
    session: Session,
    kept: int,
    other: int,
    next_before: dict[int, dict[Key, int]],
    next_after: dict[Key, int],
) -> None:
    query = select(SittingGrant).where(SittingGrant.account_id.in_([kept, other]))
    grants = session.scalars(query, execution_options={"populate_existing": True}).all()
    unused: dict[str, SittingGrant] = {}
    for grant in grants:
        key = (grant.course_id, "final")
        if grant.number >= next_before[grant.account_id].get(key, 1):
            unused[grant.course_id] = grant
            session.delete(grant)
        elif grant.account_id == other:
            # It was used, and the sitting has another number now.
            session.delete(grant)
    session.flush()
    for course_id, grant in unused.items():
        session.add(
            SittingGrant(
                account_id=kept,
                course_id=course_id,
                number=next_after.get((course_id, "final"), 1),
                allowed_by=grant.allowed_by,
                at_ms=grant.at_ms,
            )
        )


def _rows(session: Session, account_id: int) -> list[SittingRow]:
    query = select(SittingRow).where(SittingRow.account_id == account_id)
    return list(session.scalars(query, execution_options={"populate_existing": True}))


def _key(row: SittingRow) -> Key:
    return row.course_id, row.kind


def _next_numbers(rows: Iterable[SittingRow]) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for row in rows:
        found[_key(row)] = max(found.get(_key(row), 1), row.number + 1)
    return found
