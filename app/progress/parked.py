"""What the graders are doing, what could not be graded and why, and another chance for it."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select, true, update

from app import journal
from app.database import db, transaction
from app.people.accounts import touch
from app.people.models import Account
from app.progress.models import SubmissionRow
from app.progress.queue_clock import queue_now_ms

# A sweep finds what no wake-up told of within half a lease, so that this means that none is alive.
OVERDUE_SECONDS = 120


@dataclass(frozen=True)
class Workload:
    """How many submissions wait for their first grade (`waiting`), are put off for a while after a
    failure (`resting`), wait to be graded once more (`again`), are held by a grader that is alive
    (`held`), and were given up (`parked`). Of those that wait, `overdue` should have been
    graded long ago."""

    waiting: int
    resting: int
    again: int
    held: int
    parked: int
    overdue: int


@dataclass(frozen=True)
class Parked:
    """A submission that could not be graded; `reason` is the last failure's own words."""

    public_id: str
    full_name: str
    exercise_id: str
    number: int
    handed_in_ms: int
    reason: str


def workload() -> Workload:
    """The queue as it is now: two queries of what waits, whatever the size of the history."""
    now = queue_now_ms(db.session())
    ahead = SubmissionRow.lease_until_ms > now
    query = (
        select(SubmissionRow.state, ahead, func.count())
        .where(SubmissionRow.state.in_(("waiting", "leased", "again", "parked")))
        .group_by(SubmissionRow.state, ahead)
    )
    found: dict[tuple[str, bool], int] = {}
    for state, later, count in db.session.execute(query):
        key = (state, bool(later))
        found[key] = found.get(key, 0) + count

    long_ago = now - OVERDUE_SECONDS * 1000
    overdue = select(func.count()).where(
        SubmissionRow.state.in_(("waiting", "leased")),
        SubmissionRow.handed_in_ms < long_ago,
        or_(SubmissionRow.lease_until_ms.is_(None), SubmissionRow.lease_until_ms < long_ago),
    )

    def of(state: str) -> int:
        return found.get((state, True), 0) + found.get((state, False), 0)

    return Workload(
        # What a dead grader held waits too.
        waiting=found.get(("waiting", False), 0) + found.get(("leased", False), 0),
        resting=found.get(("waiting", True), 0),
        again=of("again"),
        held=found.get(("leased", True), 0),
        parked=of("parked"),
        overdue=db.session.scalar(overdue) or 0,
    )


def how_many() -> int:
    """How many submissions could not be graded."""
    query = select(func.count()).where(SubmissionRow.state == "parked")
    return db.session.scalar(query) or 0


def parked(limit: int = 50) -> list[Parked]:
    """What could not be graded, the oldest first."""
    query = (
        select(
            SubmissionRow.public_id,
            Account.full_name,
            SubmissionRow.exercise_id,
            SubmissionRow.number,
            SubmissionRow.handed_in_ms,
            SubmissionRow.trouble,
        )
        .join(Account, Account.id == SubmissionRow.account_id)
        .where(SubmissionRow.state == "parked")
        .order_by(SubmissionRow.handed_in_ms, SubmissionRow.id)
        .limit(limit)
    )
    return [Parked(*row[:5], reason=row.trouble or "") for row in db.session.execute(query)]


def try_parked_again(by: Account, public_id: str = "") -> int:
    """Put what was given up back into the queue: one submission, or all; returns how many."""
    which = SubmissionRow.public_id == public_id if public_id else true()
    with transaction() as session:
        rows = session.execute(
            select(SubmissionRow.id, SubmissionRow.account_id).where(
                SubmissionRow.state == "parked", which
            )
        ).all()
        if not rows:
            return 0
        session.execute(
            update(SubmissionRow)
            .where(SubmissionRow.id.in_([row.id for row in rows]))
            # It has rested until now, and is not overdue.
            .values(state="waiting", tries=0, lease_until_ms=queue_now_ms(session)),
            execution_options={"synchronize_session": False},
        )
        for account_id in {row.account_id for row in rows}:
            touch(session, account_id)  # her page says again that her work waits
        journal.append(
            session,
            "parked-tried-again",
            account_id=by.id,
            payload={"submissions": len(rows)},
        )
    return len(rows)
