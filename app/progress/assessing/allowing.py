"""One more final for a student, or one sooner, by her instructor."""

from collections.abc import Iterable

from sqlalchemy import select

from app import journal
from app.catalog.model import Course
from app.clock import now_ms
from app.database import db, transaction
from app.people.accounts import touch
from app.people.models import Account
from app.progress.assessing.errors import NothingToAllow
from app.progress.assessing.models import SittingGrant
from app.progress.assessing.reading import sittings_of
from app.progress.assessing.resits import next_step


def allow(by: Account, account_id: int, course: Course) -> int:
    """Let a student begin her next final now, also where she has sat it as often as the plan says;
    returns its number. Twice is as once. The caller checks that `by` teaches her.

    Raises NothingToAllow where she may begin anyway, has one open, or has passed.
    """
    with transaction() as session:
        before = sittings_of(account_id, course.id)
        allowed = allowed_numbers([account_id], course.id).get(account_id, frozenset())
        step = next_step(course.assessment, "final", before, now_ms(), allowed)
        if step.number in allowed and step.state == "ready":
            return step.number
        if step.state not in ("wait", "none-left"):
            raise NothingToAllow()
        session.add(
            SittingGrant(
                account_id=account_id,
                course_id=course.id,
                number=step.number,
                allowed_by=by.id,
                at_ms=now_ms(),
            )
        )
        journal.append(
            session,
            "sitting-allowed",
            account_id=account_id,
            item=course.id,
            payload={"number": step.number, "by": by.id},
        )
        touch(session, account_id)
        return step.number


def allowed_numbers(account_ids: Iterable[int], course_id: str) -> dict[int, frozenset[int]]:
    """The numbers of the finals in a course that instructors have allowed, by account id."""
    query = select(SittingGrant.account_id, SittingGrant.number).where(
        SittingGrant.account_id.in_(list(account_ids)), SittingGrant.course_id == course_id
    )
    found: dict[int, set[int]] = {}
    for account_id, number in db.session.execute(query):
        found.setdefault(account_id, set()).add(number)
    return {account_id: frozenset(numbers) for account_id, numbers in found.items()}
