"""What centres were heard to hold: a place is believed by its hash, never by its number alone."""

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.journal import EpochView
from app.journal.chain import first_link
from app.sync import wire
from app.sync.link import Link, as_bytes
from app.sync.models import ReceiptRow


def start(epoch: EpochView) -> wire.Point:
    """The place before an epoch's first event."""
    return wire.Point(0, first_link(epoch.name.hex()))


def end(epoch: EpochView) -> wire.Point:
    """The place after an epoch's last event."""
    return wire.Point(epoch.length, epoch.head)


def is_on(session: Session, epoch: bytes, point: wire.Point) -> bool:
    """Whether a place is on this node's chain."""
    return journal.hash_at(session, epoch, point.seq) == point.hash


def note(session: Session, statement: wire.Statement, way: str) -> None:
    """Keep what a verified statement says of this node's epochs; `way` is "http" or "stick"."""
    mine = {one.name for one in journal.epochs(session)}
    for held in statement.held:
        if held.epoch in mine:
            _note(session, statement, held, way)
    session.flush()


def _note(session: Session, statement: wire.Statement, held: wire.Held, way: str) -> None:
    said = (*held.held, *held.tips, *held.backed)
    points = {point for point in said if point.seq and is_on(session, held.epoch, point)}
    if not points:
        return
    backed = max((point.seq for point in points.intersection(held.backed)), default=0)
    greatest = max(points, key=lambda point: point.seq)
    generation = as_bytes(statement.generation)
    place = (statement.by, held.epoch, generation, greatest.seq)
    row = session.get(ReceiptRow, place, populate_existing=True)
    if row is None:
        row = ReceiptRow(
            by=statement.by,
            epoch=held.epoch,
            generation=generation,
            seq=greatest.seq,
            hash=greatest.hash,
            backed_up_seq=backed,
            received_ms=now_ms(),
            way=way,
        )
        session.add(row)
    else:
        row.backed_up_seq = max(row.backed_up_seq, backed)


# Made once, as a sync asks it thousands of times and making it takes longer than its answer.
_HEARD = (
    select(ReceiptRow.seq, ReceiptRow.hash, ReceiptRow.backed_up_seq)
    .where(
        ReceiptRow.by == bindparam("by"),
        ReceiptRow.epoch == bindparam("epoch"),
        ReceiptRow.generation == bindparam("generation"),
        ReceiptRow.seq <= bindparam("length"),
    )
    .order_by(ReceiptRow.seq.desc())
)


def _about(
    by: bytes, generation: wire.Generation | None, epoch: EpochView
) -> dict[str, bytes | int | None]:
    """The values of _HEARD; of a generation that nobody heard of there are no receipts."""
    return {
        "by": by,
        "epoch": epoch.name,
        "generation": as_bytes(generation),
        "length": epoch.length,
    }


def held_by(
    session: Session, by: bytes, generation: wire.Generation | None, epoch: EpochView
) -> wire.Point:
    """The greatest place that a centre was heard to hold in this generation; the beginning where
    nothing was heard."""
    for seq, hash, _ in session.execute(_HEARD, _about(by, generation, epoch)):
        point = wire.Point(seq, hash)
        if point == end(epoch) or is_on(session, epoch.name, point):
            return point
    return start(epoch)


def at_centre(session: Session, link: Link, epoch: EpochView) -> wire.Point:
    """What the centre that this node speaks to was heard to hold."""
    return held_by(session, link.centre_key, link.generation, epoch)


def delivered(session: Session, link: Link, epoch: EpochView) -> wire.Point:
    """What the root was heard to hold: only that counts as delivered."""
    return held_by(session, link.root_key, link.root_generation, epoch)


def backed_up(session: Session, link: Link, epoch: EpochView) -> int:
    """Up to which event the root was heard to have the epoch in a backup of its own."""
    heard = session.execute(_HEARD, _about(link.root_key, link.root_generation, epoch))
    return max((backed for _, _, backed in heard), default=0)


def all_at_centre(
    session: Session, link: Link, epochs: Iterable[EpochView]
) -> dict[bytes, wire.Point]:
    """What the centre was heard to hold of each of these epochs, by their names."""
    return {one.name: at_centre(session, link, one) for one in epochs}


def settled(session: Session, link: Link, epoch: EpochView, held: wire.Point) -> bool:
    """Whether nothing about an epoch, of which the centre was heard to hold so much, is open
    between this node and its centre any more."""
    last = end(epoch)
    return (
        not epoch.open
        and held == last
        and (link.to_root or delivered(session, link, epoch) == last)
        and backed_up(session, link, epoch) == epoch.length
    )


def waiting(session: Session, link: Link, epochs: Iterable[EpochView]) -> int:
    """How many events of these epochs the centre was not heard to hold."""
    listed = tuple(epochs)
    return lacking(listed, all_at_centre(session, link, listed))


def lacking(epochs: Iterable[EpochView], held: Mapping[bytes, wire.Point]) -> int:
    """How many events of these epochs are missing at a centre that holds so much of each."""
    return sum(one.length - held[one.name].seq for one in epochs)
