"""A class at a glance: its students by lessons, quizzes and exercises."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from app.database import db
from app.people.models import Account, ClassMember
from app.progress.assessing.passing import finals_passed
from app.progress.flagged import flagged_in_class
from app.progress.models import ExerciseState, LessonRead, QuizState
from app.progress.overview import ExerciseProgress, exercise_progress


@dataclass(frozen=True)
class GridRow:
    """One student of a class: what she has read, answered right and handed in."""

    account_id: int
    username: str
    full_name: str
    active: bool
    read: frozenset[str]  # lesson ids
    right: dict[str, int]  # lesson id -> questions answered right
    exercises: dict[str, ExerciseProgress]  # by exercise id
    to_read: frozenset[str]  # ids of exercises with a hand-in that her instructor should look at
    finals: frozenset[str]  # ids of the courses whose final she has passed


def class_grid(class_id: int) -> tuple[GridRow, ...]:
    """The students of a class by name: six queries, whatever the size of the history."""
    students: Sequence[Account] = db.session.scalars(
        select(Account)
        .join(ClassMember, ClassMember.account_id == Account.id)
        .where(ClassMember.class_id == class_id, ClassMember.role == "student")
        .order_by(Account.full_name, Account.username)
    ).all()
    members = _members(class_id)
    read, right = lessons_read(class_id), answers_right(class_id)
    exercises: dict[int, dict[str, ExerciseProgress]] = {}
    for row in db.session.scalars(
        select(ExerciseState).where(ExerciseState.account_id.in_(members))
    ):
        exercises.setdefault(row.account_id, {})[row.exercise_id] = exercise_progress(row)
    flagged = flagged_in_class(class_id)
    finals = finals_passed([student.id for student in students])
    return tuple(
        GridRow(
            account_id=student.id,
            username=student.username,
            full_name=student.full_name,
            active=student.active,
            read=frozenset(read.get(student.id, ())),
            right=right.get(student.id, {}),
            exercises=exercises.get(student.id, {}),
            to_read=flagged.get(student.id, frozenset()),
            finals=finals.get(student.id, frozenset()),
        )
        for student in students
    )


def lessons_read(class_id: int) -> dict[int, set[str]]:
    """The ids of the lessons that each student of a class has read, by account id."""
    read: dict[int, set[str]] = {}
    for account_id, lesson_id in db.session.execute(
        select(LessonRead.account_id, LessonRead.lesson_id).where(
            LessonRead.account_id.in_(_members(class_id))
        )
    ):
        read.setdefault(account_id, set()).add(lesson_id)
    return read


def answers_right(class_id: int) -> dict[int, dict[str, int]]:
    """How many questions of each lesson a student of a class has answered right, by account id."""
    right: dict[int, dict[str, int]] = {}
    for account_id, lesson_id, count in db.session.execute(
        select(QuizState.account_id, QuizState.lesson_id, func.count())
        .where(QuizState.account_id.in_(_members(class_id)), QuizState.ever_right.is_(True))
        .group_by(QuizState.account_id, QuizState.lesson_id)
    ):
        right.setdefault(account_id, {})[lesson_id] = count
    return right


def _members(class_id: int) -> Select[int]:
    return select(ClassMember.account_id).where(
        ClassMember.class_id == class_id, ClassMember.role == "student"
    )
