"""Who changed which mark, when, from what to what and why: rows are added and never changed."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db
from app.people.models import Account
from app.progress.marking.models import MarkChange

Kind = Literal["points", "override", "exempt", "taken-back"]
# The journal's words for them. None of them leaves the school but as a digest.
EVENTS = {
    "points": "marked",
    "override": "mark-overridden",
    "exempt": "mark-exempt",
    "taken-back": "mark-taken-back",
}


@dataclass(frozen=True)
class Change:
    """One change of a mark. Points are the cell's for "points", else the mark's; None where there
    was or is no mark. `reason` is the comment for "points". `by` is a person's full name."""

    kind: str  # one of Kind
    number: int | None  # of the submission, where it is about one
    cell: str | None
    before: float | None
    after: float | None
    reason: str
    by: str
    at_ms: int


def changes(account_id: int, exercise_id: str) -> list[Change]:
    """The changes that people made to a student's mark, newest first."""
    query = (
        select(
            MarkChange.kind,
            MarkChange.number,
            MarkChange.cell,
            MarkChange.before,
            MarkChange.after,
            MarkChange.reason,
            Account.full_name,
            MarkChange.at_ms,
        )
        .join(Account, Account.id == MarkChange.by_id)
        .where(MarkChange.account_id == account_id, MarkChange.exercise_id == exercise_id)
        .order_by(MarkChange.id.desc())
    )
    return [Change(*row) for row in db.session.execute(query)]


def note_change(
    session: Session,
    kind: Kind,
    by: Account,
    account_id: int,
    exercise_id: str,
    *,
    before: float | None,
    after: float | None,
    reason: str = "",
    number: int | None = None,
    cell: str | None = None,
) -> None:
    """Keep a change and tell the journal, inside the caller's transaction.

    The journal holds the points and who gave them, not the words. Raises StudentErased.
    """
    session.add(
        MarkChange(
            account_id=account_id,
            exercise_id=exercise_id,
            number=number,
            cell=cell,
            kind=kind,
            before=before,
            after=after,
            reason=reason,
            by_id=by.id,
            at_ms=now_ms(),
        )
    )
    about = {"number": number, "cell": cell} if number is not None else {}
    journal.append(
        session,
        EVENTS[kind],
        account_id=account_id,
        item=exercise_id,
        payload=about | {"before": before, "after": after, "by": by.id},
    )
