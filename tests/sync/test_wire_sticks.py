"""Files on a stick: whole or named as not whole, and sealed for one receiver."""

import pytest

from app.sync import wire
from app.sync.wire.sticks import MOST_FILE

SEED = wire.new_seed()
KEY = wire.public_seal_key(SEED)
PARTS = (b"greeting", b"", b"batch" * 1000)


def test_parts_come_back() -> None:
    assert wire.unpack_stick_file(wire.pack_stick_file(PARTS)) == PARTS
    assert wire.unpack_stick_file(wire.pack_stick_file(PARTS, KEY), SEED) == PARTS


@pytest.mark.parametrize("length", [0, 3, 4, 10, 12, 13, 100, 5000])
def test_a_file_that_was_not_written_to_its_end(length: int) -> None:
    with pytest.raises(wire.Damaged):
        wire.unpack_stick_file(wire.pack_stick_file(PARTS)[:length])


def test_a_file_with_a_hole() -> None:
    data = bytearray(wire.pack_stick_file(PARTS))
    data[2048:2560] = bytes(512)
    with pytest.raises(wire.Damaged):
        wire.unpack_stick_file(bytes(data))


def test_a_file_longer_than_any_that_is_written() -> None:
    with pytest.raises(wire.TooLarge):
        wire.pack_stick_file([bytes(MOST_FILE)])
    with pytest.raises(wire.TooLarge):
        wire.unpack_stick_file(b"KSF\1" + bytes(MOST_FILE + 64))


def test_sealed_for_another() -> None:
    data = wire.pack_stick_file(PARTS, KEY)
    assert b"batchbatch" not in data
    with pytest.raises(wire.SealedForAnother):
        wire.unpack_stick_file(data, wire.new_seed())


def test_a_broken_seal_is_not_anothers() -> None:
    letter = bytearray(wire.seal(b"batch", KEY))
    letter[-1] ^= 1
    with pytest.raises(wire.Damaged):
        wire.unseal(bytes(letter), SEED)


def test_a_letter_to_a_key_that_is_none() -> None:
    with pytest.raises(wire.CannotBePacked):
        wire.seal(b"batch", b"short")
