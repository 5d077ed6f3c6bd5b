"""What leaves the school, and what stays."""

import pytest

from app import journal
from app.database import transaction
from app.people import accounts
from app.sync import wire
from app.sync.outgoing import Sender, next_batch, rows


@pytest.fixture
def sender():
    seed = wire.new_seed()
    return Sender(wire.public_sign_key(seed), wire.signer(seed))


@pytest.fixture
def student(store):
    with transaction() as session:
        made = accounts.add_account(
            session, username="amina", full_name="Amina Said", secret="4821", role="student"
        )
    return made.id


def read(account_id, *lessons):
    with transaction() as session:
        for lesson in lessons:
            journal.append(
                session,
                "lesson-read",
                account_id=account_id,
                item=lesson,
                payload={"course": "wells"},
            )


def consent(account_id):
    with transaction() as session:
        journal.consent(session, account_id, "self")


def leaving(session):
    epoch = journal.epochs(session)[-1]
    return rows(session, epoch, 0, 1000)[1]


def batch(session, sender, after=0, most_bytes=16_000):
    epoch = journal.epochs(session)[-1]
    point = wire.Point(after, journal.hash_at(session, epoch.name, after))
    return next_batch(session, sender, epoch, point, most_bytes)


def test_before_she_agrees_only_digests_leave(student):
    read(student, "rain")
    with transaction() as session:
        assert {row.kind for row in leaving(session)} <= {"", "boot"}
        packed = batch(session, Sender(b"k" * 32, lambda data: b"s" * 64)).data
    assert b"rain" not in packed


def test_what_she_does_afterwards_leaves_in_full(student):
    consent(student)
    read(student, "rain")
    with transaction() as session:
        last = leaving(session)[-1]
    assert (last.kind, last.item, last.payload) == ("lesson-read", "rain", '{"course":"wells"}')


def test_a_kind_that_stays_leaves_as_its_digest(student):
    consent(student)
    with transaction() as session:
        journal.append(session, "secret-changed", account_id=student)
        assert leaving(session)[-1].kind == "" and leaving(session)[-1].digest


def test_once_she_takes_it_back_nothing_of_hers_leaves_any_more(student):
    consent(student)
    read(student, "rain")
    with transaction() as session:
        journal.withdraw(session, student)
        assert not [row for row in leaving(session) if row.subject is not None]


def test_a_batch_leads_to_the_head_that_it_signs(student, sender):
    consent(student)
    read(student, *(f"lesson-{number}" for number in range(40)))
    with transaction() as session:
        made = batch(session, sender)
        epoch = journal.epochs(session)[-1]
        salt_of = journal.salts(session, epoch.name)
        found = wire.unpack_batch(made.data, sender.key)
    assert found.events == made.batch.events
    hashes = list(wire.follow(found.header.prev_hash, found.events, salt_of, epoch.salt))
    assert hashes[-1] == made.end.hash == epoch.head


def test_batches_follow_each_other_to_the_end(student, sender):
    consent(student)
    read(student, *(f"a-lesson-with-a-long-name-{number * 7919}" for number in range(300)))
    with transaction() as session:
        end, after, sizes = journal.epochs(session)[-1].length, 0, []
        while made := batch(session, sender, after, most_bytes=1_000):
            assert made.batch.header.from_seq == after + 1
            after = made.end.seq
            sizes.append(len(made.data))
    assert after == end and len(sizes) >= 2 and max(sizes) <= 1_250
