"""What one student was assigned, all her classes together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_, func, select

from app.clock import now_ms
from app.database import db
from app.people.models import ClassCourse, ClassMember
from app.progress.assigning.models import Assignment, AssignmentExtension
from app.progress.assigning.rules import Status, Times, extended, next_change, status, together

Key = tuple[str, str]  # kind, item id


@dataclass(frozen=True)
class Mine:
    """A student's assignments by kind and item id, as they stood at `at_ms`.

    `until_ms` is when one of them opens or becomes overdue next; None: never.
    """

    at_ms: int
    times: Mapping[Key, Times] = field(default_factory=dict)
    courses: Mapping[Key, str] = field(default_factory=dict)
    until_ms: int | None = None

    def of(self, kind: str, item_id: str) -> Times:
        """When it opens and is due for her."""
        return self.times.get((kind, item_id), Times())

    def status(self, kind: str, item_id: str) -> Status:
        """How it stands; "open" where it was not assigned."""
        return status(self.of(kind, item_id), self.at_ms)


def assigned_to(account_id: int) -> Mine:
    """What a student was assigned; one query where she was assigned nothing, else two.

    Another class of hers that follows the course and assigned nothing leaves it open.
    """
    session, now = db.session(), now_ms()
    mine = and_(ClassMember.account_id == account_id, ClassMember.role == "student")
    query = (
        select(
            Assignment.kind,
            Assignment.item_id,
            Assignment.course_id,
            Assignment.opens_ms,
            Assignment.due_ms,
            AssignmentExtension.due_ms,
        )
        .join(ClassMember, and_(ClassMember.class_id == Assignment.class_id, mine))
        .outerjoin(
            AssignmentExtension,
            and_(
                AssignmentExtension.assignment_id == Assignment.id,
                AssignmentExtension.account_id == account_id,
            ),
        )
    )
    found: dict[Key, list[Times]] = {}
    courses: dict[Key, str] = {}
    for kind, item_id, course_id, opens, due, until in session.execute(query):
        found.setdefault((kind, item_id), []).append(extended(Times(opens, due), until))
        courses[kind, item_id] = course_id
    if not found:
        return Mine(now)
    following = (
        select(ClassCourse.course_id, func.count())
        .join(ClassMember, and_(ClassMember.class_id == ClassCourse.class_id, mine))
        .group_by(ClassCourse.course_id)
    )
    classes = dict(session.execute(following).tuples().all())
    times = {}
    for key, several in found.items():
        joined = together(several)
        if len(several) < classes.get(courses[key], 0):
            joined = Times(None, joined.due_ms)
        times[key] = joined
    return Mine(now, times, courses, next_change(times.values(), now))
