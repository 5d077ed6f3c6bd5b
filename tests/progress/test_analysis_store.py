"""What figures and pairs are told from, read from the store; on both stores."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import event

from app.database import db, transaction
from app.grading import CellGrade, Grade
from app.grading.remarks import Remark
from app.people import classes, enrolment
from app.progress import queue, submissions
from app.progress.analysis.answers import answers_to_tests, first_tries
from app.progress.analysis.handed_work import newest_work
from app.progress.marking import manual
from app.progress.marking.item import Item
from app.progress.models import QuizTry
from app.settings import Settings

OWN = {"nbgrader": {"grade_id": "own", "solution": True}}
GIVEN = {"nbgrader": {"grade_id": "given", "locked": True, "solution": False}}


@dataclass(frozen=True)
class Exercise:
    id: str = "e1"
    counts: str = "best"
    max_score: float = 10.0


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Each test runs on both stores."""
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_store_url"))


def student(group: int, name: str) -> int:
    return enrolment.add_student(group, username=name, full_name=name, secret="48261").id


def work(account: int, text: str, points: float) -> submissions.Submission:
    cells = [
        {"cell_type": "code", "source": [text, "\n"], "metadata": OWN},
        {"cell_type": "code", "source": "given", "metadata": GIVEN},
    ]
    made = submissions.submit(account, "c", "e1", {"cells": cells}, key=text, lang="en")
    essay = CellGrade("essay", "Essay", 0, 6, "manual", remark=Remark("waiting-for-instructor"))
    test = CellGrade("t", "Test", points, 4, "partial")
    assert queue.finish(queue.lease("g", 30), Grade(points, 10, True, (test, essay)))
    return submissions.submission(made.public_id)


def test_shares_are_of_what_counts_and_what_waits_is_left_out(teacher, group):
    amina, layla = student(group, "amina"), student(group, "layla")
    best = work(amina, "first", 4)
    work(amina, "worse", 1)
    work(layla, "only", 2)
    manual.give(teacher, best, "essay", 3, "", Item("e1", "best", 10.0))
    found = answers_to_tests(group, Exercise())
    assert [(one.key, one.most) for one in found.items] == [("t", 4), ("essay", 6)]
    assert found.shares == {amina: {"t": 1.0, "essay": 0.5}, layla: {"t": 0.5}}


def test_first_tries_of_the_class_alone(teacher, group):
    amina = student(group, "amina")
    stranger = student(classes.create_class(teacher, "Form 3", ["c"]).id, "baraka")
    with transaction() as session:
        for account, right in ((amina, False), (amina, True), (stranger, True)):
            session.add(
                QuizTry(
                    account_id=account,
                    lesson_id="l",
                    question_id="q",
                    given="[]",
                    right=right,
                    at_ms=1,
                )
            )
            session.flush()
    assert first_tries(group, "l") == {amina: {"q": 0.0}}


def test_the_newest_work_has_only_what_the_student_wrote(teacher, group):
    amina, layla = student(group, "amina"), student(group, "layla")
    work(amina, "first", 4)
    work(amina, "second", 1)
    work(layla, "hers", 2)
    found = newest_work(group, "e1")
    assert [(one.full_name, one.number, [text.source for text in one.texts]) for one in found] == [
        ("amina", 2, ["second\n"]),
        ("layla", 1, ["hers\n"]),
    ]


def test_a_class_costs_as_many_queries_as_one_student(teacher, group):
    def asked() -> int:
        count = []
        event.listen(db.engine, "before_cursor_execute", lambda *_: count.append(1))
        answers_to_tests(group, Exercise())
        newest_work(group, "e1")
        return len(count)

    work(student(group, "amina"), "one", 1)
    before = asked()
    for number in range(4):
        work(student(group, f"s{number}"), f"work {number}", 1)
    assert asked() <= before
