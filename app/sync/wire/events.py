"""What travels: events in batches, under the signed head of their epoch (rules 2, 3 and 5)."""

from dataclasses import dataclass

NOTHING = ""


@dataclass(frozen=True, slots=True)
class WireEvent:
    """A row of a batch.

    Plain: `digest` is None. Blank: `digest` holds the 32 bytes by which the event chains, and
    everything else but `id` is empty. `id` is set on an event that was appended again: the 16
    bytes that it was known by first. Times are milliseconds.
    """

    kind: str
    subject: int | None
    item: str | None
    payload: str
    wall_ms: int
    monotonic_ms: int
    id: bytes | None = None
    digest: bytes | None = None


def blank(digest: bytes, again: bytes | None = None) -> WireEvent:
    """The row of an event whose content stays where it is."""
    return WireEvent(NOTHING, None, None, NOTHING, 0, 0, again, digest)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a chain: after `seq` events the hash is `hash` (32 bytes)."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True, order=True)
class ChainName:
    """What a chain is known by wherever several origins meet: 16 bytes each.

    Its epoch alone would not do: anybody may open an epoch under a name that she has heard.
    """

    origin: bytes
    epoch: bytes


@dataclass(frozen=True, slots=True)
class Parent:
    """The place in another epoch (16 bytes) where an epoch goes on from."""

    epoch: bytes
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """What an epoch is, from its first moment on; it never changes. Names and salt: 16 bytes."""

    epoch: bytes
    origin: bytes
    parent: Parent | None
    salt: bytes

    @property
    def chain(self) -> ChainName:
        """What the chain that it opens is known by."""
        return ChainName(self.origin, self.epoch)


@dataclass(frozen=True, slots=True)
class Head:
    """A place on an epoch's chain, signed by the school's key (32 bytes; signature 64)."""

    opening: Opening
    seq: int
    hash: bytes
    signer: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """A batch without its rows: from which place on it goes (`prev_hash` is before `from_seq`).

    `certificates` are packed (see certificates.py); none where the receiver has them.
    """

    head: Head
    from_seq: int
    prev_hash: bytes
    certificates: tuple[bytes, ...] = ()

    @property
    def count(self) -> int:
        """How many rows belong to it."""
        return self.head.seq - self.from_seq + 1


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of events of one epoch, up to a signed head.

    `salts` are those of students with plain rows in it, by rising number: on a stick, or when the
    receiver asked for them.
    """

    header: BatchHeader
    events: tuple[WireEvent, ...]
    salts: tuple[tuple[int, bytes], ...] = ()

    @property
    def to_seq(self) -> int:
        """The place of its last event."""
        return self.header.head.seq
