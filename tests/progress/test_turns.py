"""Fair turns, a student's place in the queue and how long she has to wait."""

import time
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import insert, text, update

from app.database import db, transaction
from app.grading import CellGrade, Grade
from app.people.accounts import add_account
from app.progress import queue, standing, submissions
from app.progress.grading_times import note_time
from app.progress.models import SubmissionRow
from app.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Each test runs on both stores."""
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_store_url"))


@pytest.fixture
def students(store: Flask) -> dict[str, int]:
    with transaction() as session:
        return {
            name: add_account(
                session, username=name, full_name=name, secret="48261", role="student"
            ).id
            for name in ("amina", "baraka", "layla")
        }


def hand_in(student: int, key: str, exercise: str = "e1") -> submissions.Submission:
    return submissions.submit(student, "c", exercise, {"cells": []}, key=key, lang="en")


def measured(exercise: str, *seconds: float) -> None:
    with transaction() as session:
        for one in seconds:
            note_time(session, exercise, int(one * 1000))


def grade_next(holder: str = "g") -> int:
    work = queue.lease(holder, 30)
    cell = CellGrade("t", "Test", 1, 1, "passed")
    queue.finish(work, Grade(1, 1, False, (cell,), executed={"cells": []}))
    return work.account_id


def test_many_hand_ins_of_one_student_take_turns_with_those_of_others(students):
    for number in range(4):
        hand_in(students["amina"], f"a{number}")
    for name in ("baraka", "layla", "baraka"):
        hand_in(students[name], f"{name}{number}")
        number += 1
    names = {number: name for name, number in students.items()}
    order = [names[grade_next()] for _ in range(7)]
    assert order == ["amina", "baraka", "layla", "amina", "baraka", "amina", "amina"]


def test_who_comes_late_stands_behind_no_pile(students):
    for number in range(6):
        hand_in(students["amina"], f"a{number}")
    for _ in range(3):
        grade_next()
    at_work = queue.lease("g", 30)
    hand_in(students["layla"], "late")
    assert at_work.account_id == students["amina"]
    assert grade_next("h") == students["layla"]


def test_handing_in_again_and_again_gets_nobody_ahead(students):
    for name in ("amina", "baraka"):
        hand_in(students[name], f"{name}1")
        hand_in(students[name], f"{name}2")
    order = []
    for number in range(4):
        work = queue.lease("g", 30)
        hand_in(students["layla"], f"l{number}")
        order.append(work.account_id)
        cell = CellGrade("t", "Test", 1, 1, "passed")
        queue.finish(work, Grade(1, 1, False, (cell,), executed={"cells": []}))
    amina, baraka, layla = students.values()
    assert order == [amina, baraka, layla, amina]


def test_the_place_counts_what_is_graded_before(students):
    first, second = hand_in(students["amina"], "1"), hand_in(students["amina"], "2")
    other = hand_in(students["layla"], "3")
    assert [standing.standing(one).before for one in (first, other, second)] == [0, 1, 2]
    queue.lease("g", 30)
    assert [standing.standing(one).before for one in (first, other, second)] == [0, 1, 2]
    assert standing.standing(other).seconds is None


def test_the_wait_is_foretold_from_measured_times_and_living_graders(students):
    measured("e1", 9, 10, 11, 300)
    measured("e2", 40)
    made = [hand_in(students[name], name, "e1") for name in students]
    slow = hand_in(students["amina"], "slow", "e2")
    assert [standing.standing(one).seconds for one in made] == [10.5, 21, 31.5]
    assert standing.standing(slow).seconds == pytest.approx(71.5)
    for grader in ("g", "h"):
        queue.lease(grader, 30)
    assert standing.standing(made[2]).seconds == pytest.approx(21, abs=1.5)
    assert standing.standing(made[0]).seconds == pytest.approx(10.5, abs=1.5)


def test_a_grader_that_died_is_not_counted_on(students):
    measured("e1", 10)
    made = [hand_in(students[name], name, "e1") for name in students]
    queue.lease("dead", 30)
    with transaction() as session:
        session.execute(update(SubmissionRow).values(lease_until_ms=1))
    queue.lease("alive", 30)
    assert standing.standing(made[2]).seconds == pytest.approx(30, abs=1.5)


def test_an_exercise_never_measured_is_taken_to_be_like_the_others(students):
    measured("e1", 4)
    measured("e2", 8)
    assert standing.standing(hand_in(students["amina"], "new", "e9")).seconds == 6


def test_machines_whose_clocks_differ_respect_each_others_leases(students, monkeypatch):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("only on PostgreSQL: a SQLite store is used by one machine")
    hand_in(students["amina"], "1")
    true = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: true() + 5 * 365 * 86_400 * 10**9)
    work = queue.lease("clock years ahead", 30)
    monkeypatch.setattr(time, "time_ns", true)
    assert queue.lease("true clock", 30) is None
    assert queue.renew(work, 30) is True


def test_grading_notes_how_long_it_took(students):
    hand_in(students["amina"], "1")
    grade_next()
    assert standing.standing(hand_in(students["amina"], "2")).seconds < 1


def test_the_queue_is_looked_up_in_its_index(students):
    if db.engine.dialect.name == "postgresql":
        pytest.skip("only on SQLite: PostgreSQL scans small tables, whatever indexes there are")
    row = {
        "account_id": students["amina"],
        "course_id": "c",
        "exercise_id": "e1",
        "lang": "en",
        "state": "graded",
        "handed_in_ms": 1,
        "graded_ms": 2,
        "score": 1,
    }
    with transaction() as session:
        many = [row | {"public_id": f"p{n}", "key": f"p{n}", "number": n} for n in range(5000)]
        session.execute(insert(SubmissionRow), many)
    for condition in ("state = 'waiting' AND (lease_until_ms IS NULL OR lease_until_ms < 5)",):
        plan = db.session.execute(
            text(
                f"EXPLAIN QUERY PLAN SELECT * FROM submission WHERE {condition} "
                "ORDER BY turn, id LIMIT 1"
            )
        ).all()
        assert [row[3] for row in plan] == [
            "SEARCH submission USING INDEX submission_queue (state=?)"
        ]
