"""What travels: how small the batches of a school's month are, and how fast they are read.

HTTP's heads are written out here as urllib3 and waitress send them, so that the figures stand for
all bytes on the wire but TLS; the client's own bench measures them on a real connection.
"""

import secrets
import time
from collections.abc import Callable, Sequence

from app.sync import wire
from scripts.benches.rows import Row, Say
from scripts.benches.school_month import Month, school_month

REQUEST_HEAD = (
    "POST /sync/hello HTTP/1.1\r\nHost: centre.education.example\r\nContent-Length: 12345\r\n"
    "Content-Type: application/octet-stream\r\nUser-Agent: kisima/0.1.0\r\n"
    "Accept-Encoding: identity\r\n\r\n"
)
ANSWER_HEAD = (
    "HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nContent-Type: application/octet-stream\r\n"
    "Date: Mon, 02 Nov 2026 12:00:00 GMT\r\nServer: waitress\r\n\r\n"
)
HEADS = len(REQUEST_HEAD) + len(ANSWER_HEAD)
SEED = secrets.token_bytes(32)
KEY, SIGN = wire.public_sign_key(SEED), wire.signer(SEED)
GENERATION = wire.Generation(1, secrets.token_bytes(16))


def rows(quick: bool, say: Say) -> list[Row]:
    """The group's figures."""
    say("    a school's month, classes in turn")
    month = school_month(days=6 if quick else 22)
    events = month.rows()
    thousands = batches(month, events, 1_000)
    hundreds = batches(month, events, 100)
    say("    four classes at once")
    crowd = school_month(days=2, in_turn=False)
    one = busiest(crowd, crowd.rows())
    greeting = hello_bytes(month)
    packed = [wire.pack_batch(batch) for batch in thousands[:20]]
    say("    speed")
    packing = microseconds(lambda: [wire.pack_batch(batch) for batch in thousands[:20]], 20_000)
    reading = microseconds(lambda: [read(month, data) for data in packed], 20_000)
    return [
        Row("bytes an event in batches of 1,000 (a month)", bytes_each(thousands), "B", 6),
        Row("bytes an event in batches of 100", bytes_each(hundreds), "B"),
        Row("a sync with nothing to say, HTTP both ways", HEADS + greeting, "B", 1_000),
        Row(
            "1,000 events of 100 students, two requests, HTTP",
            2 * HEADS + greeting + len(wire.pack_batch(one)) + receipt_bytes(one),
            "B",
            8_000,
        ),
        Row("packing an event", packing, "µs", 20),
        Row("reading an event and following the chain", reading, "µs", 12),
    ]


def batches(month: Month, events: Sequence[wire.WireEvent], size: int) -> list[wire.Batch]:
    """The whole month in batches, the last one left out as it is smaller."""
    cut = []
    previous = secrets.token_bytes(32)
    for first in range(0, len(events) - size, size):
        cut.append(batch_of(month, previous, first + 1, events[first : first + size]))
        previous = cut[-1].header.head.hash
    return cut


def batch_of(
    month: Month, previous: bytes, from_seq: int, events: Sequence[wire.WireEvent]
) -> wire.Batch:
    """One batch under a signed head."""
    *_, last = wire.follow(previous, events, month.salts.__getitem__, month.opening.salt)
    head = wire.sign_head(month.opening, from_seq + len(events) - 1, last, KEY, SIGN)
    return wire.Batch(wire.BatchHeader(head, from_seq, previous), tuple(events))


def busiest(month: Month, events: list[wire.WireEvent]) -> wire.Batch:
    """1,000 events in a row of as many students as possible, all announced before."""
    announced = 1 + max(
        place for place, event in enumerate(events) if event.kind in ("announced", "enrolled")
    )

    def students(first: int) -> int:
        return len({event.subject for event in events[first : first + 1_000]} - {None})

    first = max(range(announced, len(events) - 1_000, 50), key=students)
    if students(first) < len(month.salts):
        raise AssertionError(f"only {students(first)} students in 1,000 events")
    return batch_of(month, secrets.token_bytes(32), first + 1, events[first : first + 1_000])


def hello_bytes(month: Month) -> int:
    """A greeting and its answer where both hold the same."""
    point = wire.Point(88_000, secrets.token_bytes(32))
    name = month.opening.epoch
    hello = wire.Hello(
        key=KEY,
        generation=GENERATION,
        time_ms=1_793_600_000_000,
        openings=(),
        open_epoch=name,
        asked=(wire.Asked(month.opening.chain, (point,)),),
        erased=wire.erased_digest([]),
        app_version="0.1.0",
    )
    packed = wire.pack_hello(hello, SIGN)
    answer = wire.HelloAnswer(
        wire.hello_digest(packed),
        1_793_600_000_000,
        statement(month.opening.chain, point),
        slot_minute=700,
    )
    return len(packed) + len(wire.pack_hello_answer(answer, SIGN))


def receipt_bytes(batch: wire.Batch) -> int:
    """What the centre says to a batch."""
    head = batch.header.head
    said = statement(head.opening.chain, wire.Point(head.seq, head.hash))
    return len(wire.pack_statement(said, SIGN))


def statement(chain: wire.ChainName, point: wire.Point) -> wire.Statement:
    """The centre holds the point, and its last backup an earlier one."""
    earlier = wire.Point(point.seq - 900, secrets.token_bytes(32))
    held = wire.Held(chain, (point,), (point,), (earlier,))
    return wire.Statement(KEY, GENERATION, (held,), made_ms=1_793_600_000_000)


def bytes_each(cut: Sequence[wire.Batch]) -> float:
    """Packed bytes an event, heads and signatures included."""
    return sum(len(wire.pack_batch(batch)) for batch in cut) / sum(
        len(batch.events) for batch in cut
    )


def read(month: Month, data: bytes) -> bytes:
    """All that stands between bytes and stored rows; fails when the chain does not fit."""
    batch = wire.unpack_batch(data, KEY)
    *_, last = wire.follow(
        batch.header.prev_hash, batch.events, month.salts.__getitem__, month.opening.salt
    )
    if last != batch.header.head.hash:
        raise AssertionError("the chain does not fit")
    return last


def microseconds(work: Callable[[], object], events: int) -> float:
    """Processor time an event, the best of five runs, since other programs disturb."""
    spent = []
    for _ in range(5):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent) / events * 1e6
