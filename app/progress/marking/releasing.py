"""What a class is shown of its marks of an exercise, and when.

Automatic results show at once, as does the mark of an exercise that no person marks. Where cells
are marked by hand, what people gave (points, comments, overrides) shows when the exercise is
released to the class; what is given afterwards shows at once, until the release is withdrawn.
An exercise that is held shows nothing, automatic results included, before it is released.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.people.models import Account, ClassMember
from app.progress.counting import settle
from app.progress.marking.item import Item
from app.progress.marking.models import MarkRelease
from app.progress.models import ExerciseState


@dataclass(frozen=True)
class Release:
    """How an exercise stands in a class; `released_ms` is None while it is not released."""

    held: bool = False
    released_ms: int | None = None

    @property
    def released(self) -> bool:
        """Whether students see what people gave."""
        return self.released_ms is not None


def release_of(class_id: int, exercise_id: str) -> Release:
    """How an exercise stands in a class."""
    row = db.session.get(MarkRelease, (class_id, exercise_id), populate_existing=True)
    return Release(row.held, row.released_ms) if row else Release()


def release(by: Account, class_id: int, item: Item) -> None:
    """Show a class its marks of an exercise. The caller checks that `by` teaches the class."""
    _change(by, class_id, item, "marks-released", released_ms=now_ms())


def withhold(by: Account, class_id: int, item: Item) -> None:
    """Take a release back: what people gave is hidden until the next one. What a student passed
    by it stays passed."""
    _change(by, class_id, item, "marks-withheld", released_ms=None)


def set_held(by: Account, class_id: int, item: Item, held: bool) -> None:
    """Say whether automatic results are kept back too until the release."""
    kind = "marks-held" if held else "marks-not-held"
    _change(by, class_id, item, kind, held=held)


def _change(by: Account, class_id: int, item: Item, kind: str, **values: object) -> None:
    with transaction() as session:
        row = session.get(MarkRelease, (class_id, item.exercise_id), populate_existing=True)
        if row is None:
            row = MarkRelease(
                class_id=class_id, exercise_id=item.exercise_id, held=False, by_id=by.id
            )
            session.add(row)
        was = (row.held, row.released_ms is None)
        for name, value in values.items():
            setattr(row, name, value)
        if was == (row.held, row.released_ms is None):
            return
        row.by_id = by.id
        session.flush()
        journal.append(
            session, kind, account_id=by.id, item=item.exercise_id, payload={"class": class_id}
        )
        for account_id in _students_with_state(session, class_id, item.exercise_id):
            settle(session, account_id, item.exercise_id, item.counts, item.goal, item.most)


def _students_with_state(session: Session, class_id: int, exercise_id: str) -> list[int]:
    query = (
        select(ExerciseState.account_id)
        .join(ClassMember, ClassMember.account_id == ExerciseState.account_id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.role == "student",
            ExerciseState.exercise_id == exercise_id,
        )
    )
    return list(session.scalars(query))
