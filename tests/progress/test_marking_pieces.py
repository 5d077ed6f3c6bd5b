"""Answers that wait for a person, one after another, and two people who mark the same one."""

import pytest

from app.catalog.rubric import RubricRow
from app.grading import CellGrade, Grade
from app.grading.remarks import Remark
from app.people import classes, enrolment
from app.people.accounts import account
from app.people.models import Account
from app.progress import queue, submissions
from app.progress.marking import manual, overriding, pieces
from app.progress.marking.item import Item

ITEM = Item("e1", "best", 10.0)
ROWS = (RubricRow("Names the cause", 2.0), RubricRow("Vague", -0.5))


@pytest.fixture
def group(teacher: Account) -> int:
    made = classes.create_class(teacher, "Form 2", ["c"]).id
    for name in ("amina", "baraka", "chiku"):
        enrolment.add_student(made, username=name, full_name=name.title(), secret="48261")
    return made


def work(group: int, name: str, key: str = "k", empty: tuple[str, ...] = ()) -> str:
    student = next(one for one in classes.students_of(group) if one.username == name)
    made = submissions.submit(student.id, "c", "e1", {"cells": []}, key=key, lang="en")
    cells = [CellGrade("t", "Test", 2, 4, "partial")]
    for cell in ("why", "how"):
        remark = Remark("no-answer" if cell in empty else "waiting-for-instructor")
        status = "failed" if cell in empty else "manual"
        cells.append(CellGrade(cell, cell.title(), 0, 3, status, remark=remark))
    assert queue.finish(queue.lease("g", 30), Grade(2, 10, True, tuple(cells)))
    return made.public_id


def listed(group: int, **options: bool) -> list[tuple[str, str]]:
    return [(one.full_name, one.cell.cell) for one in pieces.pieces(group, "e1", **options)]


def give(by: Account, public_id: str, cell: str, points: float, **more: object) -> None:
    manual.give(by, submissions.submission(public_id), cell, points, "", ITEM, **more)


def test_answers_to_one_question_stand_together_and_empty_ones_are_left_out(teacher, group):
    work(group, "baraka", empty=("why",))
    work(group, "amina")
    expected = [("Amina", "why"), ("Amina", "how"), ("Baraka", "how")]
    assert listed(group) == expected
    assert [(one.answers, one.works) for one in pieces.waits_of([group])] == [(3, 2)]
    assert pieces.answers_by_class([group]) == {group: 3}


def test_without_names_the_order_is_another_one_and_stays(teacher, group):
    for name in ("amina", "baraka", "chiku"):
        work(group, name)
    found = pieces.pieces(group, "e1", anonymous=True)
    assert [one.public_id for one in found[:3]] == sorted(one.public_id for one in found[:3])
    assert found == pieces.pieces(group, "e1", anonymous=True)
    assert [one.place for one in found] == [1, 2, 3, 1, 2, 3]


def test_the_next_one_is_the_next_that_waits_and_then_the_first(teacher, group):
    made = {name: work(group, name) for name in ("amina", "baraka", "chiku")}
    give(teacher, made["baraka"], "why", 1)
    found = pieces.pieces(group, "e1")
    after = pieces.next_waiting(found, (made["amina"], "why"))
    assert after and after.full_name == "Chiku"
    for name, cell in ((name, cell) for name in made for cell in ("why", "how")):
        if (name, cell) != ("amina", "why"):
            give(teacher, made[name], cell, 1)
    first = pieces.next_waiting(pieces.pieces(group, "e1"), (made["chiku"], "how"))
    assert first and first.key == (made["amina"], "why")
    give(teacher, made["amina"], "why", 1)
    assert pieces.next_waiting(pieces.pieces(group, "e1")) is None


def test_a_later_hand_in_and_an_override_take_an_answer_away(teacher, group):
    work(group, "amina")
    second = work(group, "amina", "k2")
    assert {one.public_id for one in pieces.pieces(group, "e1")} == {second}
    amina = submissions.submission(second).account_id
    overriding.override(teacher, amina, ITEM, 4, "spoken")
    assert pieces.pieces(group, "e1") == [] and pieces.answers_by_class([group]) == {}


def test_the_rows_that_were_ticked_stay_as_they_were(teacher, group):
    made = work(group, "amina")
    give(teacher, made, "why", 1.5, rows=ROWS)
    found = manual.cells_by_hand(submissions.submission(made))[0]
    assert (found.points, found.rows) == (1.5, ROWS)


def test_the_second_of_two_is_told_and_overwrites_nothing(teacher, group):
    made = work(group, "amina")
    give(teacher, made, "why", 2, base="")
    with pytest.raises(manual.MarkedMeanwhile) as met:
        give(teacher, made, "why", 3, base="")
    assert met.value.theirs.points == 2
    (stands, _how) = manual.cells_by_hand(submissions.submission(made))
    assert (stands.points, account(stands.by_id).full_name) == (2, "Juma")
    give(teacher, made, "why", 2, base="")  # the same once more, by a second click
    give(teacher, made, "why", 3, base=stands.base)
    assert manual.cells_by_hand(submissions.submission(made))[0].points == 3
