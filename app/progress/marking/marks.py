"""The marks as they are stored: of one student, or of a class in a fixed number of queries."""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.model import Counts
from app.clock import now_ms
from app.database import db
from app.people.models import ClassMember
from app.progress.marking.due import dues_in_class, dues_of
from app.progress.marking.handed import (
    Key,
    Whose,
    handed_of,
    handed_that_matter,
    is_of,
    overrides_of,
)
from app.progress.marking.item import Item
from app.progress.marking.models import MarkChange
from app.progress.marking.rules import Mark, Showing, mark, seen_by_student
from app.progress.marking.showing import showings_in_class, showings_of


class ExerciseLike(Protocol):
    """What these functions need to know of an exercise: catalog.Exercise has it."""

    @property
    def id(self) -> str: ...
    @property
    def counts(self) -> Counts: ...
    @property
    def max_score(self) -> float: ...


def marks_of_class(class_id: int, exercises: Iterable[ExerciseLike]) -> dict[Key, Mark]:
    """The marks of a class's students by account and exercise id: seven queries, whatever its size.

    Who has handed nothing in, has no override and misses nothing is not listed.
    """
    session, now, usual = db.session(), now_ms(), Showing()
    wanted = {exercise.id: exercise for exercise in exercises}
    members = select(ClassMember.account_id).where(
        ClassMember.class_id == class_id, ClassMember.role == "student"
    )
    dues = dues_in_class(session, class_id, wanted)
    due = {exercise_id for exercise_id in wanted if dues.ever(exercise_id)}
    handed = handed_that_matter(session, members, wanted.keys() - due)
    if due:
        handed |= handed_of(session, members, due)
    overrides = overrides_of(session, members, wanted)
    changes = _changes(session, members, wanted)
    showings = showings_in_class(session, class_id)
    keys = {*handed, *overrides}
    if dues.everyone:
        keys |= {(one, exercise) for one in session.scalars(members) for exercise in dues.everyone}
    found = {
        key: mark(
            handed.get(key, ()),
            counts=wanted[key[1]].counts,
            most=wanted[key[1]].max_score,
            due=dues.of(*key) if key[1] in due else None,
            override=overrides.get(key),
            showing=showings.get(key[1], usual),
            changes=changes.get(key, 0),
            now_ms=now,
        )
        for key in keys
    }
    return {key: one for key, one in found.items() if one.attempts or one.override or one.missing}


def mark_of(account_id: int, exercise: ExerciseLike, class_id: int) -> Mark:
    """A student's mark for an exercise, by what her class was assigned and has released."""
    session, key, wanted = db.session(), (account_id, exercise.id), [exercise.id]
    return mark(
        handed_of(session, account_id, wanted).get(key, ()),
        counts=exercise.counts,
        most=exercise.max_score,
        due=dues_in_class(session, class_id, wanted).of(*key),
        override=overrides_of(session, account_id, wanted).get(key),
        showing=showings_in_class(session, class_id).get(exercise.id, Showing()),
        changes=_changes(session, account_id, wanted).get(key, 0),
        now_ms=now_ms(),
    )


def seen_marks(account_id: int, exercises: Iterable[ExerciseLike]) -> dict[str, Mark]:
    """What a student is shown of her marks, by exercise id, all her classes together: four
    queries. What she has nothing to do with yet is not listed."""
    session, now = db.session(), now_ms()
    wanted = {exercise.id: exercise for exercise in exercises}
    handed = handed_of(session, account_id, wanted)
    overrides = overrides_of(session, account_id, wanted)
    showings = showings_of(session, account_id, wanted)
    dues = dues_of(session, account_id, wanted)
    return {
        key[1]: seen_by_student(
            handed.get(key, ()),
            counts=wanted[key[1]].counts,
            most=wanted[key[1]].max_score,
            due=dues.of(*key),
            override=overrides.get(key),
            showing=showings.get(key[1], Showing()),
            now_ms=now,
        )
        for key in {*handed, *overrides}
    }


def standing_mark(session: Session, account_id: int, item: Item) -> Mark:
    """A student's mark as it stands now, all her classes together; inside a transaction too."""
    key, wanted = (account_id, item.exercise_id), [item.exercise_id]
    return mark(
        handed_of(session, account_id, wanted).get(key, ()),
        counts=item.counts,
        most=item.most,
        due=dues_of(session, account_id, wanted).of(*key),
        override=overrides_of(session, account_id, wanted).get(key),
    )


def _changes(session: Session, whose: Whose, exercise_ids: Iterable[str]) -> dict[Key, int]:
    query = (
        select(MarkChange.account_id, MarkChange.exercise_id, func.count())
        .where(is_of(MarkChange.account_id, whose), MarkChange.exercise_id.in_(list(exercise_ids)))
        .group_by(MarkChange.account_id, MarkChange.exercise_id)
    )
    return {
        (account_id, exercise_id): count
        for account_id, exercise_id, count in session.execute(query)
    }
