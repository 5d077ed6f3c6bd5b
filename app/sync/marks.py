"""What centres were heard to hold: a place is believed by its hash, never by its number alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.journal import EpochView
from app.journal.chain import first_link
from app.sync import wire
from app.sync.link import Link, as_bytes
from app.sync.models import ReceiptRow


def chain_name(epoch: EpochView) -> wire.ChainName:
    """What an epoch is known by where several origins meet."""
    return wire.ChainName(epoch.origin, epoch.name)


def start(epoch: EpochView) -> wire.Point:
    """The place before an epoch's first event."""
    return wire.Point(0, first_link(epoch.name.hex()))


def end(epoch: EpochView) -> wire.Point:
    """The place after an epoch's last event."""
    return wire.Point(epoch.length, epoch.head)


def is_on(session: Session, epoch: EpochView, point: wire.Point) -> bool:
    """Whether a place is on this node's chain."""
    if point.seq in (0, epoch.length):
        return point == (end(epoch) if point.seq else start(epoch))
    return (
        point.seq < epoch.length and journal.hash_at(session, epoch.name, point.seq) == point.hash
    )


@dataclass(frozen=True)
class Mark:
    """How far a centre was heard to hold an epoch: the greatest place, the beginning where nothing
    was heard; and up to which event it has it in a backup."""

    held: wire.Point
    backed: int


_RECEIPT = ReceiptRow.__table__.c
# Made once, as a sync asks it thousands of times and making it takes longer than its answer.
_HEARD = (
    select(_RECEIPT.epoch, _RECEIPT.seq, _RECEIPT.hash, _RECEIPT.backed_up_seq)
    .where(_RECEIPT.by == bindparam("by"), _RECEIPT.generation == bindparam("generation"))
    .order_by(_RECEIPT.seq.desc())
)
_HEARD_OF_ONE = _HEARD.where(_RECEIPT.epoch == bindparam("epoch"))


def note(
    session: Session, statement: wire.Statement, way: str, epochs: Iterable[EpochView]
) -> None:
    """Keep what a verified statement says of this node's epochs; `way` is "http" or "stick"."""
    mine = {chain_name(one): one for one in epochs}
    about = [held for held in statement.held if held.chain in mine]
    if not about:
        return
    known = _heard(session, statement.by, statement.generation)
    for held in about:
        backed_up = {seq: backed for seq, _, backed in known[held.epoch]}
        _note(session, statement, held, way, mine[held.chain], backed_up)


def _note(
    session: Session,
    statement: wire.Statement,
    held: wire.Held,
    way: str,
    epoch: EpochView,
    known: Mapping[int, int],
) -> None:
    said = {*held.held, *held.tips, *held.backed}
    points = {point for point in said if point.seq and is_on(session, epoch, point)}
    if not points:
        return
    backed = max((point.seq for point in points.intersection(held.backed)), default=0)
    greatest = max(points, key=lambda point: point.seq)
    place = {
        "by": statement.by,
        "epoch": held.epoch,
        "generation": as_bytes(statement.generation),
        "seq": greatest.seq,
    }
    if greatest.seq not in known:
        session.execute(
            insert(ReceiptRow).values(
                **place,
                hash=greatest.hash,
                backed_up_seq=backed,
                received_ms=now_ms(),
                way=way,
            )
        )
    elif backed > known[greatest.seq]:
        session.execute(
            update(ReceiptRow).filter_by(**place).values(backed_up_seq=backed),
            execution_options={"synchronize_session": False},
        )


def _heard(
    session: Session, by: bytes, generation: wire.Generation | None, epoch: bytes | None = None
) -> dict[bytes, list[tuple[int, bytes, int]]]:
    """Of all epochs, or of one: the places that a centre was heard to hold in this generation, the
    greatest first, each with what it had backed up."""
    about = {"by": by, "generation": as_bytes(generation)}
    rows = (
        session.execute(_HEARD_OF_ONE, about | {"epoch": epoch})
        if epoch
        else session.execute(_HEARD, about)
    )
    found = defaultdict[bytes, list[tuple[int, bytes, int]]](list)
    for name, seq, hash, backed in rows:
        found[name].append((seq, hash, backed))
    return found


def _mark(session: Session, epoch: EpochView, heard: Iterable[tuple[int, bytes, int]]) -> Mark:
    within = [one for one in heard if one[0] <= epoch.length]
    backed = max((one for _, _, one in within), default=0)
    for seq, hash, _ in within:
        point = wire.Point(seq, hash)
        if is_on(session, epoch, point):
            return Mark(point, backed)
    return Mark(start(epoch), backed)


def at_centre(session: Session, link: Link, epoch: EpochView) -> wire.Point:
    """What the centre that this node speaks to was heard to hold."""
    heard = _heard(session, link.centre_key, link.generation, epoch.name)
    return _mark(session, epoch, heard[epoch.name]).held


def delivered(session: Session, link: Link, epoch: EpochView) -> wire.Point:
    """What the root was heard to hold: only that counts as delivered."""
    heard = _heard(session, link.root_key, link.root_generation, epoch.name)
    return _mark(session, epoch, heard[epoch.name]).held


def all_at_centre(session: Session, link: Link, epochs: Iterable[EpochView]) -> dict[bytes, Mark]:
    """The marks of the centre that this node speaks to, by the epochs' names."""
    heard = _heard(session, link.centre_key, link.generation)
    return {one.name: _mark(session, one, heard[one.name]) for one in epochs}


def all_at_root(session: Session, link: Link, epochs: Iterable[EpochView]) -> dict[bytes, Mark]:
    """The marks of the root: only what it was heard to hold counts as delivered."""
    heard = _heard(session, link.root_key, link.root_generation)
    return {one.name: _mark(session, one, heard[one.name]) for one in epochs}


def settled(epoch: EpochView, centre: Mark, root: Mark) -> bool:
    """Whether nothing about an epoch with these marks is open any more between this node, its
    centre and the root."""
    last = end(epoch)
    return not epoch.open and centre.held == last and root == Mark(last, epoch.length)


def waiting(session: Session, link: Link, epochs: Iterable[EpochView]) -> int:
    """How many events of these epochs the centre was not heard to hold."""
    listed = tuple(epochs)
    return lacking(listed, all_at_centre(session, link, listed))


def lacking(epochs: Iterable[EpochView], marks: Mapping[bytes, Mark]) -> int:
    """How many events of these epochs are missing at a centre with these marks."""
    return sum(one.length - marks[one.name].held.seq for one in epochs)
