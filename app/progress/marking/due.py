"""When the exercises that were assigned are due, for a class or for one student."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.people.models import ClassMember
from app.progress.assigning.models import Assignment, AssignmentExtension
from app.progress.marking.late import Due, LateRule


@dataclass(frozen=True)
class Dues:
    """When exercises are due: `everyone` by exercise id, `extended` by account and exercise id."""

    everyone: Mapping[str, Due] = field(default_factory=dict)
    extended: Mapping[tuple[int, str], Due] = field(default_factory=dict)

    def of(self, account_id: int, exercise_id: str) -> Due | None:
        """When it is due for a student; None where it never is."""
        return self.extended.get((account_id, exercise_id)) or self.everyone.get(exercise_id)

    def ever(self, exercise_id: str) -> bool:
        """Whether it is due for anybody."""
        return exercise_id in self.everyone or any(key[1] == exercise_id for key in self.extended)


def dues_in_class(session: Session, class_id: int, exercise_ids: Iterable[str]) -> Dues:
    """What a class was assigned."""
    of_class = (Assignment.class_id == class_id, *_due_ones(exercise_ids))
    query = select(Assignment.item_id, Assignment.due_ms, Assignment.late_rule).where(*of_class)
    everyone = {
        exercise_id: Due(due_ms, LateRule.read(rule))
        for exercise_id, due_ms, rule in session.execute(query)
        if due_ms is not None
    }
    if not everyone:
        return Dues()
    more = (
        select(AssignmentExtension.account_id, Assignment.item_id, AssignmentExtension.due_ms)
        .join(Assignment, Assignment.id == AssignmentExtension.assignment_id)
        .where(*of_class)
    )
    extended = {
        (account_id, exercise_id): _later(everyone[exercise_id], until_ms)
        for account_id, exercise_id, until_ms in session.execute(more)
    }
    return Dues(everyone, extended)


def dues_of(session: Session, account_id: int, exercise_ids: Iterable[str]) -> Dues:
    """What a student was assigned; of several classes the latest moment holds."""
    query = (
        select(
            Assignment.item_id,
            Assignment.due_ms,
            Assignment.late_rule,
            AssignmentExtension.due_ms,
        )
        .join(
            ClassMember,
            and_(
                ClassMember.class_id == Assignment.class_id,
                ClassMember.account_id == account_id,
                ClassMember.role == "student",
            ),
        )
        .outerjoin(
            AssignmentExtension,
            and_(
                AssignmentExtension.assignment_id == Assignment.id,
                AssignmentExtension.account_id == account_id,
            ),
        )
        .where(*_due_ones(exercise_ids))
    )
    found: dict[str, Due] = {}
    for exercise_id, due_ms, rule, until_ms in session.execute(query):
        if due_ms is None:
            continue
        due = _later(Due(due_ms, LateRule.read(rule)), until_ms)
        if exercise_id not in found or due.due_ms > found[exercise_id].due_ms:
            found[exercise_id] = due
    return Dues(everyone=found)


def _due_ones(exercise_ids: Iterable[str]) -> tuple:
    return (
        Assignment.kind == "exercise",
        Assignment.due_ms.is_not(None),
        Assignment.item_id.in_(list(exercise_ids)),
    )


def _later(due: Due, until_ms: int | None) -> Due:
    return due if until_ms is None else Due(max(due.due_ms, until_ms), due.rule)
