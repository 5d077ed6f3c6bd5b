"""What a class's students had of an exercise's tests, and of a lesson's and a bank's questions."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from app.database import db
from app.people.models import ClassMember
from app.progress.analysis.items import Item
from app.progress.analysis.results import given_by_hand, present_grades, share_of
from app.progress.assessing.models import SittingAnswer, SittingRow
from app.progress.marking.marks import ExerciseLike, marks_of_class
from app.progress.models import QuizTry


@dataclass(frozen=True)
class Answers:
    """The items in their order, and what each student had of them: account id, key, 0 to 1."""

    items: tuple[Item, ...]
    shares: dict[int, dict[str, float]]


def answers_to_tests(class_id: int, exercise: ExerciseLike) -> Answers:
    """The tests and the cells marked by hand of the submissions that count. A fixed number of
    queries, whatever the class hands in; what waits for a person is left out."""
    counted = {
        account_id: mark.counted
        for (account_id, _exercise), mark in marks_of_class(class_id, [exercise]).items()
        if mark.counted is not None
    }
    grades = present_grades(counted.values())
    given = given_by_hand(counted.values())
    items: dict[str, Item] = {}
    shares: dict[int, dict[str, float]] = {}
    # By account, so that the order of what two editions of the exercise have is always the same.
    for account_id, public_id in sorted(counted.items()):
        if public_id not in grades:
            continue
        mine = shares[account_id] = {}
        for cell in grades[public_id].cells:
            share = share_of(cell, given.get(public_id, {}))
            if cell.max_score > 0:
                items.setdefault(cell.grade_id, Item(cell.grade_id, cell.title, cell.max_score))
            if share is not None:
                mine[cell.grade_id] = share
    return Answers(tuple(items.values()), shares)


def first_tries(class_id: int, lesson_id: str) -> dict[int, dict[str, float]]:
    """Whether each student's first try at each question of a lesson was right (1) or not (0), by
    account and question id. One query."""
    first = (
        select(func.min(QuizTry.id))
        .where(
            QuizTry.lesson_id == lesson_id,
            QuizTry.account_id.in_(_students(class_id)),
        )
        .group_by(QuizTry.account_id, QuizTry.question_id)
    )
    query = select(QuizTry.account_id, QuizTry.question_id, QuizTry.right).where(
        QuizTry.id.in_(first)
    )
    found: dict[int, dict[str, float]] = {}
    for account_id, question_id, right in db.session.execute(query):
        found.setdefault(account_id, {})[question_id] = float(right)
    return found


def first_in_finals(class_id: int, course_id: str) -> dict[int, dict[str, float]]:
    """Whether each student was right (1) or not (0) about each question of a course's bank in the
    first final that it stood in, by account and question id. What was handed in without an answer
    is not right; what did not count is left out. One query."""
    query = (
        select(SittingRow.account_id, SittingAnswer.question_id, SittingAnswer.right)
        .join(SittingAnswer, SittingAnswer.sitting_id == SittingRow.id)
        .where(
            SittingRow.account_id.in_(_students(class_id)),
            SittingRow.course_id == course_id,
            SittingRow.kind == "final",
            SittingRow.handed_in_ms.is_not(None),
            SittingAnswer.right.is_not(None),
        )
        .order_by(SittingRow.number)
    )
    found: dict[int, dict[str, float]] = {}
    for account_id, question_id, right in db.session.execute(query):
        found.setdefault(account_id, {}).setdefault(question_id, float(bool(right)))
    return found


def _students(class_id: int) -> Select[int]:
    return select(ClassMember.account_id).where(
        ClassMember.class_id == class_id, ClassMember.role == "student"
    )
