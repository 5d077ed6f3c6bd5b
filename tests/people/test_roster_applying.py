"""A roster made true: whole pieces, once, by whoever may."""

import pytest
from sqlalchemy import func, select

from app.database import db, transaction
from app.people import accounts, classes, enrolment
from app.people.models import Account, RosterImport, SchoolClass
from app.people.rosters import applying, imports

HEADER = "identifier,username,full_name,role,class\n"


def add(username: str, role: str) -> Account:
    with transaction() as session:
        return accounts.add_account(
            session, username=username, full_name=username, secret="well-water-26", role=role
        )


@pytest.fixture
def head(store) -> Account:
    return add("head", "administrator")


def sent(by: Account, rows: str, **options) -> int:
    options = {"class_id": None} | options
    return imports.keep(by, (HEADER + rows).encode(), "list.csv", **options)


def applied(by: Account, number: int) -> list[applying.NewAccount]:
    imports.begin(by, number, ["c1"])
    return [made for piece in imports.carry_out(by, number) for made in piece.made]


def test_people_and_classes_are_made_and_can_sign_in(head):
    number = sent(head, "7,amina,Amina O,student,Form 1\n,juma,Juma,instructor,Form 1\n")
    amina, juma = applied(head, number)
    assert accounts.sign_in("amina", amina.secret).identifier == "7"
    assert accounts.sign_in("juma", juma.secret).must_change
    (form,) = classes.classes_taught_by(accounts.by_username("juma"))
    assert (form.name, form.students, classes.courses_of_class(form.id)) == ("Form 1", 1, ["c1"])


def test_a_look_changes_nothing(head):
    number = sent(head, ",amina,Amina,student,Form 1\n")
    assert imports.look(head, number).plan.counts == {"new": 1}
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1
    assert db.session.scalar(select(func.count()).select_from(SchoolClass)) == 0


def test_the_same_list_again_changes_nothing(head):
    rows = ",amina,Amina,student,Form 1\n,,Layla,student,Form 1\n,,Juma,instructor,Form 1\n"
    rows += ",,Nuru,student,\n,,Wanjiru,instructor,\n"
    assert len(applied(head, sent(head, rows))) == 5
    assert imports.look(head, sent(head, rows)).plan.to_do == ()


def test_what_was_broken_off_goes_on_where_it_was(head, monkeypatch):
    monkeypatch.setattr(applying, "PIECE", 2)
    number = sent(head, "".join(f",u{n}x,Name {n},student,A\n" for n in range(5)))
    imports.begin(head, number, [])
    first = next(imports.carry_out(head, number))
    assert len(first.made) == 2
    rest = applied(head, number)
    assert [one.username for one in rest] == ["u2x", "u3x", "u4x"]
    row = db.session.get(RosterImport, number, populate_existing=True)
    assert (row.state, row.done, row.total, row.content) == ("done", 5, 5, b"")


def test_somebody_changed_meanwhile_is_told_and_the_others_are_done(head):
    number = sent(head, ",amina,Amina,student,A\n,layla,Layla,student,A\n")
    imports.begin(head, number, [])
    pieces = applying.apply_plan(imports.look(head, number).plan, [], number)
    add("amina", "student")
    piece = next(pieces)
    assert [one.username for one in piece.made] == ["layla"]
    assert piece.refused[0].error.id == "TakenUsername"


def test_moved_renamed_suspended(head):
    applied(head, sent(head, "7,amina,Amina,student,A\n,layla,Layla,student,B\n"))
    number = sent(head, "7,mina,Mina,student,B\n", complete=True)
    assert imports.look(head, number).plan.counts == {"moved": 1, "renamed": 1, "suspended": 1}
    applied(head, number)
    mina = accounts.by_username("mina")
    assert mina.full_name == "Mina" and not accounts.by_username("layla").active
    students = {one.name: one.students for one in classes.classes_taught_by(head)}
    assert students == {"A": 0, "B": 2}


def test_nobody_sees_anothers_list(head):
    number = sent(head, ",amina,Amina,student,A\n")
    with pytest.raises(imports.NoSuchImport):
        imports.look(add("other", "administrator"), number)


def test_an_instructor_who_left_the_class_cannot_apply_its_list(head):
    juma = add("juma", "instructor")
    form = classes.create_class(juma, "Form 1").id
    number = sent(juma, ",,Amina,student,\n", class_id=form)
    enrolment.remove_member(form, juma.id)
    with pytest.raises(imports.NoSuchImport):
        imports.begin(juma, number, [])


def test_a_list_that_was_taken_in_is_not_taken_in_again(head):
    number = sent(head, ",amina,Amina,student,A\n")
    applied(head, number)
    with pytest.raises(imports.AlreadyApplied):
        imports.begin(head, number, [])
