"""Following a chain through a batch: the same arithmetic as the journal's, made for many events.

app.journal.chain is the plain form of it; a test holds the two together. Here each person's HMAC
is begun once, and the part of the canonical event that many events share is written once.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator

from app.sync.wire.events import WireEvent

_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
_Begun = tuple["hashlib._Hash", "hashlib._Hash"]  # the two halves of an HMAC, key taken in
_dumps = json.JSONEncoder(ensure_ascii=False).encode


def follow(
    prev_hash: bytes,
    events: Iterable[WireEvent],
    salt_of: Callable[[int], bytes],
    epoch_salt: bytes,
) -> Iterator[bytes]:
    """The hash (32 bytes) after each event, from the hash before the first.

    `salt_of` is asked once for each student's number; what it raises comes through. An event's id
    is its own `id` where it has one, else the first 16 bytes of its hash.
    """
    sha256 = hashlib.sha256
    hmacs: dict[int | None, _Begun] = {None: _hmac(epoch_salt)}
    texts: dict[tuple[str, str | None, str], tuple[str, str]] = {}
    previous = prev_hash
    for event in events:
        digest = event.digest
        if digest is None:
            subject = event.subject
            key = (event.kind, event.item, event.payload)
            text = texts.get(key)
            if text is None:
                text = texts[key] = _text(*key)
            begun = hmacs.get(subject)
            if begun is None:
                begun = hmacs[subject] = _hmac(salt_of(subject))  # type: ignore[arg-type]
            who = "null" if subject is None else subject
            inner, outer = begun[0].copy(), begun[1].copy()
            inner.update(f"{text[0]}{who}{text[1]}{event.wall_ms},{event.monotonic_ms}]".encode())
            outer.update(inner.digest())
            digest = outer.digest()
        linked = previous + digest if event.id is None else previous + digest + event.id
        previous = sha256(linked).digest()
        yield previous


def _text(kind: str, item: str | None, payload: str) -> tuple[str, str]:
    # What stands before and after the student's number in the canonical event.
    return f"[{_dumps(kind)},", f",{_dumps(item)},{_dumps(payload)},"


def _hmac(salt: bytes) -> _Begun:
    key = salt if len(salt) <= 64 else hashlib.sha256(salt).digest()
    padded = key.ljust(64, b"\0")
    return hashlib.sha256(padded.translate(_INNER)), hashlib.sha256(padded.translate(_OUTER))
