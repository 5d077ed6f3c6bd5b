"""PINs made again for those of a list whose cards were lost, and for nobody else."""

import pytest
from sqlalchemy import func, select

from app.database import db, transaction
from app.people import accounts, classes, enrolment
from app.people.models import Account
from app.people.new_pins import new_pins
from app.people.rosters import applying, imports, pins_again


def add(username: str, role: str) -> Account:
    with transaction() as session:
        return accounts.add_account(
            session, username=username, full_name=username, secret="well-water-26", role=role
        )


@pytest.fixture
def head(store) -> Account:
    return add("head", "administrator")


@pytest.fixture
def number(head) -> int:
    """A list that three students and an instructor were made from, whose PINs nobody has."""
    rows = "full_name,username,role,class\n" + "".join(
        f"{name},{name},student,A\n" for name in ("amina", "baraka", "chipo")
    )
    made = imports.keep(head, f"{rows}juma,juma,instructor,A\n".encode(), "l", class_id=None)
    imports.begin(head, made, [])
    assert sum(len(piece.made) for piece in imports.carry_out(head, made)) == 4
    return made


def again(by: Account, number: int, having=()) -> dict[str, applying.NewAccount]:
    pieces = pins_again.make_again(by, number, having)
    return {one.username: one for piece in pieces for one in piece.made}


def test_everybody_made_gets_another_pin_and_can_sign_in(head, number):
    cards = again(head, number)
    assert sorted(cards) == ["amina", "baraka", "chipo", "juma"]
    assert not accounts.sign_in("amina", cards["amina"].secret).must_change
    assert accounts.sign_in("juma", cards["juma"].secret).must_change
    (form,) = classes.classes_taught_by(head)
    assert cards["amina"].class_ids == (form.id,)


def test_whose_card_is_at_hand_keeps_her_pin(head, number):
    amina = accounts.by_username("amina").id
    assert "amina" not in again(head, number, having={amina})


def test_who_signed_in_or_got_a_pin_in_class_keeps_it(head, number):
    cards = again(head, number)
    accounts.sign_in("amina", cards["amina"].secret)
    new_pins([accounts.by_username("baraka").id])
    assert sorted(again(head, number)) == ["chipo", "juma"]


def test_noted_cards_are_not_made_again(head, number):
    pins_again.note(head, number)
    assert again(head, number) == {}


def test_an_older_list_of_the_same_number_is_not_meant(head, number):
    with transaction() as session:
        session.get_one(Account, accounts.by_username("amina").id).created_ms = 1
    assert "amina" not in again(head, number)


def test_an_instructor_changes_no_pin_of_another_class(head):
    juma = add("juma", "instructor")
    form = classes.create_class(juma, "A").id
    made = imports.keep(juma, b"full_name\nAmina\nBaraka\n", "l", class_id=form)
    imports.begin(juma, made, [])
    list(imports.carry_out(juma, made))
    enrolment.remove_member(form, accounts.by_username("amina").id)
    assert sorted(again(juma, made)) == ["baraka"]
    with pytest.raises(imports.NoSuchImport):
        pins_again.without_cards(add("layla", "instructor"), made)


def test_broken_off_and_gone_on_with_everybody_has_one_account_and_a_pin(head):
    lines = [f"Nuru {n};{'' if n % 2 else 'A'};{'' if n % 9 else 'teacher'}\n" for n in range(60)]
    rows = "full_name;class;role\n" + "".join(lines)
    number = imports.keep(head, rows.encode(), "l", class_id=None, complete=True)
    imports.begin(head, number, [])
    next(imports.carry_out(head, number))  # 25, whose PINs are lost here
    rest = {one.username for piece in imports.carry_out(head, number) for one in piece.made}
    cards = again(head, number, having={accounts.by_username(name).id for name in rest})
    assert (len(rest), len(cards)) == (35, 25)
    assert db.session.scalar(select(func.count()).select_from(Account)) == 61
