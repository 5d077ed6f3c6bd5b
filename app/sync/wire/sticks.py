"""A file on a stick: packed things one after the other, its length in front, its digest behind."""

import hashlib
from collections.abc import Sequence

from app.sync.wire.errors import Damaged, TooLarge
from app.sync.wire.fields import Reader, Writer
from app.sync.wire.frames import HEAD_BYTES, Thing, check_head, head, thing_of
from app.sync.wire.sealing import seal, unseal

VERSION = 1
DIGEST_BYTES = 32
LENGTH_BYTES = 8
# What is written ends with the batch that passes 4 MB, or is one answer of 8 MiB at most; and all
# of a file is in memory while it is read.
MOST_FILE = 16 << 20
MOST_PARTS = 20_000
ENDING = ".kisima"


def pack_stick_file(parts: Sequence[bytes], seal_for: bytes | None = None) -> bytes:
    """The whole file: greeting, certificates, batches or receipts, sealed where a key is given."""
    writer = Writer()
    writer.several(parts, writer.blob)
    inside = writer.data() if seal_for is None else seal(writer.data(), seal_for)
    length = len(inside).to_bytes(LENGTH_BYTES, "big")
    data = head(Thing.STICK_FILE, VERSION) + length + inside
    if len(data) > MOST_FILE:
        raise TooLarge(most=MOST_FILE)
    return data + hashlib.sha256(data).digest()


def unpack_stick_file(data: bytes, seal_seed: bytes | None = None) -> tuple[bytes, ...]:
    """The parts again.

    Raises OtherThing for a file that is none of Kisima's, Damaged for one that was not written to
    its end or changed since, SealedForAnother for one that `seal_seed` does not open.
    """
    check_head(data, Thing.STICK_FILE, VERSION)
    if len(data) > MOST_FILE + DIGEST_BYTES:
        raise TooLarge(most=MOST_FILE)
    start = HEAD_BYTES + LENGTH_BYTES
    end = start + int.from_bytes(data[HEAD_BYTES:start], "big")
    if len(data) != end + DIGEST_BYTES:
        raise Damaged(reason="the file was not written to its end")
    if hashlib.sha256(data[:end]).digest() != data[end:]:
        raise Damaged(reason="the file was changed after it was written")
    inside = data[start:end]
    if thing_of(inside) is Thing.SEALED:
        if seal_seed is None:
            raise Damaged(reason="it is sealed, and there is no key to open it with")
        inside = unseal(inside, seal_seed)
    reader = Reader(inside)
    parts = reader.several(reader.blob, MOST_PARTS)
    reader.end()
    return parts
