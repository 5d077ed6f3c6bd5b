"""The arithmetic and the records of the sync protocol's model: hashes, events, messages.

Signatures are modelled by naming the signer: nobody in the model forges. Everything is small and
immutable, so that a copy of a disk is a shallow copy of lists.
"""

import hashlib
import hmac
from typing import Any, NamedTuple

FROM_STUDENTS = {"work", "note"}  # kinds about a student; notes never leave the school
STAYS_AT_SCHOOL = {"note"}


class Point(NamedTuple):
    """A place on a chain; seq 0 is its beginning."""

    seq: int
    hash: bytes


class Generation(NamedTuple):
    count: int
    random: int


class Opening(NamedTuple):
    epoch: bytes
    origin: bytes
    parent: tuple[bytes, Point] | None
    salt: bytes

    @property
    def chain(self) -> bytes:
        """Origin and epoch: what tables and statements know an epoch by, where origins meet."""
        return self.origin + self.epoch


class Content(NamedTuple):
    kind: str
    subject: int | None
    payload: Any
    wall: int


class Event(NamedTuple):
    """One row of a node's journal."""

    hash: bytes
    content: Content | None
    digest: bytes
    again: bytes | None
    withheld: bool

    @property
    def id(self) -> bytes:
        return self.again or self.hash[:16]


class Row(NamedTuple):
    """An event on the wire: plain, or blank with its digest."""

    content: Content | None
    digest: bytes | None
    again: bytes | None


class Certificate(NamedTuple):
    """Says for which origins a key may send; the first of them names the family."""

    key: int
    origins: tuple[bytes, ...]


class Head(NamedTuple):
    """What is signed: not the bytes of a batch, but where its chain ends."""

    opening: Opening
    point: Point
    signer: Certificate


class Batch(NamedTuple):
    head: Head
    start: Point
    rows: tuple[Row, ...]
    salts: dict[int, bytes]


class Hello(NamedTuple):
    certificates: tuple[Certificate, ...]
    open_epochs: tuple[tuple[int, bytes], ...]
    openings: tuple[Opening, ...]
    points: dict[bytes, tuple[Point, ...]]
    generation_of_peer: Generation | None
    generation_of_root: Generation | None
    erased: dict[bytes, frozenset[bytes]]


class Fact(NamedTuple):
    held: frozenset[Point]  # those of the points named, and all tips
    tips: frozenset[Point]
    backed: frozenset[Point]
    aside: frozenset[Point] = frozenset()  # ends of what waits for its predecessor


class Statement(NamedTuple):
    """A signed answer or receipt: facts that stay true within the generation."""

    by: str
    is_root: bool
    generation: Generation
    facts: dict[bytes, Fact]
    superseded: dict[bytes, bytes]
    erased: dict[bytes, frozenset[bytes]]
    relayed: "Statement | None" = None
    refused: str | None = None
    unknown: frozenset[int] = frozenset()


def first_link(epoch: bytes) -> bytes:
    return hashlib.sha256(b"kisima epoch " + epoch).digest()


def digest(salt: bytes, content: Content) -> bytes:
    return hmac.digest(salt, repr(tuple(content)).encode(), "sha256")


def link(previous: bytes, event_digest: bytes, again: bytes | None = None) -> bytes:
    return hashlib.sha256(previous + event_digest + (again or b"")).digest()


def pseudonym(salt: bytes) -> bytes:
    return hashlib.sha256(b"kisima pseudonym" + salt).digest()[:16]
