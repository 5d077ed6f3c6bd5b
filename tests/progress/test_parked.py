"""The queue as the administrator sees it, and what asks an instructor to look; on both stores."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from app import journal
from app.database import db, transaction
from app.grading import CellGrade, Grade
from app.grading.remarks import Remark
from app.people import classes, enrolment
from app.people.accounts import add_account
from app.people.models import Account
from app.progress import parked, queue, regrading, submissions
from app.progress.flagged import flagged_in_class, flagged_of
from app.progress.models import SubmissionRow
from app.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Each test runs on both stores."""
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_store_url"))


@pytest.fixture
def head(store) -> Account:
    with transaction() as session:
        return add_account(
            session,
            username="head",
            full_name="Head",
            secret="a long pass word",
            role="administrator",
        )


@pytest.fixture
def form(head: Account) -> tuple[int, int]:
    """A class and its one student."""
    made = classes.create_class(head, "Form 2B", ["c"])
    return made.id, enrolment.add_student(
        made.id, username="amina", full_name="Amina", secret="48261"
    ).id


def hand_in(student: int, key: str, exercise: str = "e1") -> submissions.Submission:
    return submissions.submit(student, "c", exercise, {"cells": []}, key=key, lang="en")


def graded(*flags: Remark) -> Grade:
    return Grade(1, 1, False, (CellGrade("t", "T", 1, 1, "passed"),), flags=flags)


def fail(times: int) -> None:
    for _ in range(times):
        with transaction() as session:
            session.execute(update(SubmissionRow).values(lease_until_ms=1))
        queue.give_back(queue.lease("g", 30), "no room")


def test_the_counts_tell_what_each_hand_in_waits_for(form):
    hand_in(form[1], "k1")
    fail(3)
    hand_in(form[1], "k2")
    fail(1)
    hand_in(form[1], "k3")
    queue.lease("g", 30)
    hand_in(form[1], "k4")
    assert parked.workload() == parked.Workload(1, 1, 0, 1, 1, overdue=0)
    assert [(one.number, one.reason) for one in parked.parked()] == [(1, "no room")]


def test_one_is_tried_again_or_all(form, head):
    for key in ("k1", "k2", "k3"):
        hand_in(form[1], key)
        fail(3)
    assert parked.how_many() == 3
    first = parked.parked()[0].public_id
    assert parked.try_parked_again(head, first) == 1
    assert parked.try_parked_again(head, first) == 0
    assert parked.try_parked_again(head) == 2
    assert parked.workload() == parked.Workload(3, 0, 0, 0, 0, overdue=0)
    kinds = [event.kind for event in db.session.query(journal.Event)]
    assert kinds.count("parked-tried-again") == 2


def test_the_present_grading_says_whether_a_hand_in_asks_for_a_look(form, head):
    one, other = hand_in(form[1], "k1", "e1"), hand_in(form[1], "k2", "e2")
    queue.finish(queue.lease("g", 30), graded(Remark("threads", {"cell": "t"})))
    queue.finish(queue.lease("g", 30), graded())
    assert flagged_in_class(form[0]) == {form[1]: frozenset({"e1"})}
    assert flagged_of([one, other]) == {one.public_id}
    regrading.start(head, form[0], "e1")
    queue.finish(queue.lease("g", 30), graded())
    assert flagged_in_class(form[0]) == {} and flagged_of([one, other]) == frozenset()
