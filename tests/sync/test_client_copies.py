"""Laptops that were copied, restored or prepared from one image, found out and put right."""

import shutil
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app import create_store, journal
from app.database import db, transaction
from app.settings import load_settings
from app.sync import wire
from app.sync.enrolling import CopiedLaptop, enrol
from app.sync.link import connected
from app.sync.running import run
from app.sync.terms import Terms


@pytest.fixture
def laptop(tmp_path):
    """Opens the store of a laptop by name, in an app context; gives its terms."""

    @contextmanager
    def laptop(name):
        settings = load_settings({"data": tmp_path / name}, environ={})
        with create_store(settings, connections=2).app_context():
            yield Terms(data=settings.data, app_version="0.1.0")
            db.session.remove()
            db.engine.dispose()

    return laptop


@pytest.fixture
def copy(tmp_path):
    """Copies the data folder of one laptop to another, which may be an older self of its own."""

    def copy(source, target):
        shutil.rmtree(tmp_path / target, ignore_errors=True)
        shutil.copytree(tmp_path / source, tmp_path / target)

    return copy


def boot():
    with transaction() as session:
        journal.record_boot(session, "0.1.0", identity="one computer")


def epochs():
    return journal.epochs(db.session())


def key():
    return wire.public_sign_key(journal.keys(db.session()).sign_seed)


def ids(centre):
    return {bytes(row[0]) for row in centre.rows("SELECT id FROM centre_event")}


def own_ids():
    return {
        event.id for one in epochs() for event in journal.entries(db.session(), one.name, 0, 10_000)
    }


def test_a_laptop_restored_without_a_word_opens_an_epoch_and_loses_nothing(centre, laptop, copy):
    with laptop("a") as terms:
        boot()
        enrol(terms, centre.url, centre.code())
        run(terms)
    copy("a", "backup")
    with laptop("a") as terms:
        boot()
        run(terms)
    before = ids(centre)
    copy("backup", "a")
    with laptop("a") as terms:
        boot()
        outcome = run(terms)
        assert outcome.delivered and outcome.found_out.forked and not outcome.found_out.copied
        assert [one.closed_because for one in epochs()] == ["fork", None]
        assert ids(centre) == before | own_ids()
        assert run(terms).found_out == type(outcome.found_out)()


def test_a_copied_laptop_gets_a_key_of_its_own_and_both_go_on(centre, laptop, copy):
    with laptop("a") as terms:
        boot()
        enrol(terms, centre.url, centre.code())
        run(terms)
        old = key()
    copy("a", "b")
    everything, keys = set(), set()
    for _ in range(3):
        for name in "ab":
            with laptop(name) as terms:
                boot()
                assert run(terms).delivered
                everything |= own_ids()
                keys |= {(name, key())}
    with laptop("a"):
        a = key()
    with laptop("b"):
        b = key()
    assert a != b and old in (a, b)
    assert ids(centre) == everything
    assert len(centre.rows("SELECT 1 FROM centre_node")) == 2


def test_two_laptops_of_one_image_may_belong_to_two_schools(centre, laptop, copy):
    with laptop("a"):
        boot()
        key()
        with transaction() as session:
            journal.keys(session)
    copy("a", "b")
    everything = set()
    for name, school in (("a", "Mlimani"), ("b", "Bahari")):
        with laptop(name) as terms:
            boot()
            assert enrol(terms, centre.url, centre.code(school)).school_name == school
            assert run(terms).delivered
            everything |= own_ids()
    assert ids(centre) == everything
    assert len(centre.rows("SELECT DISTINCT school_id FROM centre_node")) == 2


def test_a_copy_of_a_connected_laptop_is_told_whom_to_ask(centre, laptop, copy):
    with laptop("a") as terms:
        boot()
        enrol(terms, centre.url, centre.code())
        run(terms)
    copy("a", "b")
    with laptop("b") as terms:
        boot()
        with pytest.raises(CopiedLaptop, match="Mlimani"):
            enrol(terms, centre.url, centre.code("Bahari"))
        assert run(terms).delivered
        assert ids(centre) >= own_ids()


def test_a_centre_that_has_forgotten_the_laptop_is_shown_its_certificate(centre, laptop):
    with laptop("a") as terms:
        boot()
        enrol(terms, centre.url, centre.code())
        run(terms)
        for table in ("event", "branch", "epoch", "subject", "head", "node"):
            centre.rows(f"DELETE FROM centre_{table} RETURNING 1")
        centre.new_generation()
        assert run(terms).delivered
        assert ids(centre) == own_ids()


def test_a_student_who_was_erased_elsewhere_is_erased_here_before_anything_leaves(
    centre, terms, student, read
):
    from app.people import erasure

    read("rain")
    enrol(terms, centre.url, centre.code())
    run(terms)
    pseudonym = db.session().get_one(journal.Subject, 1).pseudonym
    origin = journal.origin(db.session())
    with centre.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO centre_erased (origin, pseudonym, at_ms) VALUES (%s, %s, 0)",
            (origin, pseudonym),
        )
    read("maize")
    run(terms)
    assert pseudonym in erasure.known(db.session())
    assert centre.rows("SELECT 1 FROM centre_event WHERE item = 'maize'") == []


def test_many_erasures_at_once_wait_for_a_person(centre, terms, student, read):
    from app.people import accounts, erasure
    from app.sync.hearing import ManyErasures, believe_erasures

    enrol(terms, centre.url, centre.code())
    with transaction() as session:
        for number in range(4):
            made = accounts.add_account(
                session, username=f"s{number}", full_name="A B", secret="4821", role="student"
            )
            journal.consent(session, made.id, "self")
    run(terms)
    pseudonyms = [one.pseudonym for one in db.session().query(journal.Subject) if one.consented]
    origin = journal.origin(db.session())
    with centre.app.app_context(), db.engine.begin() as connection:
        for pseudonym in pseudonyms:
            connection.exec_driver_sql(
                "INSERT INTO centre_erased (origin, pseudonym, at_ms) VALUES (%s, %s, 0)",
                (origin, pseudonym),
            )
    outcome = run(terms)
    assert isinstance(outcome.error, ManyErasures) and erasure.known(db.session()) == frozenset()
    believe_erasures(outcome.error.values["count"])
    assert run(terms).delivered
    assert erasure.known(db.session()) >= set(pseudonyms)
    assert connected(db.session()).may_erase == 0


def test_another_key_at_the_centre_s_address_is_not_sent_anything(centre, terms, student, read):
    from app.sync.link import keep

    read("rain")
    link = enrol(terms, centre.url, centre.code())
    other = wire.public_sign_key(wire.new_seed())
    with transaction() as session:
        keep(session, replace(link, centre_key=other))
    outcome = run(terms)
    assert outcome.error.id == "CentreKeyChanged"
    assert centre.rows("SELECT 1 FROM centre_event") == []
    assert connected(db.session()).centre_key == other
