"""Epochs, origins, keys, and noticing that the computer is another one."""

import hashlib

from app import journal
from app.database import db, transaction
from app.journal import machine
from app.journal.chain import first_link
from app.journal.models import NodeKeyRow


def test_an_epoch_keeps_its_lines_origin_until_a_clone_begins_its_own(either_store):
    with transaction() as session:
        journal.append(session, "a")
        journal.open_epoch(session, "restore")
        journal.open_epoch(session, "clone", own_origin=True)
    first, second, third = journal.epochs(db.session())
    assert first.origin == second.origin == first.name
    assert third.origin == third.name == journal.origin(db.session())
    assert [first.closed_because, second.closed_because, third.closed_because] == [
        "restore",
        "clone",
        None,
    ]
    assert second.parent == journal.Parent(first.name, 1, first.head)


def test_the_keys_are_made_once_and_renewed_by_a_clone(store):
    with transaction() as session:
        first = journal.keys(session)
        assert journal.keys(session) == first
        new = journal.renew_keys(session)
    assert journal.keys(db.session()) == new != first
    assert {len(one) for one in (new.sign_seed, new.seal_seed)} == {32}


def test_a_hash_is_asked_for_by_its_place(store, rows):
    with transaction() as session:
        journal.append(session, "a")
        journal.append(session, "b")
    only = journal.epochs(db.session())[0]
    at = [journal.hash_at(db.session(), only.name, seq) for seq in range(4)]
    assert at == [first_link(only.name.hex()), *(event.hash for event in rows()), None]
    assert journal.hash_at(db.session(), b"?" * 16, 0) is None


def test_entries_come_in_runs(store):
    with transaction() as session:
        for kind in "abcde":
            journal.append(session, kind)
    only = journal.epochs(db.session())[0].name
    assert [e.kind for e in journal.entries(db.session(), only, 1, 2)] == ["b", "c"]
    assert journal.entries(db.session(), only, 5, 2) == []


def test_another_computer_opens_an_epoch(store):
    with transaction() as session:
        journal.record_boot(session, "1", identity="this computer")
        journal.record_boot(session, "1", identity="this computer")
        journal.record_boot(session, "1", identity="")  # nothing known is no other computer
        journal.record_boot(session, "1", identity="another one")
    first, second = journal.epochs(db.session())
    assert (first.length, first.closed_because, second.length) == (3, "machine", 1)


def test_what_identifies_the_computer_is_not_stored_as_it_is(store):
    with transaction() as session:
        journal.record_boot(session, "1", identity="0123abcd")
    stored = db.session.get_one(NodeKeyRow, 1).machine
    assert len(stored) == 64 and "0123abcd" not in stored
    assert stored != hashlib.sha256(b"0123abcd").hexdigest()
    assert machine.fingerprint(b"secret", "") == ""


def test_this_computer_is_the_same_one_each_time():
    assert machine.identity() == machine.identity()


def test_a_server_that_several_computers_show_pages_of_has_one_epoch(either_store):
    with transaction() as session:
        journal.record_boot(session, "1", identity="one")
        journal.record_boot(session, "1", identity="two")
    on_a_server = db.engine.dialect.name == "postgresql"
    assert len(journal.epochs(db.session())) == (1 if on_a_server else 2)


def test_a_person_is_announced_again_in_each_epoch(store, rows):
    with transaction() as session:
        journal.append(session, "a", account_id=7)
        journal.open_epoch(session, "restore")
        journal.append(session, "b", account_id=7)
    first, second = journal.epochs(db.session())
    kinds = [[event.kind for event in rows(one.name)] for one in (first, second)]
    assert kinds == [["announced", "a"], ["announced", "b"]]
    assert len({event.payload for one in (first, second) for event in rows(one.name)[:1]}) == 1
