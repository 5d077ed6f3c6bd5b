"""Bad input over real HTTP and on real sticks: a reason that the sender can act on, noted in the
audit log, and nothing half-stored. What each layer refuses by itself is tested in tests/centre."""

import http.client
import json
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "centre"))

from centre_laptop import Laptop

from app.sync import wire
from app.sync.enrolling import enrol
from app.sync.running import run
from app.sync.sticks.exporting import export
from app.sync.sticks.importing import read as read_stick

TABLES = ("event", "place", "branch", "head", "subject", "disclosed", "erased", "early")


@pytest.fixture
def stranger(centre) -> Laptop:
    """A laptop whose messages can be spoilt; it was enrolled and has written a little."""
    laptop = Laptop()
    with centre.app.app_context():
        laptop.enrol()
    laptop.write_many(6)
    return laptop


def post(centre, path: str, data: bytes) -> tuple[int, dict]:
    """Status, and what the refusal says."""
    connection = http.client.HTTPConnection(urlsplit(centre.url).netloc, timeout=60)
    connection.request("POST", f"/sync/{path}", data)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    told = {} if answer.headers["Content-Type"] != "application/json" else json.loads(body)
    return answer.status, told


def nothing_is_stored(centre) -> None:
    for table in TABLES:
        assert centre.rows(f"SELECT count(*) FROM centre_{table}") == [(0,)], table


def spoilt(laptop: Laptop, **changes: object) -> bytes:
    batch = wire.unpack_batch(laptop.batch())
    return wire.pack_batch(replace(batch, header=replace(batch.header, **changes)))


def forged(laptop: Laptop) -> bytes:
    head = wire.unpack_batch(laptop.batch()).header.head
    return spoilt(laptop, head=replace(head, signature=bytes(64)))


def by_a_foreign_key(laptop: Laptop) -> bytes:
    laptop.seed = wire.new_seed()
    return laptop.batch(certificates=True)


def broken_chain(laptop: Laptop) -> bytes:
    rows = laptop.rows[laptop.epoch]
    rows[3] = replace(rows[3], item="another")
    return laptop.batch()


def of_another_family(laptop: Laptop) -> bytes:
    name = bytes(16)
    opening = replace(laptop.openings[laptop.epoch], origin=name)
    laptop.openings[laptop.epoch] = opening
    return laptop.batch()


def bomb(laptop: Laptop) -> bytes:
    """A few kilobytes that would be 60 megabytes."""
    laptop.write("boot", payload={"version": "x" * 60_000_000})
    with mock.patch("app.sync.wire.batches.MOST_BYTES", 1 << 30):
        data = laptop.batch()
    assert len(data) < 100_000
    return data


def of_the_future(laptop: Laptop) -> bytes:
    data = bytearray(laptop.batch())
    data[3] = 9
    return bytes(data)


def cut_off(laptop: Laptop) -> bytes:
    return laptop.batch()[:-7]


@pytest.mark.parametrize(
    ("bad", "status", "error"),
    [
        (forged, 401, "BadSignature"),
        (by_a_foreign_key, 401, "BadSignature"),
        (broken_chain, 422, "DoesNotFit"),
        (of_another_family, 403, "OtherOrigin"),
        (bomb, 413, "TooLarge"),
        (of_the_future, 426, "FutureVersion"),
        (cut_off, 400, "Damaged"),
        (lambda laptop: b"no batch at all", 400, "OtherThing"),
    ],
)
def test_it_is_refused_with_a_reason_and_nothing_is_stored(
    centre, stranger: Laptop, bad: Callable[[Laptop], bytes], status: int, error: str
):
    found, told = post(centre, "batch", bad(stranger))
    assert (found, told["error"]) == (status, error)
    assert len(told["sentence"].split()) > 5
    nothing_is_stored(centre)
    noted = centre.rows("SELECT details->>'error' FROM centre_audit WHERE what = 'refused'")
    assert noted == [(told["error"],)]


def test_a_gap_is_not_acknowledged_and_waits_for_nothing_it_cannot_check(centre, stranger):
    with centre.app.app_context():
        held = stranger.send(first=4)
    assert (held.tips, held.held) == ((), ())
    assert centre.rows("SELECT count(*) FROM centre_event") == [(0,)]


def test_an_answer_is_not_taken_by_another_laptop(centre, terms, store, read, monkeypatch):
    """The centre's own signed answer to somebody else, played back to this school."""
    from app.sync import http as link

    enrol(terms, centre.url, centre.code())
    read("rain")
    other = Laptop()
    with centre.app.app_context():
        other.enrol()
        from app.centre.greeting import hello

        said = wire.Hello(other.key, None, 0, (), other.epoch, (), wire.erased_digest(()))
        answer = hello(wire.pack_hello(said, wire.signer(other.seed)))

    class Replaying(link.HttpLink):
        def post(self, path: str, data: bytes) -> bytes:
            return answer

    outcome = run(terms, connect=Replaying, pause=lambda seconds: None)
    assert outcome.error is not None and outcome.error.id == "OtherAnswer"
    assert outcome.waiting > 0


def test_slow_senders_hold_up_nobody(centre, terms, read):
    enrol(terms, centre.url, centre.code())
    read("rain")
    address = urlsplit(centre.url).hostname, urlsplit(centre.url).port
    slow = [socket.create_connection(address) for _ in range(20)]
    for link in slow:
        link.sendall(b"POST /sync/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\nx")
    assert run(terms).delivered
    for link in slow:
        link.close()


def test_a_gigabyte_is_refused_before_it_is_read(centre):
    address = urlsplit(centre.url).hostname, urlsplit(centre.url).port
    with socket.create_connection(address, timeout=60) as link:
        link.sendall(b"POST /sync/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 1100000000\r\n\r\nx")
        assert b" 413 " in link.recv(1000)
    nothing_is_stored(centre)


def test_garbage_on_a_stick_is_named_and_the_rest_is_read(centre, terms, read, tmp_path):
    from app.centre.sticks import read_stick as read_at_centre

    enrol(terms, centre.url, centre.code())
    read("rain")
    (whole,) = export(terms, tmp_path)
    folder = whole.parent
    data = whole.read_bytes()
    bad = {
        "a-letter.kisima": b"Dear head teacher",
        "an-empty-one.kisima": b"",
        "cut-off.kisima": data[: len(data) // 2],
        "one-bit.kisima": data[:99] + bytes([data[99] ^ 4]) + data[100:],
        "the-future.kisima": data[:3] + b"\x09" + data[4:],
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    with centre.app.app_context():
        told = {one.name: one for one in read_at_centre(tmp_path)}
    assert {name for name, one in told.items() if one.refused} == set(bad)
    assert all(len(str(told[name].refused[0]).split()) > 5 for name in bad)
    assert told[whole.name].taken == 1
    home = read_stick(terms, tmp_path)
    assert (home.receipts, home.left) == (1, [])
    assert run(terms).events == 0  # it is known to be there
