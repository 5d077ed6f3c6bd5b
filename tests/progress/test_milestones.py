"""Passing and completing are told once, whatever becomes of the course or the score later."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app import journal
from app.database import db, transaction
from app.grading import CellGrade, Grade
from app.people.accounts import add_account
from app.progress import learning, queue, submissions
from app.progress.milestones import Goal


@dataclass(frozen=True)
class Lesson:
    id: str
    question_ids: tuple[str, ...] = ()


ONE = (Lesson("l1", ("q1",)), "e1")
TWO = (Lesson("l2"), None)
GOAL = Goal("c", (ONE, TWO), 0.5)


@pytest.fixture
def student(store) -> int:
    with transaction() as session:
        return add_account(
            session, username="amina", full_name="Amina", secret="48261", role="student"
        ).id


def told() -> list[tuple[str, str]]:
    kinds = ("passed", "completed")
    query = select(journal.Event).where(journal.Event.kind.in_(kinds)).order_by(journal.Event.seq)
    return [(event.kind, event.item) for event in db.session.scalars(query)]


def score(student: int, points: float, goal: Goal | None = GOAL, exercise: str = "e1") -> None:
    key = f"{exercise}-{points}-{len(submissions.history(student, exercise))}"
    submissions.submit(student, "c", exercise, {"cells": []}, key=key, lang="en")
    cell = CellGrade("t", "T", points, 10, "partial")
    queue.finish(queue.lease("g", 30), Grade(points, 10, False, (cell,)), goal=goal)


def do_all(student: int) -> None:
    learning.lesson_read(student, "c", "l1", GOAL)
    learning.lesson_read(student, "c", "l2", GOAL)
    learning.quiz_answered(student, "c", "l1", "q1", ["1"], True, chosen=True, goal=GOAL)
    score(student, 6)


def test_the_first_score_that_is_enough_passes_and_later_ones_tell_nothing(student):
    for points in (3, 5, 9, 2):
        score(student, points)
    assert told() == [("passed", "e1")]


@pytest.mark.parametrize("last", range(3))
def test_a_course_is_completed_by_whatever_comes_last(student, last):
    steps = [
        lambda: [learning.lesson_read(student, "c", one, GOAL) for one in ("l1", "l2")],
        lambda: learning.quiz_answered(student, "c", "l1", "q1", ["1"], True, goal=GOAL),
        lambda: score(student, 6),
    ]
    for step in [*steps[:last], *steps[last + 1 :]]:
        step()
    assert ("completed", "c") not in told()
    steps[last]()
    assert sorted(told()) == [("completed", "c"), ("passed", "e1")]


def test_a_lesson_added_later_tells_nothing_twice(student):
    do_all(student)
    longer = Goal("c", (ONE, TWO, (Lesson("l3"), None)), 0.5)
    learning.lesson_read(student, "c", "l3", longer)
    assert told().count(("completed", "c")) == 1


def test_a_lesson_taken_away_completes_with_the_next_step(student):
    learning.lesson_read(student, "c", "l1")
    learning.quiz_answered(student, "c", "l1", "q1", ["1"], True)
    score(student, 6, goal=None)
    assert told() == []
    learning.lesson_read(student, "c", "l2", Goal("c", (ONE,), 0.5))
    assert told() == [("passed", "e1"), ("completed", "c")]


def test_an_exercise_of_no_lesson_is_passed_too(student):
    score(student, 9, exercise="e9")
    assert told() == [("passed", "e9")]


def test_a_course_without_lessons_is_not_completed(student):
    score(student, 9, Goal("c", (), 0.5))
    assert told() == [("passed", "e1")]


@pytest.mark.parametrize(
    ("given", "chosen", "payload"),
    [
        (["2", "0", "2"], True, '{"chosen":[0,2],"course":"c","right":true}'),
        (["2"], False, '{"course":"c","right":true}'),
        (["words", "1234567"], True, '{"chosen":[],"course":"c","right":true}'),
    ],
)
def test_what_was_typed_never_reaches_the_journal(student, given, chosen, payload):
    learning.quiz_answered(student, "c", "l1", "q1", given, True, chosen=chosen)
    query = select(journal.Event.payload).where(journal.Event.kind == "quiz-answered")
    assert db.session.scalar(query) == payload
