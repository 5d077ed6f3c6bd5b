"""A journal damaged on disk: found, closed at its last good event, the rest written again."""

import json

import pytest
from sqlalchemy import delete, text, update

from app import journal
from app.database import db, transaction
from app.journal import Event


@pytest.fixture
def long(either_store) -> bytes:
    """The name of an epoch with ten events: four about one student, six about nobody."""
    with transaction() as session:
        for number in range(3):
            journal.append(session, "lesson-read", account_id=7, item=f"l{number}")
        for number in range(6):
            journal.append(session, "thing", payload={"number": number})
    return journal.epochs(db.session())[0].name


def spoil(which: int, **values) -> None:
    with transaction() as session:
        session.execute(update(Event).where(Event.seq == which).values(**values))
    db.session.expire_all()


def mend() -> list[journal.Repair]:
    found = journal.damage(db.session())
    with transaction() as session:
        return journal.repair(session, found, ())


def test_a_whole_journal_is_left_alone(long):
    assert journal.damaged_at(db.session(), long) is None
    assert mend() == [] and len(journal.epochs(db.session())) == 1


@pytest.mark.parametrize(
    "values", [{"payload": '{"number":9}'}, {"hash": b"x" * 32}, {"id": b"x" * 16}, {"seq": 99}]
)
def test_damage_is_found_where_it_is(long, values):
    spoil(6, **values)
    assert journal.damaged_at(db.session(), long) == 6


def test_what_follows_the_damage_is_written_again_under_its_ids(long, rows, whole):
    ids = [event.id for event in rows(long)]
    spoil(3, item="another lesson")
    assert mend() == [journal.Repair(long, 3, again=7, lost=1)]
    assert whole() == 2 and mend() == []
    old, new = journal.epochs(db.session())
    assert (old.length, old.closed_because, new.origin) == (2, "damage", old.origin)
    assert new.parent == journal.Parent(long, 2, rows(long)[-1].hash)
    assert [event.again for event in rows() if event.again] == ids[3:]
    assert [event.kind for event in rows()][:2] == ["announced", "lesson-read"]
    assert json.loads(rows()[-1].payload) == {"epoch": long.hex(), "seq": 3, "lost": 1}


def test_a_damaged_hash_or_id_costs_no_event(long, whole):
    spoil(5, hash=b"x" * 32)
    spoil(8, id=b"x" * 16)
    assert mend() == [journal.Repair(long, 5, again=6, lost=0)]
    assert whole() == 2


def test_rows_that_are_gone_cost_themselves_only(long, rows, whole):
    with transaction() as session:
        session.execute(delete(Event).where(Event.seq.in_((5, 6))))
    assert mend() == [journal.Repair(long, 5, again=4, lost=2)]
    assert whole() == 2


def test_rows_that_are_gone_from_the_end_are_counted(long, whole):
    with transaction() as session:
        session.execute(delete(Event).where(Event.seq > 8))
    assert mend() == [journal.Repair(long, 9, again=0, lost=2)]
    assert whole() == 2


def test_two_that_found_the_same_damage_mend_it_once(long, whole):
    spoil(6, kind="else")
    found = journal.damage(db.session())
    for times in (1, 0):
        with transaction() as session:
            assert len(journal.repair(session, found, ())) == times
    assert found == {long: 6} and whole() == 2


def test_writing_goes_on_after_a_repair(long, rows, whole):
    spoil(2, kind="else")
    mend()
    with transaction() as session:
        journal.append(session, "lesson-read", account_id=7, item="l9")
    assert rows()[-1].item == "l9" and whole() == 2


def test_damage_to_what_was_inherited_leaves_the_own_origin_open(long, whole):
    with transaction() as session:
        own = journal.open_epoch(session, "clone", own_origin=True).name
        journal.append(session, "thing")
    spoil(4, payload="{}x")
    mend()
    last = journal.epochs(db.session())[-1]
    assert (last.origin.hex(), last.open, whole()) == (own, True, 4)


def test_erased_events_are_written_again_as_digests(long, rows, whole):
    with transaction() as session:
        journal.erase(session, journal.subject_number(session, 7))
        session.execute(text("UPDATE event SET wall_ms = 5 WHERE seq = 5"))
    db.session.expire_all()
    spoil(2, digest=b"x" * 32)
    assert mend()[0].lost == 2
    assert whole() == 2 and sum(event.digest is not None for event in rows()) == 2


def test_what_nobody_can_read_may_have_told_is_told_again(long, rows, whole):
    with transaction() as session:
        journal.consent(session, 7, "self")
    spoil(11, payload="{}")  # the disclosure
    found = journal.damage(db.session())
    with transaction() as session:
        journal.repair(session, found, [b"p" * 16])
    *_, disclosed, erased = rows()
    assert [disclosed.kind, erased.kind, whole()] == ["disclosed", "erased", 2]
    told = json.loads(disclosed.payload)["events"]
    assert [one[2] for one in told] == ["announced", *["lesson-read"] * 3]


def test_the_new_epoch_goes_on_from_the_open_one_with_the_salt_of_the_damaged(long, whole):
    with transaction() as session:
        journal.open_epoch(session, "restore")
        journal.append(session, "thing")
    spoil(4, payload="{}x")
    mend()
    old, before, new = journal.epochs(db.session())
    assert (new.salt, new.parent.epoch, whole()) == (old.salt, before.name, 3)
    assert before.closed_because == "damage"
