"""Reading the journal back, and following its chain."""

import hmac
from collections.abc import Iterator

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.journal.chain import BrokenChain, SaltOf, digest, first_link, link
from app.journal.epochs import row_of
from app.journal.models import Epoch, Event, Subject

RUN = 2000  # rows read at a time, so that memory stays flat whatever the journal's length

_COLUMNS = (
    Event.seq,
    Event.id,
    Event.kind,
    Event.subject,
    Event.item,
    Event.payload,
    Event.wall_ms,
    Event.monotonic_ms,
    Event.hash,
    Event.digest,
    Event.withheld,
)
# Made once, as a sync asks it thousands of times and making it takes longer than its answer.
_HASH_AT = (
    select(Epoch.length, Event.hash)
    .outerjoin_from(Epoch, Event, (Event.epoch_id == Epoch.id) & (Event.seq == bindparam("seq")))
    .where(Epoch.name == bindparam("name"))
)
EventRow = Row[int, bytes, str, int | None, str | None, str, int, int, bytes, bytes | None, bool]


class NoSuchEpoch(LookupError):
    """There is no epoch of this name here: a mistake of the caller's."""


def entries(session: Session, epoch: bytes, after: int, limit: int) -> list[Event]:
    """Up to `limit` events of an epoch from `after` + 1 on, in order."""
    row = _row(session, epoch)
    query = (
        select(Event)
        .where(Event.epoch_id == row.id, Event.seq > after, Event.seq <= row.length)
        .order_by(Event.seq)
        .limit(limit)
    )
    return list(session.scalars(query, execution_options={"populate_existing": True}))


def hash_at(session: Session, epoch: bytes, seq: int) -> bytes | None:
    """The hash of the epoch's event `seq`; what the first is chained to for 0; None past its end
    or where there is no such epoch."""
    found = session.execute(_HASH_AT, {"name": epoch.hex(), "seq": seq}).first()
    if found is None or not 0 <= seq <= found.length:
        return None
    return found.hash if seq else first_link(epoch.hex())


def salts(session: Session, epoch: bytes) -> SaltOf:
    """A function that gives the salt of a subject's number, and the epoch's own for None.

    It raises KeyError for who is erased or unknown.
    """
    row = _row(session, epoch)
    query = select(Subject.number, Subject.salt).where(Subject.salt.is_not(None))
    known: dict[int | None, bytes] = {None: row.salt}
    known.update((number, salt) for number, salt in session.execute(query) if salt is not None)
    return known.__getitem__


def verify_epoch(session: Session, epoch: bytes) -> bytes:
    """Follow an epoch's whole chain; returns its head. Raises BrokenChain at the first event that
    does not fit, is missing, or should not be there.

    A million events take some ten seconds: not for a request.
    """
    row = _row(session, epoch)
    previous, seq = first_link(row.name), 0
    salt_of = salts(session, epoch)
    for event in rows(session, row, 0):
        if event.seq > row.length and row.closed_ms is not None:
            break  # what was left behind when the epoch was closed at damage
        seq += 1
        found = expected_hash(previous, event, salt_of) if event.seq == seq <= row.length else None
        if found is None or not hmac.compare_digest(found, event.hash):
            raise BrokenChain(seq=seq)
        previous = found
    if (seq, previous) != (row.length, row.head):
        raise BrokenChain(seq=seq + 1)
    return previous


def damaged_at(session: Session, epoch: bytes) -> int | None:
    """The number of the first event that does not fit its chain, or None. Not for a request."""
    try:
        verify_epoch(session, epoch)
    except BrokenChain as broken:
        return int(broken.values["seq"])
    return None


def rows(session: Session, epoch: Epoch, after: int) -> Iterator[EventRow]:
    """All that is stored of an epoch after `after`, past its end too, a run of rows at a time."""
    while True:
        query = (
            select(*_COLUMNS)
            .where(Event.epoch_id == epoch.id, Event.seq > after)
            .order_by(Event.seq)
            .limit(RUN)
        )
        found = session.execute(query).all()
        yield from found
        if len(found) < RUN:
            return
        after = found[-1].seq


def row_digest(event: EventRow, salt_of: SaltOf) -> bytes | None:
    """The digest of a stored row; None where nobody has its salt."""
    if event.digest is not None:
        return event.digest
    try:
        salt = salt_of(event.subject)
    except KeyError:
        return None
    return digest(salt, *event[2:8])


def expected_hash(previous: bytes, event: EventRow, salt_of: SaltOf) -> bytes | None:
    """The hash that a stored row must have; None where nobody has its salt."""
    made = row_digest(event, salt_of)
    if made is None:
        return None
    return link(previous, made, b"" if event.id == event.hash[:16] else event.id)


def _row(session: Session, epoch: bytes) -> Epoch:
    row = row_of(session, epoch)
    if row is None:
        raise NoSuchEpoch(epoch.hex())
    return row
