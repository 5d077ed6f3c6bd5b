"""Setting a mark by hand, exempting a student, and taking either back: each with a reason.

An override is final: the late rule takes nothing from it, and neither a regrading nor a new
submission changes it until it is taken back.
"""

from sqlalchemy.orm import Session

from app.clock import now_ms
from app.database import transaction
from app.errors import N_, KisimaError
from app.people.models import Account
from app.progress.counting import settle
from app.progress.marking.history import Kind, note_change
from app.progress.marking.item import Item
from app.progress.marking.manual import LONGEST_COMMENT, CommentTooLong, PointsOutOfRange
from app.progress.marking.marks import standing_mark
from app.progress.marking.models import MarkOverride


class ReasonNeeded(KisimaError):
    sentence = N_("Please write why, so that the student and your colleagues can understand it.")


def override(by: Account, account_id: int, item: Item, points: float, reason: str) -> None:
    """Set a student's mark. The caller checks that `by` teaches her.

    Raises ReasonNeeded, CommentTooLong, PointsOutOfRange.
    """
    if not 0 <= points <= item.most:
        raise PointsOutOfRange(most=f"{item.most:g}")
    _set(by, account_id, item, points, _checked(reason))


def exempt(by: Account, account_id: int, item: Item, reason: str) -> None:
    """Let a student off an exercise; raises ReasonNeeded or CommentTooLong."""
    _set(by, account_id, item, None, _checked(reason))


def take_back(by: Account, account_id: int, item: Item, reason: str = "") -> bool:
    """Let the mark be reckoned again; returns whether there was anything to take back."""
    if len(reason) > LONGEST_COMMENT:
        raise CommentTooLong(most=LONGEST_COMMENT)
    with transaction() as session:
        row = session.get(MarkOverride, (account_id, item.exercise_id), populate_existing=True)
        if row is None:
            return False
        session.delete(row)
        _tell(session, "taken-back", by, account_id, item, row.points, reason.strip())
    return True


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ReasonNeeded()
    if len(reason) > LONGEST_COMMENT:
        raise CommentTooLong(most=LONGEST_COMMENT)
    return reason


def _set(by: Account, account_id: int, item: Item, points: float | None, reason: str) -> None:
    with transaction() as session:
        key = (account_id, item.exercise_id)
        row = session.get(MarkOverride, key, populate_existing=True)
        if row is not None and (row.points, row.reason) == (points, reason):
            return
        before = standing_mark(session, account_id, item).points
        if row is None:
            row = MarkOverride(account_id=account_id, exercise_id=item.exercise_id)
            session.add(row)
        row.points, row.most, row.reason = points, item.most, reason
        row.by_id, row.at_ms = by.id, now_ms()
        kind: Kind = "exempt" if points is None else "override"
        _tell(session, kind, by, account_id, item, before, reason)


def _tell(
    session: Session,
    kind: Kind,
    by: Account,
    account_id: int,
    item: Item,
    before: float | None,
    reason: str,
) -> None:
    session.flush()
    after = standing_mark(session, account_id, item).points
    note_change(
        session, kind, by, account_id, item.exercise_id, before=before, after=after, reason=reason
    )
    settle(session, account_id, item.exercise_id, item.counts, item.goal, item.most)
