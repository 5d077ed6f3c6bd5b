"""Who agreed, for herself or through her class, and who may say so."""

import pytest
from sqlalchemy import func, select

from app import journal
from app.database import db, transaction
from app.people import accounts, classes, consent, enrolment
from app.people.models import Account


@pytest.fixture
def teacher(store) -> Account:
    with transaction() as session:
        return accounts.add_account(
            session, username="wanjiru", full_name="W", secret="well-water-26", role="instructor"
        )


@pytest.fixture
def form(teacher) -> int:
    return classes.create_class(teacher, "Form 2").id


@pytest.fixture
def amina(form) -> Account:
    return enrolment.add_student(form, username="amina", full_name="Amina", secret="73915")


def told(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(journal.Event.kind == kind)) or 0


def test_a_student_agrees_for_herself_and_it_is_kept_who_and_when(amina):
    assert consent.give([amina.id], amina, "self") == 1
    said = consent.of(amina.id)
    assert (said.given, said.given_by, said.way) == (True, "Amina", "self")
    assert said.given_ms and told("consented") == 1


def test_agreeing_twice_is_once(amina):
    consent.give([amina.id], amina, "self")
    assert consent.give([amina.id], amina, "self") == 0
    assert told("consented") == 1


def test_nobody_agrees_in_anothers_name(amina, teacher):
    with pytest.raises(consent.OwnConsentOnly):
        consent.give([amina.id], teacher, "self")


def test_a_class_agrees_at_once_where_the_school_lets_it(form, amina, teacher):
    enrolment.add_student(form, username="juma", full_name="Juma", secret="73915")
    ids = [one.account_id for one in consent.state(form)]
    with pytest.raises(consent.ClassConsentNotAllowed):
        consent.give(ids, teacher, "class")
    assert consent.give(ids, teacher, "class", class_may=True) == 2
    assert [(one.full_name, one.given, one.given_by) for one in consent.state(form)] == [
        ("Amina", True, "W"),
        ("Juma", True, "W"),
    ]


def test_only_her_own_instructor_agrees_for_a_student(amina):
    with transaction() as session:
        other = accounts.add_account(
            session, username="otieno", full_name="O", secret="other-water-26", role="instructor"
        )
    with pytest.raises(consent.NotYourStudent):
        consent.give([amina.id], other, "class", class_may=True)
    with pytest.raises(consent.NotYourStudent):
        consent.withdraw(amina.id, other)
    assert not consent.of(amina.id).given


def test_who_withdrew_herself_is_not_overruled_by_her_class(amina, teacher):
    consent.give([amina.id], amina, "self")
    assert consent.withdraw(amina.id, amina) is True
    assert consent.withdraw(amina.id, amina) is False
    assert consent.give([amina.id], teacher, "class", class_may=True) == 0
    said = consent.of(amina.id)
    assert (said.given, said.withdrawn_by, told("consent-withdrawn")) == (False, "Amina", 1)
    assert consent.give([amina.id], amina, "self") == 1 and consent.of(amina.id).given


def test_what_her_pages_show_changes_with_it(amina):
    before = db.session.scalar(select(Account.version).where(Account.id == amina.id))
    consent.give([amina.id], amina, "self")
    db.session.expire_all()
    assert db.session.get_one(Account, amina.id).version > before
