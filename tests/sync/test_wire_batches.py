"""A batch comes out as it went in, whatever is in it, and leads to the hash that was signed."""

import secrets
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.journal.chain import digest, link
from app.sync import wire

SEED = wire.new_seed()
KEY = wire.public_sign_key(SEED)
PREVIOUS = secrets.token_bytes(32)
OPENING = wire.Opening(
    secrets.token_bytes(16),
    secrets.token_bytes(16),
    wire.Parent(secrets.token_bytes(16), 7, secrets.token_bytes(32)),
    secrets.token_bytes(16),
)

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
payloads = st.one_of(
    words,
    st.text('0123456789-.%ds{}[]",abcdef\\', max_size=60),
    st.builds(lambda number: f'{{"chosen":[{number}],"right":true}}', st.integers()),
    st.builds(lambda salt: f'{{"salt":"{salt.hex()}"}}', st.binary(min_size=16, max_size=16)),
    st.sampled_from(["{}", '{"course":"foundations"}', "00", "-0", "007", "%d%s%%", "1" * 40]),
)
ids = st.none() | st.binary(min_size=16, max_size=16)
times = st.integers(1 - (1 << 60), (1 << 60) - 1) | st.integers(0, 1_900_000_000_000)
plain_rows = st.builds(
    wire.WireEvent,
    kind=st.sampled_from(["graded", "boot"]) | words,
    subject=st.none() | st.integers(0, 100) | st.integers(0, (1 << 60) - 1),
    item=st.none() | st.sampled_from(["tables", "tables/mean"]) | words,
    payload=payloads,
    wall_ms=times,
    monotonic_ms=times,
    id=ids,
)
blank_rows = st.builds(wire.blank, st.binary(min_size=32, max_size=32), ids)
rows = st.lists(plain_rows | blank_rows, min_size=1, max_size=40).map(tuple)


def salt_of(number: int) -> bytes:
    return number.to_bytes(16, "big")


def batch_of(events: tuple[wire.WireEvent, ...], before: int = 41) -> wire.Batch:
    last = list(wire.follow(PREVIOUS, events, salt_of, OPENING.salt))[-1]
    head = wire.sign_head(OPENING, before + len(events), last, KEY, wire.signer(SEED))
    return wire.Batch(wire.BatchHeader(head, before + 1, PREVIOUS, (b"certificate",)), events)


@settings(deadline=None)
@given(rows)
def test_comes_out_as_it_went_in(events: tuple[wire.WireEvent, ...]) -> None:
    batch = batch_of(events)
    packed = wire.pack_batch(batch)
    assert wire.unpack_batch(packed, KEY) == batch
    assert wire.peek_header(packed) == batch.header


@settings(deadline=None)
@given(rows)
def test_follows_the_journals_own_arithmetic(events: tuple[wire.WireEvent, ...]) -> None:
    previous = PREVIOUS
    for event, reached in zip(
        events, wire.follow(PREVIOUS, events, salt_of, OPENING.salt), strict=True
    ):
        about = OPENING.salt if event.subject is None else salt_of(event.subject)
        own = event.digest or digest(
            about,
            event.kind,
            event.subject,
            event.item,
            event.payload,
            event.wall_ms,
            event.monotonic_ms,
        )
        previous = link(previous, own, event.id or b"")
        assert reached == previous


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, (1 << 60) - 1), st.binary(min_size=16, max_size=16)))
def test_salts_come_along(salts: dict[int, bytes]) -> None:
    events = tuple(wire.WireEvent("boot", None, None, "{}", at, at) for at in range(99))
    batch = replace(batch_of(events), salts=tuple(sorted(salts.items())))
    assert wire.unpack_batch(wire.pack_batch(batch)) == batch


def test_the_signature_is_the_heads_and_not_the_bytes() -> None:
    events = tuple(wire.WireEvent("boot", None, None, "{}", at, at) for at in range(9))
    whole = batch_of(events)
    middle = list(wire.follow(PREVIOUS, events[:4], salt_of, OPENING.salt))[-1]
    rest = wire.Batch(wire.BatchHeader(whole.header.head, 46, middle), events[4:])
    assert wire.unpack_batch(wire.pack_batch(rest), KEY).header.head == whole.header.head


def test_another_head_is_not_what_was_signed() -> None:
    batch = batch_of((wire.WireEvent("boot", None, None, "{}", 1, 1),))
    packed = bytearray(wire.pack_batch(batch))
    place = bytes(packed).index(batch.header.head.hash)
    packed[place] ^= 1
    with pytest.raises(wire.BadSignature):
        wire.unpack_batch(bytes(packed))


def test_a_key_that_was_not_expected_is_refused() -> None:
    packed = wire.pack_batch(batch_of((wire.WireEvent("boot", None, None, "{}", 1, 1),)))
    with pytest.raises(wire.BadSignature):
        wire.unpack_batch(packed, wire.public_sign_key(wire.new_seed()))


@pytest.mark.parametrize(
    "event",
    [
        wire.WireEvent("boot", None, None, "\0", 1, 1),
        wire.WireEvent("boot", None, None, "\ud800", 1, 1),
        wire.WireEvent("boot", -1, None, "{}", 1, 1),
        wire.WireEvent("boot", 1, None, "{}", 1 << 60, 1),
        wire.WireEvent("boot", 1, None, "{}", 1, 1, b"short"),
        wire.WireEvent("", None, None, "", 0, 0, None, b"short"),
        wire.WireEvent("boot", None, None, "{}", 0, 0, None, bytes(32)),
    ],
)
def test_what_has_no_room_is_said_when_packing(event: wire.WireEvent) -> None:
    head = wire.sign_head(OPENING, 1, PREVIOUS, KEY, wire.signer(SEED))
    with pytest.raises(wire.CannotBePacked):
        wire.pack_batch(wire.Batch(wire.BatchHeader(head, 1, PREVIOUS), (event,)))
