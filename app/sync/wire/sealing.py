"""Sealing: a letter around anything packed, which only the next receiver can open (rule 14)."""

import hashlib

from app.sync.wire.errors import Damaged, SealedForAnother, TooLarge
from app.sync.wire.frames import HEAD_BYTES, Thing, check_head, head
from app.sync.wire.keys import open_box, public_seal_key, seal_box

VERSION = 1
NAME_BYTES = 8
MOST_SEALED = 16 << 20


def seal(data: bytes, public_key: bytes) -> bytes:
    """The letter: says for whom it is, not from whom. `public_key` is the receiver's to seal."""
    return head(Thing.SEALED, VERSION) + _name(public_key) + seal_box(data, public_key)


def unseal(data: bytes, seed: bytes) -> bytes:
    """What is in the letter. Raises SealedForAnother, or Damaged when it was changed on the way."""
    check_head(data, Thing.SEALED, VERSION)
    if len(data) > MOST_SEALED:
        raise TooLarge(most=MOST_SEALED)
    start = HEAD_BYTES + NAME_BYTES
    try:
        return open_box(data[start:], seed)
    except SealedForAnother:
        if data[HEAD_BYTES:start] != _name(public_seal_key(seed)):
            raise
        raise Damaged(reason="the seal is broken") from None


def _name(public_key: bytes) -> bytes:
    return hashlib.sha256(public_key).digest()[:NAME_BYTES]
