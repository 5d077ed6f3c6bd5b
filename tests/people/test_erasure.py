"""Erasing a person: everything of hers goes, everything else goes on."""

import pytest
from sqlalchemy import ForeignKey, func, select, text

from app import journal
from app.database import Base, db, transaction
from app.grading import CellGrade, Grade
from app.people import accounts, classes, consent, enrolment, erasure
from app.people.models import Account, ErasureRow
from app.progress import drafts, gradebook, learning, queue, regrading, submissions


@pytest.fixture
def teacher(store) -> Account:
    with transaction() as session:
        return accounts.add_account(
            session, username="wanjiru", full_name="W", secret="well-water-26", role="instructor"
        )


@pytest.fixture
def form(teacher) -> int:
    return classes.create_class(teacher, "Form 2").id


def graded() -> None:
    cell = CellGrade("t1", "Test", 1, 1, "passed")
    assert queue.finish(queue.lease("g", 30), Grade(1, 1, False, (cell,), executed={"cells": []}))


@pytest.fixture
def amina(form) -> Account:
    """A student who did something of everything."""
    made = enrolment.add_student(form, username="amina", full_name="Amina O", secret="73915")
    consent.give([made.id], made, "self")
    learning.lesson_read(made.id, "c", "l1")
    learning.quiz_answered(made.id, "c", "l1", "q1", ["my own words"], True)
    drafts.save_draft(made.id, "e1", {"cells": ["mine"]}, 0)
    drafts.replace_draft(made.id, "e1", {"cells": ["new"]}, "upload")
    submissions.submit(made.id, "c", "e1", {"cells": ["mine"]}, key="k", lang="en")
    graded()
    return made


def owned_rows(account_id: int) -> dict[str, int]:
    """How many rows of each table are hers by the column that says so."""
    return {
        table.name: db.session.scalar(select(func.count()).where(column == account_id))
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("erased")
    }


def test_every_column_that_names_an_account_says_what_becomes_of_it():
    naming = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(
            isinstance(key, ForeignKey) and key.column.table.name == "account"
            for key in column.foreign_keys
        )
    ]
    assert naming and all("erased" in column.info for column in naming)


def test_everything_of_hers_goes(amina, teacher):
    assert set(owned_rows(amina.id).values()) != {0}
    assert erasure.erase(amina.id, teacher.id) is True
    db.session.expire_all()
    assert set(owned_rows(amina.id).values()) == {0}
    for table in ("attempt", "submission_notebook", "submission"):
        assert db.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    left = db.session.get_one(Account, amina.id)
    assert (left.full_name, left.active) == (erasure.NEUTRAL, False)
    assert "amina" not in left.username and left.erased_ms


def test_no_word_of_hers_is_left_in_the_store(amina, teacher, settings):
    erasure.erase(amina.id, teacher.id)
    db.session.remove()
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert "amina" not in str(row).lower() and "my own words" not in str(row)


def test_the_chain_holds_and_names_her_pseudonym_only(amina, teacher):
    number = journal.subject_number(db.session(), amina.id)
    pseudonym = db.session.get_one(journal.Subject, number).pseudonym
    erasure.erase(amina.id, teacher.id)
    only = journal.epochs(db.session())[0]
    assert journal.verify_epoch(db.session(), only.name) == only.head
    assert erasure.known(db.session()) == {pseudonym}
    row = db.session.get_one(ErasureRow, pseudonym)
    assert row.erased_by == teacher.id
    last = journal.entries(db.session(), only.name, only.length - 1, 1)[0]
    assert (last.kind, last.subject, last.withheld) == ("erased", None, False)


def test_erasing_twice_is_once(amina, teacher):
    erasure.erase(amina.id, teacher.id)
    length = journal.epochs(db.session())[0].length
    assert erasure.erase(amina.id, teacher.id) is False
    assert journal.epochs(db.session())[0].length == length


def test_she_signs_in_no_more_and_her_name_is_free(amina, teacher, form):
    session_id = amina.get_id()
    erasure.erase(amina.id, teacher.id)
    assert accounts.account_of_session(session_id) is None
    for secret in ("73915", "nobody", erasure.NEUTRAL):
        for name in ("amina", f"{erasure.NEUTRAL} {amina.id}"):
            with pytest.raises((accounts.WrongSignIn, accounts.guessing.TooManyGuesses)):
                accounts.sign_in(name, secret)
    again = enrolment.add_student(form, username="amina", full_name="Another", secret="73915")
    assert again.id != amina.id


def test_nothing_more_is_kept_of_her(amina, teacher):
    erasure.erase(amina.id, teacher.id)
    with pytest.raises(journal.StudentErased):
        learning.lesson_read(amina.id, "c", "l2")


def test_the_class_goes_on_without_her(amina, teacher, form):
    enrolment.add_student(form, username="juma", full_name="Juma", secret="73915")
    erasure.erase(amina.id, teacher.id)
    assert [row.full_name for row in gradebook.class_grid(form)] == ["Juma"]


def test_a_regrading_does_not_wait_for_work_that_is_gone(amina, teacher, form):
    asked = regrading.start(teacher, form, "e1")
    assert not asked.over
    erasure.erase(amina.id, teacher.id)
    assert regrading.latest(form, "e1").over


def test_a_grade_that_comes_too_late_is_not_kept(amina, teacher):
    submissions.submit(amina.id, "c", "e1", {"cells": ["more"]}, key="k2", lang="en")
    work = queue.lease("g", 30)
    erasure.erase(amina.id, teacher.id)
    assert queue.finish(work, Grade(1, 1, False, ())) is False


def test_a_restored_node_erases_whom_the_centre_names(amina):
    number = journal.subject_number(db.session(), amina.id)
    pseudonym = db.session.get_one(journal.Subject, number).pseudonym
    assert erasure.erase_by_pseudonym(pseudonym) is True
    assert erasure.erase_by_pseudonym(pseudonym) is False
    db.session.expire_all()
    assert db.session.get_one(Account, amina.id).erased_ms
    assert erasure.known(db.session()) == {pseudonym}


def test_an_erasure_of_somebody_unknown_is_passed_on_once(amina):
    assert erasure.erase_by_pseudonym(b"p" * 16) is True
    assert erasure.erase_by_pseudonym(b"p" * 16) is False
    told = select(func.count()).where(journal.Event.kind == "erased")
    assert db.session.scalar(told) == 1
    assert erasure.known(db.session()) == {b"p" * 16}


def test_the_only_administrator_stays(store):
    with transaction() as session:
        head = accounts.add_account(
            session, username="head", full_name="H", secret="a-long-password", role="administrator"
        )
    with pytest.raises(erasure.LastAdministrator):
        erasure.erase(head.id, head.id)
    with pytest.raises(accounts.NoSuchAccount):
        erasure.erase(head.id + 99, head.id)


def test_an_erased_instructor_is_on_no_list(teacher):
    erasure.erase(teacher.id, teacher.id)
    assert accounts.staff() == []
    with pytest.raises(accounts.NoSuchAccount):
        accounts.staff_by_username(f"{erasure.NEUTRAL} {teacher.id}")
