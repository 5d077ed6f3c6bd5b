"""The chain's arithmetic: digests of events and the hashes that tie each to the one before."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from app.errors import N_, KisimaError


class BrokenChain(KisimaError):
    sentence = N_("The journal is damaged at entry %(seq)s: what follows does not fit to it.")


class Entry(Protocol):
    """What the digest of an event covers, and where it stands."""

    seq: int
    kind: str
    subject: int | None
    item: str | None
    payload: str
    wall_ms: int
    monotonic_ms: int
    hash: bytes


def canonical_json(value: Any) -> str:
    """The one way to write a value as JSON: sorted keys, no spaces, no ASCII escapes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(
    salt: bytes,
    kind: str,
    subject: int | None,
    item: str | None,
    payload: str,
    wall_ms: int,
    monotonic_ms: int,
) -> bytes:
    """32 bytes: HMAC-SHA-256 of the canonical event under the salt of the person it is about."""
    event = canonical_json([kind, subject, item, payload, wall_ms, monotonic_ms])
    return hmac.digest(salt, event.encode(), "sha256")


def link(previous: bytes, event_digest: bytes) -> bytes:
    """32 bytes: the hash of an event, from the hash before it and its own digest."""
    return hashlib.sha256(previous + event_digest).digest()


def first_link(name: str) -> bytes:
    """The hash that an epoch's first event is chained to."""
    return hashlib.sha256(f"kisima epoch {name}".encode()).digest()


def verify(start: bytes, entries: Iterable[Entry], salt_of: Callable[[int | None], bytes]) -> bytes:
    """Follow a run of entries from the hash before it; returns the last hash.

    Raises BrokenChain at the first entry that does not fit.
    """
    previous = start
    for entry in entries:
        expected = link(
            previous,
            digest(
                salt_of(entry.subject),
                entry.kind,
                entry.subject,
                entry.item,
                entry.payload,
                entry.wall_ms,
                entry.monotonic_ms,
            ),
        )
        if not hmac.compare_digest(expected, entry.hash):
            raise BrokenChain(seq=entry.seq)
        previous = expected
    return previous
