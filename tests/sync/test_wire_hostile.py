"""Whatever arrives, only named errors come out, and little is made of it before it is refused."""

import secrets
import tracemalloc
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.sync import wire
from app.sync.wire.columns import read_rows, write_rows
from app.sync.wire.compression import pack_sections
from app.sync.wire.fields import Writer
from app.sync.wire.sections import SectionsReader, SectionsWriter

SEED = wire.new_seed()
KEY = wire.public_sign_key(SEED)
NAME = secrets.token_bytes(16)
OPENING = wire.Opening(NAME, NAME, None, secrets.token_bytes(16))
EVENTS = (
    wire.WireEvent("announced", 1, None, f'{{"salt":"{NAME.hex()}"}}', 5_000, 100),
    wire.WireEvent("quiz-answered", 1, "tables/mean", '{"chosen":[2]}', 6_000, 1_100),
    wire.blank(bytes(32), bytes(16)),
    wire.WireEvent("boot", None, None, "{}", 9_000, 4_000, bytes(16)),
)


def packed_batch() -> bytes:
    head = wire.sign_head(OPENING, len(EVENTS), bytes(32), KEY, wire.signer(SEED))
    return wire.pack_batch(wire.Batch(wire.BatchHeader(head, 1, bytes(32)), EVENTS))


def packed_hello() -> bytes:
    point = wire.Point(3, bytes(32))
    hello = wire.Hello(
        KEY,
        wire.Generation(2, NAME),
        7,
        (OPENING,),
        NAME,
        (wire.Asked(OPENING.chain, (point,)),),
        NAME,
    )
    return wire.pack_hello(hello, wire.signer(SEED))


def packed_statement() -> bytes:
    point = wire.Point(3, bytes(32))
    held = wire.Held(OPENING.chain, (point,), (point,), (point,), (point,))
    said = wire.Statement(KEY, wire.Generation(1, NAME), (held,), (), (NAME,), 9)
    return wire.pack_statement(said, wire.signer(SEED))


PACKED = {
    "batch": (packed_batch(), wire.unpack_batch),
    "head": (packed_batch(), wire.peek_header),
    "hello": (packed_hello(), wire.unpack_hello),
    "statement": (packed_statement(), lambda data: wire.unpack_statement(data, KEY)),
    "answer": (b"KSA\1" + bytes(200), lambda data: wire.unpack_hello_answer(data, KEY)),
    "request": (b"KSQ\1" + bytes(200), wire.unpack_enrol_request),
    "enrolled": (b"KSE\1" + bytes(200), wire.unpack_enrol_answer),
    "sealed": (wire.seal(b"letter", wire.public_seal_key(SEED)), lambda d: wire.unseal(d, SEED)),
    "stick": (wire.pack_stick_file([b"one", b"two"]), wire.unpack_stick_file),
    "certificate": (bytes(250), lambda data: wire.check_chain([data], KEY, KEY)),
}
things = st.sampled_from(sorted(PACKED))
changes = st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=4)


def only_named_errors(read: Callable[[bytes], object], data: bytes) -> None:
    try:
        read(data)
    except wire.WireError as error:
        assert str(error)


@settings(deadline=None)
@given(things, st.binary(max_size=300), st.booleans())
@example("batch", b"KSB", False)
@example("batch", b"", False)
def test_any_bytes(thing: str, data: bytes, begins_well: bool) -> None:
    packed, read = PACKED[thing]
    only_named_errors(read, packed[:4] + data if begins_well else data)


@settings(deadline=None)
@given(things, changes, st.integers(0, 2_000))
def test_changed_and_cut_off(thing: str, changed: list[tuple[int, int]], length: int) -> None:
    packed, read = PACKED[thing]
    data = bytearray(packed)
    for place, value in changed:
        data[place % len(data)] = value
    only_named_errors(read, bytes(data[:length] if length < len(data) else data))


@settings(deadline=None)
@given(changes, st.integers(1, 6))
def test_a_member_of_the_family_who_packs_nonsense(
    changed: list[tuple[int, int]], count: int
) -> None:
    # Past signature and compression: the rows themselves are changed, as a valid node could do.
    sections = SectionsWriter()
    write_rows(EVENTS, sections, 1 << 20)
    body = bytearray(b"".join(sections.sections()))
    for place, value in changed:
        body[place % len(body)] = value
    only_named_errors(lambda data: read_rows(SectionsReader(data), count, 1 << 16), bytes(body))


@settings(deadline=None)
@given(st.binary(max_size=80), st.integers(1, 9))
def test_rows_of_any_bytes(body: bytes, count: int) -> None:
    only_named_errors(lambda data: read_rows(SectionsReader(data), count, 1 << 16), body)


def batch_with(body: bytes, length: int, count: int = 1) -> bytes:
    """A batch with a well signed head and whatever body."""
    whole = packed_batch()
    head = wire.sign_head(OPENING, count, bytes(32), KEY, wire.signer(SEED))
    from app.sync.wire.heads import write_head

    writer = Writer()
    write_head(writer, head)
    writer.varint(count)
    writer.fixed(bytes(32), 32)
    writer.varint(0)
    writer.varint(length)
    return whole[:4] + writer.data() + body


def test_a_bomb_is_not_unpacked() -> None:
    bomb = pack_sections([bytes(500_000_000)])
    for claimed in (500_000_000, 1_000_000, 1 << 62):
        data = batch_with(bomb, claimed)
        tracemalloc.start()
        with pytest.raises((wire.TooLarge, wire.Damaged)):
            wire.unpack_batch(data)
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
        tracemalloc.stop()


def test_a_frame_that_claims_a_huge_size_is_not_believed() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        3, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=1
    )
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj(size=1 << 40)
    with pytest.raises(wire.Damaged):
        wire.unpack_batch(batch_with(packer.compress(bytes(1000)) + packer.flush(1), 1000))


def test_many_rows_of_one_long_text_are_too_much() -> None:
    long = wire.WireEvent("boot", None, None, "x" * 100_000, 1, 1)
    head = wire.sign_head(OPENING, 1_000, bytes(32), KEY, wire.signer(SEED))
    batch = wire.Batch(wire.BatchHeader(head, 1, bytes(32)), (long,) * 1_000)
    with pytest.raises(wire.TooLarge):
        wire.pack_batch(batch)
    sections = SectionsWriter()
    write_rows(batch.events, sections, 1 << 40)
    with pytest.raises(wire.TooLarge):
        read_rows(SectionsReader(b"".join(sections.sections())), 1_000, wire.MOST_BYTES)


def test_too_many_events_are_counted_before_anything_is_unpacked() -> None:
    with pytest.raises(wire.TooManyEvents):
        wire.unpack_batch(batch_with(b"", 10, wire.MOST_EVENTS + 1))


def test_what_is_newer_or_something_else_is_told_apart() -> None:
    packed = packed_hello()
    with pytest.raises(wire.FutureVersion):
        wire.unpack_hello(packed[:3] + b"\2" + packed[4:])
    with pytest.raises(wire.OtherThing):
        wire.unpack_batch(packed)
    with pytest.raises(wire.OtherThing):
        wire.unpack_stick_file(b"%PDF-1.7 and so on")
