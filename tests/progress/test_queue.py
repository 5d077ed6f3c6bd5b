"""Handing in and the grading queue: one submission ends in one result, whatever dies."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from app import journal
from app.database import db, transaction
from app.grading import CellGrade, Grade
from app.people.accounts import add_account
from app.progress import queue, submissions
from app.progress.models import SubmissionRow
from app.progress.overview import overview
from app.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Each test runs on both stores."""
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_store_url"))


@pytest.fixture
def student(store) -> int:
    with transaction() as session:
        return add_account(
            session, username="amina", full_name="Amina", secret="48261", role="student"
        ).id


def hand_in(student: int, key: str = "k1", **more) -> submissions.Submission:
    return submissions.submit(student, "c", "e1", {"cells": [key]}, key=key, lang="en", **more)


def graded(score: float) -> Grade:
    cell = CellGrade("t1", "Test", score, 10, "passed")
    return Grade(score, 10, False, (cell,), executed={"cells": []})


def run_out() -> None:
    with transaction() as session:
        session.execute(update(SubmissionRow).values(lease_until_ms=1))


def test_the_same_key_is_the_same_submission(student):
    first, second = hand_in(student), hand_in(student)
    assert first.public_id == second.public_id
    assert db.session.scalar(select(func.count(SubmissionRow.id))) == 1


def test_a_submission_and_its_event_are_written_together(student):
    hand_in(student)
    assert db.session.scalar(select(func.count()).where(journal.Event.kind == "handed-in")) == 1


def test_attempts_may_be_limited_and_the_same_key_still_answers(student):
    hand_in(student, "k1", attempts=1)
    with pytest.raises(submissions.NoAttemptsLeft):
        hand_in(student, "k2", attempts=1)
    assert hand_in(student, "k1", attempts=1).number == 1


def test_work_is_leased_in_order_and_once(student):
    first, second = hand_in(student, "k1"), hand_in(student, "k2")
    assert queue.lease("a", 30).submission_id == first.id
    assert queue.lease("b", 30).submission_id == second.id
    assert queue.lease("c", 30) is None


def test_the_best_counts_unless_the_exercise_says_the_last(student):
    for key, score in (("k1", 4), ("k2", 9), ("k3", 6)):
        hand_in(student, key)
        queue.finish(queue.lease("a", 30), graded(score))
    assert overview(student).exercises["e1"].score == 9
    hand_in(student, "k4")
    queue.finish(queue.lease("a", 30), graded(2), counts="last")
    assert overview(student).exercises["e1"].score == 2


def test_a_dead_graders_work_is_taken_over_and_its_late_result_refused(student):
    made = hand_in(student)
    dead = queue.lease("dead", 30)
    assert queue.lease("alive", 30) is None
    run_out()
    alive = queue.lease("alive", 30)
    assert queue.finish(dead, graded(1)) is False
    assert queue.finish(alive, graded(8)) is True
    assert submissions.submission(made.public_id).score == 8


def test_a_renewed_lease_does_not_run_out(student):
    hand_in(student)
    work = queue.lease("a", 30)
    run_out()
    assert queue.renew(work, 30) is True
    assert queue.lease("b", 30) is None


def test_a_lease_from_a_clock_years_ahead_is_over(student):
    hand_in(student)
    queue.lease("a", 30)
    with transaction() as session:
        session.execute(update(SubmissionRow).values(lease_until_ms=9_999_999_999_999))
    assert queue.lease("b", 30) is not None


def test_three_failures_park_it_with_the_reason(student):
    made = hand_in(student)
    for _ in range(queue.MOST_TRIES):
        queue.give_back(queue.lease("a", 30), "no space left")
        run_out()
    parked = submissions.submission(made.public_id)
    assert (parked.state, parked.trouble) == ("parked", "no space left")
    assert queue.lease("a", 30) is None


def test_work_that_failed_rests_and_others_go_on(student):
    first, second = hand_in(student, "k1"), hand_in(student, "k2")
    queue.give_back(queue.lease("a", 30), "no memory")
    assert queue.lease("a", 30).submission_id == second.id
    assert queue.lease("a", 30) is None and queue.waiting(30) is False
    run_out()
    assert queue.lease("a", 30).submission_id == first.id


def test_ten_dead_graders_park_it_until_the_server_starts_again(student):
    made = hand_in(student)
    for _ in range(queue.MOST_DEATHS):
        assert queue.lease("a", 30)
        run_out()
    assert queue.lease("a", 30) is None
    assert submissions.submission(made.public_id).state == "parked"
    queue.try_again()
    assert queue.lease("a", 30).submission_id == made.id


def test_the_notebook_that_was_handed_in_never_changes(student):
    made = hand_in(student)
    queue.finish(queue.lease("a", 30), graded(3))
    assert submissions.handed_in_notebook(made) == {"cells": ["k1"]}
    assert submissions.result(made).cells[0].grade_id == "t1"
