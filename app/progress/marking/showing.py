"""What a student is shown of her marks, by what her classes have released."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import ClassMember
from app.progress.marking.models import MarkRelease
from app.progress.marking.rules import Showing


def showings_of(
    session: Session, account_id: int, exercise_ids: Iterable[str]
) -> dict[str, Showing]:
    """By exercise id, what this student is shown; what is not listed is held back nowhere.

    Of several classes one that has released is enough, and one that holds back is too.
    """
    query = (
        select(MarkRelease.exercise_id, MarkRelease.held, MarkRelease.released_ms)
        .join(ClassMember, ClassMember.class_id == MarkRelease.class_id)
        .where(
            ClassMember.account_id == account_id,
            ClassMember.role == "student",
            MarkRelease.exercise_id.in_(list(exercise_ids)),
        )
    )
    found: dict[str, Showing] = {}
    for exercise_id, held, released_ms in session.execute(query):
        before = found.get(exercise_id, Showing())
        found[exercise_id] = Showing(
            before.held or held, before.released or released_ms is not None
        )
    return found


def showings_in_class(session: Session, class_id: int) -> dict[str, Showing]:
    """By exercise id, what a class is shown."""
    query = select(MarkRelease.exercise_id, MarkRelease.held, MarkRelease.released_ms).where(
        MarkRelease.class_id == class_id
    )
    return {
        exercise_id: Showing(held, released_ms is not None)
        for exercise_id, held, released_ms in session.execute(query)
    }
