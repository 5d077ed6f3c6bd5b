"""One sync with a real centre: what arrives, what is kept, and how it ends."""

import pytest

from app import journal
from app.database import db
from app.sync.enrolling import enrol
from app.sync.link import link
from app.sync.models import Departure, SyncRun
from app.sync.running import run


@pytest.fixture
def connected(centre, terms, student):
    return enrol(terms, centre.url, centre.code())


def events(centre, what="kind <> ''"):
    return centre.rows(f"SELECT kind, item FROM centre_event WHERE {what} ORDER BY epoch, seq")


def test_a_code_typed_once_connects_the_school(connected, centre):
    assert connected.school_name == "Mlimani" and connected.to_root
    assert link(db.session()) == connected


def test_what_a_student_did_arrives_and_the_receipt_is_kept(connected, centre, terms, read):
    read("rain", "maize")
    outcome = run(terms)
    assert (outcome.name, outcome.waiting, outcome.error) == ("delivered", 0, None)
    assert ("lesson-read", "maize") in events(centre)
    assert outcome.events == journal.epochs(db.session())[-1].length


def test_a_run_with_nothing_to_say_is_one_small_request(connected, centre, terms, read):
    read("rain")
    run(terms)
    centre.seen.clear()
    outcome = run(terms)
    assert centre.seen == ["/sync/hello"]
    assert outcome.up + outcome.down <= 1000


def test_every_departure_stands_in_the_audit_log(connected, terms, read):
    read("rain")
    run(terms)
    rows = db.session().query(Departure).all()
    assert [(row.way, row.from_seq) for row in rows] == [("http", 1)]
    assert rows[0].to_seq == journal.epochs(db.session())[-1].length


def test_after_a_restore_of_the_centre_everything_is_sent_again(connected, centre, terms, read):
    read("rain")
    run(terms)
    before = len(events(centre))
    centre.rows("DELETE FROM centre_branch RETURNING 1")
    for table in ("event", "epoch", "subject", "head"):
        centre.rows(f"DELETE FROM centre_{table} RETURNING 1")
    centre.new_generation()
    assert run(terms).name == "delivered"
    assert len(events(centre)) == before


def test_a_run_is_written_down_with_its_bytes(connected, terms, read):
    outcome = run(terms)
    row = db.session().query(SyncRun).one()
    assert (row.outcome, row.bytes_up, row.bytes_down) == ("delivered", outcome.up, outcome.down)


def test_without_a_centre_it_says_what_to_do(store, terms):
    outcome = run(terms)
    assert outcome.name == "refused" and "not connected" in str(outcome.error)
