"""What leaves the school: rows as rule 5 of the protocol allows them, cut into batches."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import journal
from app.journal import EpochView, Event
from app.sync import wire
from app.sync.wire.keys import Sign

USUAL_ROW = 5  # packed bytes of a row; the first guess at how many fill a chunk
MOST_ROWS = wire.MOST_EVENTS


@dataclass(frozen=True)
class Sender:
    """Who signs: the public key (32 bytes), and the function that signs with its other half."""

    key: bytes
    sign: Sign


@dataclass(frozen=True)
class Outgoing:
    """A batch ready to leave; `data` is what travels."""

    batch: wire.Batch
    data: bytes

    @property
    def end(self) -> wire.Point:
        """Where the receiver is when it has taken it."""
        return wire.Point(self.batch.header.head.seq, self.batch.header.head.hash)


def opening(epoch: EpochView) -> wire.Opening:
    """What never changes about an epoch, as it travels."""
    parent = epoch.parent
    return wire.Opening(
        epoch.name,
        epoch.origin,
        None if parent is None else wire.Parent(parent.epoch, parent.seq, parent.hash),
        epoch.salt,
    )


def rows(
    session: Session, epoch: EpochView, after: int, most: int
) -> tuple[Sequence[Event], tuple[wire.WireEvent, ...]]:
    """Up to `most` events of an epoch after a place, and the rows that they leave the school as.

    A row is blank, its digest alone, when it was withheld or erased, when its student does not
    agree (any more), and when its kind stays at the school.
    """
    events = journal.entries(session, epoch.name, after, most)
    salt_of = journal.salts(session, epoch.name)
    agreed = journal.consenting(session)

    def row(event: Event) -> wire.WireEvent:
        silent = (
            event.digest is not None
            or event.withheld
            or not (event.subject is None or event.subject in agreed)
        )
        if silent or not journal.may_leave(event.kind, event.payload):
            return wire.blank(journal.digest_of(event, salt_of), event.again)
        return wire.WireEvent(
            event.kind,
            event.subject,
            event.item,
            event.payload,
            event.wall_ms,
            event.monotonic_ms,
            id=event.again,
        )

    return events, tuple(row(event) for event in events)


def next_batch(
    session: Session,
    sender: Sender,
    epoch: EpochView,
    after: wire.Point,
    most_bytes: int,
    *,
    row_bytes: float = USUAL_ROW,
    certificates: tuple[bytes, ...] = (),
    with_salts: bool = False,
) -> Outgoing | None:
    """The batch that follows `after`, about as long as `most_bytes`; None when nothing follows.

    `row_bytes` is what a row took in the batch before. A single row travels however long it is.
    `with_salts` adds the salts of those with plain rows, for whoever cannot ask or has asked.
    """
    wanted = max(1, min(MOST_ROWS, int(most_bytes / row_bytes)))
    events, found = rows(session, epoch, after.seq, wanted)
    while found:
        last = events[len(found) - 1]
        head = wire.sign_head(opening(epoch), last.seq, last.hash, sender.key, sender.sign)
        header = wire.BatchHeader(head, after.seq + 1, after.hash, certificates)
        batch = wire.Batch(header, found, _salts(session, epoch, found) if with_salts else ())
        data = _packed(batch)
        if data is not None and (len(data) <= most_bytes * 1.25 or len(found) == 1):
            return Outgoing(batch, data)
        size = len(data) if data is not None else most_bytes * 2
        found = found[: max(1, min(len(found) - 1, int(len(found) * most_bytes / size)))]
    return None


def _salts(
    session: Session, epoch: EpochView, events: Sequence[wire.WireEvent]
) -> tuple[tuple[int, bytes], ...]:
    salt_of = journal.salts(session, epoch.name)
    numbers = {event.subject for event in events if event.subject is not None}
    return tuple((number, salt_of(number)) for number in sorted(numbers))


def _packed(batch: wire.Batch) -> bytes | None:
    """The batch as it travels; None when it is longer than any receiver takes, and not one row."""
    try:
        return wire.pack_batch(batch)
    except (wire.TooLarge, wire.TooManyEvents):
        if len(batch.events) == 1:
            raise
        return None
