"""Whose final was passed: what completing a course asks."""

from collections.abc import Iterable

from sqlalchemy import select

from app.database import db
from app.progress.assessing.models import SittingRow


def finals_passed(account_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The ids of the courses whose final was passed, by account id."""
    query = select(SittingRow.account_id, SittingRow.course_id).where(
        SittingRow.account_id.in_(list(account_ids)), SittingRow.passed.is_(True)
    )
    found: dict[int, set[str]] = {}
    for account_id, course_id in db.session.execute(query):
        found.setdefault(account_id, set()).add(course_id)
    return {account_id: frozenset(courses) for account_id, courses in found.items()}
