"""Two accounts of one student made one: the rules for what both have done.

What is better counts, and of drafts the newer one; nothing that a person wrote goes: the older
draft becomes a version. See app.people.merging for the rest.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import now_ms
from app.database import Base
from app.people import merging
from app.progress.assessing.merging import merge_sittings
from app.progress.assessing.models import SittingRow
from app.progress.assigning.models import AssignmentExtension
from app.progress.counting import recount
from app.progress.marking.item import Item
from app.progress.marking.models import MarkChange
from app.progress.models import (
    CourseCompleted,
    DraftRow,
    DraftVersion,
    ExerciseState,
    LessonRead,
    QuizState,
    SubmissionRow,
)

Row = TypeVar("Row", bound=Base)


def merge(kept: int, other: int, by: int, items: Mapping[str, Item] = MappingProxyType({})) -> None:
    """Merge two students' accounts; raises as app.people.merging.merge does.

    `items` are the exercises that are here, by id: which of several results counts of each. Of
    one that is here no more it is the best.
    """

    def afterwards(session: Session, kept: int) -> None:
        for state in session.scalars(select(ExerciseState).where(ExerciseState.account_id == kept)):
            item = items.get(state.exercise_id) or Item(state.exercise_id, "best", 0.0)
            recount(session, state, item.counts, item.most)

    merging.merge(kept, other, by, RULES, afterwards)


def _pairs(
    session: Session, model: type[Row], kept: int, other: int, key: tuple[str, ...]
) -> Iterator[tuple[Row, Row]]:
    """The rows that both have of the same thing."""
    owner = model.account_id  # type: ignore[attr-defined]
    fresh = {"populate_existing": True}

    def rows(account_id: int) -> dict[tuple[object, ...], Row]:
        found = session.scalars(select(model).where(owner == account_id), execution_options=fresh)
        return {tuple(getattr(row, name) for name in key): row for row in found}

    mine, others = rows(kept), rows(other)
    for at, row in others.items():
        if at in mine:
            yield mine[at], row


def _lessons(session: Session, kept: int, other: int) -> None:
    for mine, its in _pairs(session, LessonRead, kept, other, ("lesson_id",)):
        mine.first_ms = min(mine.first_ms, its.first_ms)
        mine.last_day = max(mine.last_day, its.last_day)
        mine.days = max(mine.days, its.days)
        session.delete(its)


def _questions(session: Session, kept: int, other: int) -> None:
    for mine, its in _pairs(session, QuizState, kept, other, ("lesson_id", "question_id")):
        if its.ever_right and not mine.ever_right:
            mine.last_right, mine.last_given = its.last_right, its.last_given
        mine.ever_right = mine.ever_right or its.ever_right
        mine.tries += its.tries
        session.delete(its)


def _drafts(session: Session, kept: int, other: int) -> None:
    for mine, its in _pairs(session, DraftRow, kept, other, ("exercise_id",)):
        older = mine.notebook if its.updated_ms > mine.updated_ms else its.notebook
        session.add(
            DraftVersion(
                account_id=kept,
                exercise_id=mine.exercise_id,
                reason="merged",
                notebook=older,
                kept_ms=now_ms(),
            )
        )
        if its.updated_ms > mine.updated_ms:
            mine.notebook, mine.updated_ms = its.notebook, its.updated_ms
        # A page that is still open must not save over it as if nothing had happened.
        mine.revision = max(mine.revision, its.revision) + 1
        session.delete(its)


def _last_numbers(session: Session, kept: int) -> dict[str, int]:
    """The number of the kept one's newest submission, by exercise id."""
    query = (
        select(SubmissionRow.exercise_id, func.max(SubmissionRow.number))
        .where(SubmissionRow.account_id == kept)
        .group_by(SubmissionRow.exercise_id)
    )
    return dict(session.execute(query).tuples().all())


def _mark_changes(session: Session, kept: int, other: int) -> None:
    """The history of a mark goes on naming the submissions that it named."""
    last = _last_numbers(session, kept)
    rows = select(MarkChange).where(MarkChange.account_id == other, MarkChange.number.is_not(None))
    for row in session.scalars(rows, execution_options={"populate_existing": True}):
        row.number = (row.number or 0) + last.get(row.exercise_id, 0)


def _submissions(session: Session, kept: int, other: int) -> None:
    """The other's are counted on from the kept one's, whose numbers stand in the journal."""
    last = _last_numbers(session, kept)
    keys = set(session.scalars(select(SubmissionRow.key).where(SubmissionRow.account_id == kept)))
    rows = select(SubmissionRow).where(SubmissionRow.account_id == other)
    for row in session.scalars(rows, execution_options={"populate_existing": True}):
        row.number += last.get(row.exercise_id, 0)
        if row.key in keys:
            row.key = f"{row.key}-{row.public_id}"


def _exercises(session: Session, kept: int, other: int) -> None:
    """How often, and when it was first passed; what counts is counted anew afterwards."""
    for mine, its in _pairs(session, ExerciseState, kept, other, ("exercise_id",)):
        mine.submissions += its.submissions
        mine.graded += its.graded
        mine.last_public_id = its.last_public_id or mine.last_public_id
        passed = [one for one in (mine.passed_ms, its.passed_ms) if one is not None]
        mine.passed_ms = min(passed, default=None)
        session.delete(its)


def _courses(session: Session, kept: int, other: int) -> None:
    for mine, its in _pairs(session, CourseCompleted, kept, other, ("course_id",)):
        mine.completed_ms = min(mine.completed_ms, its.completed_ms)
        session.delete(its)


def _more_time(session: Session, kept: int, other: int) -> None:
    for mine, its in _pairs(session, AssignmentExtension, kept, other, ("assignment_id",)):
        mine.due_ms = max(mine.due_ms, its.due_ms)
        session.delete(its)


# In this order: marks name submissions by the numbers that these have before they are moved.
RULES: dict[str, merging.Rule] = {
    MarkChange.__tablename__: _mark_changes,
    LessonRead.__tablename__: _lessons,
    QuizState.__tablename__: _questions,
    DraftRow.__tablename__: _drafts,
    SubmissionRow.__tablename__: _submissions,
    ExerciseState.__tablename__: _exercises,
    CourseCompleted.__tablename__: _courses,
    AssignmentExtension.__tablename__: _more_time,
    SittingRow.__tablename__: merge_sittings,
}
