"""What this centre holds, put into statements: the answers that nodes go by (rules 4 and 6)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from app.centre.chains import NAMED, Chain, branches, held, names
from app.centre.early import waiting_ends
from app.centre.generation import Centre
from app.centre.nodes import Sender
from app.clock import now_ms
from app.sync.wire.events import ChainName, Opening, Parent, Point
from app.sync.wire.hello import Asked
from app.sync.wire.statements import Held, Statement, Superseded


def statement(
    us: Centre,
    holdings: Sequence[Held],
    superseded: Sequence[Superseded] = (),
    erased: tuple[bytes, ...] | None = None,
) -> Statement:
    """A statement of this centre, in its present generation."""
    return Statement(
        us.sign_key, us.generation, tuple(holdings), tuple(superseded), erased, now_ms()
    )


def holding(connection: Connection, chain: Chain, points: Sequence[Point]) -> Held:
    """What is held of a chain: those of these points, its tips, and what of both is backed up."""
    return _holding(connection, chain, points, waiting_ends(connection, [chain.name])[chain.name])


def _holding(
    connection: Connection, chain: Chain, points: Sequence[Point], aside: Sequence[Point]
) -> Held:
    tips = chain.tips()
    known = held(connection, chain, [point for point in (*points, *tips) if point.seq])
    backed = []
    for point, place in known.items():
        mark = chain.branches[place.branch].backed
        if mark is not None and place.seq <= mark.seq:
            backed.append(point)
    return Held(
        chain.name,
        tuple(point for point in dict.fromkeys(points) if point in known),
        tuple(tips),
        tuple(backed),
        tuple(aside),
    )


def holdings(connection: Connection, sender: Sender, asked: Sequence[Asked]) -> list[Held]:
    """What is held of each chain asked about; of those that are not the sender's, nothing."""
    # A chain that is named many times costs as much as one that is named once.
    asked = list({one.chain: one for one in asked}.values())
    known = chains(connection, sender, [one.chain for one in asked])
    aside = waiting_ends(connection, known) if known else {}
    found = []
    for one in asked:
        chain = known.get(one.chain)
        if chain is None:
            found.append(Held(one.chain, (), ()))
        else:
            found.append(_holding(connection, chain, one.points, aside[one.chain]))
    return found


def chains(
    connection: Connection, sender: Sender, wanted: Iterable[ChainName]
) -> dict[ChainName, Chain]:
    """The sender's chains of these names, as far as they are known here; a hub's are all."""
    rows = connection.execute(
        text(
            "SELECT origin, epoch, parent_epoch, parent_seq, parent_hash, salt FROM centre_epoch"
            f" WHERE {NAMED}"
        ),
        names(one for one in wanted if sender.is_hub or one.origin in sender.origins),
    ).all()
    openings = []
    for row in rows:
        parent = None
        if row.parent_epoch is not None:
            parent = Parent(bytes(row.parent_epoch), row.parent_seq, bytes(row.parent_hash))
        openings.append(Opening(bytes(row.epoch), bytes(row.origin), parent, bytes(row.salt)))
    found: dict[ChainName, Chain] = {}
    for origin in {one.origin for one in openings}:
        mine = [one for one in openings if one.origin == origin]
        grown = branches(connection, origin, [one.epoch for one in mine])
        found |= {one.chain: Chain(one, grown[one.epoch]) for one in mine}
    return found
