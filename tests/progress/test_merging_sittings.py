"""Two accounts of one student made one: the assessments of both."""

import pytest
from sqlalchemy import select

from app.clock import now_ms
from app.database import db, transaction
from app.people import enrolment
from app.progress.assessing.allowing import allowed_numbers
from app.progress.assessing.models import SittingAnswer, SittingGrant, SittingRow
from app.progress.assessing.reading import sittings_of
from app.progress.merging import merge


@pytest.fixture
def other(group: int) -> int:
    return enrolment.add_student(group, username="amina2", full_name="A", secret="48261").id


def add(account_id: int, number: int, *, right: int | None = 1, kind: str = "final") -> str:
    name = f"{account_id}-{kind}-{number}"
    with transaction() as session:
        row = SittingRow(public_id=name, account_id=account_id, course_id="c", kind=kind)
        row.number, row.questions, row.started_ms = number, '[["q", "l", []]]', now_ms() + number
        row.right, row.total, row.passed = right, 2 if right is not None else None, False
        row.handed_in_ms = None if right is None else now_ms()
        session.add(row)
        session.flush()
        session.add(SittingAnswer(sitting_id=row.id, question_id="q", given="[]", at_ms=1))
    return name


def allow(account_id: int, number: int, by: int) -> None:
    with transaction() as session:
        grant = SittingGrant(account_id=account_id, course_id="c", number=number, at_ms=1)
        grant.allowed_by = by
        session.add(grant)


def finals(account_id: int) -> dict[int, str]:
    return {
        one.number: one.public_id for one in sittings_of(account_id, "c") if one.kind == "final"
    }


def test_the_others_sittings_are_counted_on(amina, other, teacher):
    mine = [add(amina, 1), add(amina, 2)]
    its = [add(other, 1), add(other, 2), add(other, 3, right=None)]
    add(amina, 1, kind="start"), add(other, 1, kind="start")
    merge(amina, other, teacher.id)
    assert finals(amina) == dict(enumerate([*mine, *its], 1))
    assert [one.number for one in sittings_of(amina, "c") if one.kind == "start"] == [1, 2]


def test_of_two_open_ones_the_kept_ones_stays(amina, other, teacher):
    mine = add(amina, 1, right=None)
    done, _open = add(other, 1), add(other, 2, right=None)
    merge(amina, other, teacher.id)
    assert finals(amina) == {1: mine, 2: done}
    assert len(db.session.scalars(select(SittingAnswer)).all()) == 2


@pytest.mark.parametrize("whose", ["mine", "its"])
def test_what_was_allowed_next_is_allowed_next(amina, other, teacher, whose):
    add(amina, 1), add(other, 1), add(other, 2)
    allow(*((amina, 2) if whose == "mine" else (other, 3)), teacher.id)
    merge(amina, other, teacher.id)
    assert allowed_numbers([amina], "c") == {amina: frozenset([4])}


def test_what_was_allowed_and_sat_allows_no_more(amina, other, teacher):
    add(amina, 1), add(other, 1)
    allow(other, 1, teacher.id)
    merge(amina, other, teacher.id)
    assert allowed_numbers([amina], "c") == {}
