"""What may leave: withheld before consent, disclosed with it, digests after erasure."""

import json

import pytest
from sqlalchemy import select

from app import journal
from app.database import db, transaction
from app.journal.chain import digest


@pytest.fixture
def read_one(either_store):
    """A store where student 7 read a lesson before anybody asked her."""
    with transaction() as session:
        journal.append(session, "lesson-read", account_id=7, item="l1", payload={"course": "c"})
        journal.append(session, "secret-changed", account_id=7)
        journal.record_boot(session, "1", identity="")


def withheld(events) -> list[str]:
    return [event.kind for event in events if event.withheld]


def test_without_consent_only_starts_leave_in_full(read_one, rows):
    assert withheld(rows()) == ["announced", "lesson-read", "secret-changed"]


def test_consent_discloses_what_was_withheld_and_may_leave(read_one, rows, whole):
    with transaction() as session:
        journal.consent(session, 7, "self")
        journal.append(session, "lesson-read", account_id=7, item="l2", payload={"course": "c"})
    events = rows()
    assert [event.kind for event in events[4:]] == ["disclosed", "consented", "lesson-read"]
    told = json.loads(events[4].payload)
    assert [one[2] for one in told["events"]] == ["announced", "lesson-read"]
    assert not withheld(events[4:]) and whole() == 1


def test_what_is_disclosed_is_what_was_chained(read_one, rows):
    salt_of = journal.salts(db.session(), journal.epochs(db.session())[0].name)
    before = {event.id: journal.digest_of(event, salt_of) for event in rows()}
    with transaction() as session:
        journal.consent(session, 7, "self")
    told = json.loads(next(e.payload for e in rows() if e.kind == "disclosed"))
    for origin, id, *content in told["events"]:
        assert bytes.fromhex(origin) == journal.origin(db.session())
        assert digest(bytes.fromhex(told["salt"]), *content) == before[bytes.fromhex(id)]


def test_much_that_was_withheld_is_disclosed_in_chunks(store, rows):
    with transaction() as session:
        for number in range(120):
            item = f"l{number}"
            journal.append(session, "lesson-read", account_id=7, item=item, payload={"course": "c"})
        journal.consent(session, 7, "class")
    chunks = [json.loads(e.payload)["events"] for e in rows() if e.kind == "disclosed"]
    assert [len(chunk) for chunk in chunks] == [50, 50, 21]
    assert len({one[1] for chunk in chunks for one in chunk}) == 121


def test_consent_twice_is_once(read_one, rows):
    for _ in range(2):
        with transaction() as session:
            journal.consent(session, 7, "self")
    assert [event.kind for event in rows()].count("consented") == 1
    assert len(journal.consenting(db.session())) == 1


def test_answers_that_an_earlier_version_kept_as_typed_are_never_disclosed(store):
    old = '{"course":"c","given":["my own words"],"right":true}'
    assert not journal.may_leave("quiz-answered", old)
    assert journal.may_leave("quiz-answered", '{"chosen":[1],"course":"c","right":true}')
    assert not journal.may_leave("draft-replaced", "{}")


def test_a_payload_cannot_tell_more_than_its_kind_may(store):
    with pytest.raises(ValueError, match="given"), transaction() as session:
        journal.append(session, "quiz-answered", account_id=7, payload={"given": ["my words"]})


def test_withdrawal_withholds_all_and_a_later_consent_discloses_it_again(read_one, rows):
    with transaction() as session:
        journal.consent(session, 7, "self")
        journal.append(session, "lesson-read", account_id=7, item="l2", payload={"course": "c"})
        journal.withdraw(session, 7)
    assert withheld(rows()) == [event.kind for event in rows() if event.subject]
    assert journal.consenting(db.session()) == frozenset()
    with transaction() as session:
        journal.consent(session, 7, "self")
    told = json.loads(rows()[-2].payload)["events"]
    kinds = ["announced", "lesson-read", "consented", "lesson-read"]
    assert [one[2] for one in told] == kinds


def test_a_disclosure_brings_the_salt_even_where_nothing_was_withheld(store, rows):
    with transaction() as session:
        journal.consent(session, 7, "self")
    assert [event.kind for event in rows()] == ["announced", "disclosed", "consented"]
    assert json.loads(rows()[1].payload)["events"] == []


def test_of_an_erased_student_digests_are_left_and_the_chain_holds(read_one, rows, whole):
    with transaction() as session:
        journal.consent(session, 7, "self")
        journal.open_epoch(session, "restore")
        journal.append(session, "lesson-read", account_id=7, item="l9", payload={"course": "c"})
        pseudonym = journal.erase(session, journal.subject_number(session, 7))
    assert whole() == 2
    last = rows()[-1]
    assert (last.kind, json.loads(last.payload)) == ("erased", {"pseudonym": pseudonym.hex()})
    assert db.session.scalars(select(journal.Event).where(journal.Event.subject == 1)).all() == []
    blank = rows(journal.epochs(db.session())[0].name)[0]
    assert (blank.kind, blank.item, blank.payload, blank.wall_ms) == ("", None, "", 0)
    assert len(blank.digest) == 32


def test_erasing_twice_is_once_and_nothing_more_is_kept_of_her(read_one, rows):
    with transaction() as session:
        assert journal.erase(session, journal.subject_number(session, 7))
        assert journal.erase(session, journal.subject_number(session, 7)) is None
    assert [event.kind for event in rows()].count("erased") == 1
    with pytest.raises(journal.StudentErased), transaction() as session:
        journal.append(session, "lesson-read", account_id=7)


def test_every_kind_that_leaves_says_what_is_in_it():
    assert all(one.name == name and one.sentence for name, one in journal.LEAVING.items())
    assert journal.leaves("passed") and not journal.leaves("secret-changed")
