"""Assignments: the rules of their times, and how they are stored; on both stores."""

from dataclasses import replace
from typing import Any

import pytest

from app.database import db, transaction
from app.people import classes, enrolment
from app.people.models import Account
from app.progress import merging
from app.progress.assigning import assigning
from app.progress.assigning.mine import assigned_to
from app.progress.assigning.rules import Times, extended, next_change, status, together
from app.progress.marking.due import dues_in_class, dues_of
from app.progress.marking.late import LateRule
from app.settings import Settings

ZERO = LateRule("zero")
FAR = 9_000_000_000_000  # years ahead


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Each test of the store runs on both stores."""
    if request.param == "sqlite":
        return settings
    return replace(settings, database_url=request.getfixturevalue("postgres_store_url"))


@pytest.mark.parametrize(
    ("times", "now", "expected"),
    [
        (Times(), 5, "open"),
        (Times(6, 9), 5, "closed"),
        (Times(5, 9), 5, "open"),
        (Times(None, 5), 5, "open"),
        (Times(None, 5), 6, "overdue"),
    ],
)
def test_how_it_stands(times: Times, now: int, expected: str) -> None:
    assert status(times, now) == expected


def test_more_time_never_takes_time_away() -> None:
    assert extended(Times(1, 9), 12) == Times(1, 12)
    assert extended(Times(1, 20), 12) == Times(1, 20)
    assert extended(Times(1, None), 12) == Times(1, None)


def test_of_several_classes_the_first_opening_and_the_last_due_time_hold() -> None:
    assert together([Times(3, 9), Times(5, 12)]) == Times(3, 12)
    assert together([Times(3, 9), Times(None, None)]) == Times(None, None)


def test_the_next_change_is_the_next_opening_or_the_moment_after_a_due_time() -> None:
    listed = [Times(3, 9), Times(20, 30)]
    assert [next_change(listed, now) for now in (1, 3, 9, 10, 31)] == [3, 10, 10, 20, None]


def put(teacher: Account, group: int, id: str = "e1", **times: Any) -> int:
    return assigning.assign(teacher, group, "exercise", id, "c", Times(**times), ZERO)


def test_a_student_sees_her_own_times(teacher: Account, group: int, amina: int) -> None:
    id = put(teacher, group, opens_ms=FAR, due_ms=FAR + 5)
    assert assigned_to(amina).status("exercise", "e1") == "closed"
    assigning.change(teacher, group, id, Times(1, FAR), ZERO)
    assigning.extend(teacher, group, id, amina, FAR + 9)
    mine = assigned_to(amina)
    assert (mine.of("exercise", "e1"), mine.until_ms) == (Times(1, FAR + 9), FAR + 10)


def test_another_class_with_the_course_leaves_it_open(
    teacher: Account, group: int, amina: int
) -> None:
    put(teacher, group, opens_ms=FAR)
    other = classes.create_class(teacher, "Evening", ["c"])
    with transaction() as session:
        enrolment.enrol(session, other.id, amina, "student")
    assert assigned_to(amina).status("exercise", "e1") == "open"


def test_marks_know_when_it_is_due(teacher: Account, group: int, amina: int) -> None:
    id = put(teacher, group, due_ms=100)
    assigning.extend(teacher, group, id, amina, 300)
    for dues in (dues_in_class(db.session(), group, ["e1"]), dues_of(db.session(), amina, ["e1"])):
        found = dues.of(amina, "e1")
        assert found is not None and (found.due_ms, found.rule) == (300, ZERO)
    assert dues_in_class(db.session(), group, ["e1"]).everyone["e1"].due_ms == 100


def test_a_change_makes_the_pages_of_the_class_anew(
    teacher: Account, group: int, amina: int
) -> None:
    def version() -> int:
        db.session.expire_all()
        return db.session.get_one(Account, amina).version

    before = version()
    id = put(teacher, group, due_ms=100)
    assert version() > before
    before = version()
    assigning.remove(teacher, group, id)
    assert version() > before
    assert assigned_to(amina).times == {}


def test_what_cannot_be_is_refused(teacher: Account, group: int, amina: int) -> None:
    with pytest.raises(assigning.DueBeforeOpening):
        put(teacher, group, opens_ms=9, due_ms=9)
    id = put(teacher, group, due_ms=100)
    with pytest.raises(assigning.AssignedAlready):
        put(teacher, group)
    with pytest.raises(assigning.ExtensionTooEarly):
        assigning.extend(teacher, group, id, amina, 100)
    with pytest.raises(assigning.NoSuchAssignment):
        assigning.remove(teacher, group + 1, id)


def test_of_two_accounts_made_one_the_later_time_holds(
    teacher: Account, group: int, amina: int
) -> None:
    other = enrolment.add_student(group, username="a2", full_name="Amina", secret="48261").id
    id = put(teacher, group, due_ms=100)
    assigning.extend(teacher, group, id, amina, 200)
    assigning.extend(teacher, group, id, other, 300)
    merging.merge(amina, other, teacher.id)
    db.session.expire_all()
    assert assigning.extensions(id) == {amina: 300}
