"""The chain's arithmetic: digests of events and the hashes that tie each to the one before."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from app.errors import N_, KisimaError


class BrokenChain(KisimaError):
    sentence = N_("The journal is damaged at entry %(seq)s: what follows does not fit to it.")


class Content(Protocol):
    """What the digest of an event covers; `digest` is all that is left where that is gone."""

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> int | None: ...
    @property
    def item(self) -> str | None: ...
    @property
    def payload(self) -> str: ...
    @property
    def wall_ms(self) -> int: ...
    @property
    def monotonic_ms(self) -> int: ...
    @property
    def digest(self) -> bytes | None: ...


class Entry(Content, Protocol):
    """An event and where it stands; `again` is the id that it had first, when it was appended a
    second time."""

    @property
    def seq(self) -> int: ...
    @property
    def hash(self) -> bytes: ...
    @property
    def again(self) -> bytes | None: ...


SaltOf = Callable[[int | None], bytes]


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


def digest_of(entry: Content, salt_of: SaltOf) -> bytes:
    """The digest of an event: the one that was kept, or what its content makes.

    `salt_of` gives the salt of a subject's number, and the epoch's for None.
    """
    if entry.digest is not None:
        return entry.digest
    return digest(
        salt_of(entry.subject),
        entry.kind,
        entry.subject,
        entry.item,
        entry.payload,
        entry.wall_ms,
        entry.monotonic_ms,
    )


def link(previous: bytes, event_digest: bytes, again: bytes = b"") -> bytes:
    """32 bytes: the hash of an event, from the hash before it and its own digest.

    `again` is the id that an event had first, when it is appended a second time.
    """
    return hashlib.sha256(previous + event_digest + again).digest()


def first_link(name: str) -> bytes:
    """The hash that an epoch's first event is chained to; the name as hex."""
    return hashlib.sha256(f"kisima epoch {name}".encode()).digest()


def pseudonym_of(salt: bytes) -> bytes:
    """16 bytes: the name that a student has outside the school, made of her salt."""
    return hashlib.sha256(b"kisima pseudonym" + salt).digest()[:16]


def verify(start: bytes, entries: Iterable[Entry], salt_of: SaltOf) -> bytes:
    """Follow a run of entries from the hash before it; returns the last hash.

    Raises BrokenChain at the first entry that does not fit.
    """
    previous = start
    for entry in entries:
        expected = link(previous, digest_of(entry, salt_of), entry.again or b"")
        if not hmac.compare_digest(expected, entry.hash):
            raise BrokenChain(seq=entry.seq)
        previous = expected
    return previous
