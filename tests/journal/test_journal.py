"""The journal: chained, append-only, one with the state it tells of."""

import pytest
from sqlalchemy import select, update

from app import journal
from app.database import db, transaction
from app.journal.chain import first_link


def written(epoch: journal.Epoch) -> list[journal.Event]:
    query = select(journal.Event).where(journal.Event.epoch_id == epoch.id)
    return list(db.session.scalars(query.order_by(journal.Event.seq)))


def salts(epoch: journal.Epoch):
    people = {one.number: one.salt for one in db.session.scalars(select(journal.Subject))}
    return lambda number: epoch.salt if number is None else people[number]


def only_epoch() -> journal.Epoch:
    return db.session.scalars(select(journal.Epoch)).one()


def test_events_are_numbered_and_chained(store):
    with transaction() as session:
        for kind in ("a", "b", "c"):
            journal.append(session, kind, payload={"kind": kind})
    epoch = only_epoch()
    events = written(epoch)
    assert [event.seq for event in events] == [1, 2, 3]
    assert journal.verify(first_link(epoch.name), events, salts(epoch)) == epoch.head


def test_a_person_is_announced_once_before_her_first_event(store):
    with transaction() as session:
        journal.append(session, "a", account_id=7)
        journal.append(session, "b", account_id=7)
    assert [event.kind for event in written(only_epoch())] == ["announced", "a", "b"]


def test_a_changed_event_breaks_the_chain(store):
    with transaction() as session:
        journal.append(session, "score", account_id=1, payload={"score": 3})
    with transaction() as session:
        session.execute(
            update(journal.Event).where(journal.Event.seq == 2).values(payload='{"score":10}')
        )
    db.session.expire_all()
    epoch = only_epoch()
    with pytest.raises(journal.BrokenChain):
        journal.verify(first_link(epoch.name), written(epoch), salts(epoch))


def test_nothing_is_written_when_the_state_is_not(store):
    with pytest.raises(ZeroDivisionError), transaction() as session:
        journal.append(session, "a")
        raise ZeroDivisionError
    assert db.session.scalars(select(journal.Event)).all() == []


def test_a_new_epoch_names_where_its_parent_ended(store):
    with transaction() as session:
        journal.append(session, "a")
    parent = only_epoch()
    with transaction() as session:
        child = journal.open_epoch(session)
        journal.append(session, "b")
    assert (child.parent, child.parent_seq, child.parent_hash) == (parent.name, 1, parent.head)
    assert [event.kind for event in written(child)] == ["b"]


def test_two_starts_write_different_boot_events(store):
    with transaction() as session:
        journal.record_boot(session, "1")
        journal.record_boot(session, "1")
    first, second = written(only_epoch())
    assert first.payload != second.payload
