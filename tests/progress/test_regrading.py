"""Grading an exercise once more for a class: marks stand until new ones are there."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from app import journal
from app.database import db, transaction
from app.grading import CellGrade, Grade
from app.people import classes, enrolment
from app.progress import queue, regrading, submissions
from app.progress.models import SubmissionRow
from app.progress.overview import overview
from app.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Each test runs on both stores."""
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_store_url"))


def hand_in(student: int, key: str) -> submissions.Submission:
    return submissions.submit(student, "c", "e1", {"cells": []}, key=key, lang="en")


def graded(score: float) -> Grade:
    cell = CellGrade("t1", "Test", score, 10, "passed")
    return Grade(score, 10, False, (cell,), executed={"cells": [{"source": str(score)}]})


def grade_next(score: float, counts: str = "best") -> None:
    assert queue.finish(queue.lease("g", 30), graded(score), counts)


def mark(student: int) -> float | None:
    return overview(student).exercises["e1"].score


def events(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(journal.Event.kind == kind))


def test_a_mark_stands_until_the_new_one_is_there(teacher, group, amina):
    made = hand_in(amina, "k1")
    grade_next(4)
    asked = regrading.start(teacher, group, "e1")
    waiting = submissions.submission(made.public_id)
    assert (asked.total, waiting.score, waiting.ungraded, mark(amina)) == (1, 4, False, 4)
    assert submissions.result(waiting).score == 4
    grade_next(7)
    assert mark(amina) == submissions.result(made).score == 7
    assert regrading.latest(group, "e1").over
    assert (events("graded"), events("regraded")) == (1, 1)


def test_earlier_gradings_are_kept_beside_the_new_one(teacher, group, amina):
    made = hand_in(amina, "k1")
    for score in (4, 7, 5):
        if score != 4:
            regrading.start(teacher, group, "e1")
        grade_next(score)
    assert [(one.number, one.score) for one in submissions.attempts(made)] == [
        (3, 5),
        (2, 7),
        (1, 4),
    ]
    assert submissions.result(made, 1).score == 4
    assert submissions.executed_notebook(made, 2) == {"cells": [{"source": "7"}]}
    assert submissions.executed_notebook(made) == {"cells": [{"source": "5"}]}


def test_the_mark_may_fall_and_another_hand_in_may_count_then(teacher, group, amina):
    for key, score in (("k1", 9), ("k2", 6)):
        hand_in(amina, key)
        grade_next(score)
    regrading.start(teacher, group, "e1")
    grade_next(2)
    assert mark(amina) == 6
    grade_next(6)
    progress = overview(amina).exercises["e1"]
    assert (progress.score, progress.graded, progress.submissions) == (6, 2, 2)


def test_where_the_last_counts_an_earlier_one_graded_again_does_not(teacher, group, amina):
    for key, score in (("k1", 3), ("k2", 5)):
        hand_in(amina, key)
        grade_next(score, "last")
    regrading.start(teacher, group, "e1")
    grade_next(10, "last")
    assert mark(amina) == 5
    grade_next(6, "last")
    assert mark(amina) == 6


def test_what_has_no_grade_yet_comes_first(teacher, group, amina):
    hand_in(amina, "k1")
    grade_next(4)
    regrading.start(teacher, group, "e1")
    fresh = hand_in(amina, "k2")
    assert queue.lease("g", 30).submission_id == fresh.id


def test_asking_twice_is_asking_once(teacher, group, amina):
    hand_in(amina, "k1")
    grade_next(4)
    first, second = (regrading.start(teacher, group, "e1") for _ in range(2))
    assert first.id == second.id
    grade_next(5)
    with pytest.raises(regrading.NothingToRegrade):
        regrading.start(teacher, group, "e2")
    assert regrading.start(teacher, group, "e1").id != first.id


def test_two_classes_with_one_student_do_not_wait_for_each_other(teacher, group, amina):
    other = classes.create_class(teacher, "Form 3", ["c"]).id
    enrolment.add_member(other, amina, "student")
    hand_in(amina, "k1")
    grade_next(4)
    regrading.start(teacher, group, "e1")
    with pytest.raises(regrading.NothingToRegrade):
        regrading.start(teacher, other, "e1")
    grade_next(5)
    assert regrading.latest(group, "e1").over


def test_three_failures_leave_the_mark_and_are_counted(teacher, group, amina):
    made = hand_in(amina, "k1")
    grade_next(4)
    regrading.start(teacher, group, "e1")
    for _ in range(queue.MOST_TRIES):
        queue.give_back(queue.lease("g", 30), "no such library")
        with transaction() as session:
            session.execute(update(SubmissionRow).values(lease_until_ms=1))
    kept = submissions.submission(made.public_id)
    assert (kept.state, kept.score, kept.trouble) == ("graded", 4, "no such library")
    over = regrading.latest(group, "e1")
    assert (over.done, over.failed, over.over) == (1, 1, True)
    assert queue.lease("g", 30) is None


def test_what_could_not_be_graded_is_tried_again(teacher, group, amina):
    made = hand_in(amina, "k1")
    for _ in range(queue.MOST_TRIES):
        queue.give_back(queue.lease("g", 30), "no memory")
        with transaction() as session:
            session.execute(update(SubmissionRow).values(lease_until_ms=1))
    assert submissions.submission(made.public_id).state == "parked"
    regrading.start(teacher, group, "e1")
    assert submissions.submission(made.public_id).ungraded
    grade_next(8)
    assert (mark(amina), events("graded"), events("regraded")) == (8, 1, 0)
    assert regrading.latest(group, "e1").over


def test_a_grader_that_dies_over_it_gives_it_back(teacher, group, amina):
    hand_in(amina, "k1")
    grade_next(4)
    regrading.start(teacher, group, "e1")
    dead = queue.lease("dead", 30)
    with transaction() as session:
        session.execute(update(SubmissionRow).values(lease_until_ms=1))
    grade_next(6)
    assert queue.finish(dead, graded(1)) is False
    assert (mark(amina), regrading.latest(group, "e1").done) == (6, 1)


def test_only_this_class_and_exercise_and_what_changed_is_told(teacher, group, amina):
    baraka = enrolment.add_student(group, username="baraka", full_name="Baraka", secret="48261").id
    other = classes.create_class(teacher, "Form 3", ["c"]).id
    layla = enrolment.add_student(other, username="layla", full_name="Layla", secret="48261").id
    for student in (amina, baraka, layla):
        hand_in(student, "k1")
        grade_next(4)
    asked = regrading.start(teacher, group, "e1")
    grade_next(4)
    grade_next(9)
    assert regrading.how_many(group, "e1") == asked.total == 2
    assert regrading.changes(asked) == [regrading.Change(baraka, "Baraka", 1, 4, 9)]
