"""What a hub heard of others: how far the next hop and the root hold each branch (rule 14).

Only the root's statements mean delivered, so the root's receipts are kept as they were signed, the
newest about each epoch, and handed on to those who ask about it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.chains import NAMED, Chain, Place, held, names
from app.centre.hub_link import Life, Upstream, hear_root
from app.centre.nodes import Sender
from app.centre.stating import chains
from app.sync.wire.events import ChainName
from app.sync.wire.statements import Held, unpack_statement

# Sees every chain, as a hub that speaks to this centre does.
EVERYBODY = Sender(b"", b"", frozenset(), 0, True, 0)


@dataclass(frozen=True, slots=True)
class Marks:
    """Of a branch, as seqs on the way to its tip: what the next hop holds, what the root holds,
    and what of that the root has in a backup."""

    held: int = 0
    root: int = 0
    backed: int = 0


def all_chains(connection: Connection, wanted: Iterable[ChainName]) -> dict[ChainName, Chain]:
    """The chains of these names, whoever wrote them."""
    return chains(connection, EVERYBODY, wanted)


def marks(connection: Connection, chain: Chain) -> dict[int, Marks]:
    """The marks of each branch of a chain."""
    rows = connection.execute(
        text(
            "SELECT branch, held_seq, root_seq, backed_seq FROM centre_above"
            " WHERE origin = :origin AND epoch = :epoch"
        ),
        {"origin": chain.origin, "epoch": chain.epoch},
    )
    known = {row.branch: (row.held_seq, row.root_seq, row.backed_seq) for row in rows}
    found = {}
    for branch in chain.branches:
        best = [0, 0, 0]
        # What holds for a branch that this one left holds here too, up to where it left.
        for number, upto in chain.lineage(Place(branch.number, branch.seq)).items():
            for place, seq in enumerate(known.get(number, ())):
                best[place] = max(best[place], min(seq, upto))
        found[branch.number] = Marks(*best)
    return found


def mark_held(connection: Connection, chain: Chain, told: Held) -> bool:
    """Note what the next hop holds of a chain; whether any of it is known here."""
    return _mark(connection, chain, told, by_root=False)


def hear_receipt(
    connection: Connection, up: Upstream, packed: bytes
) -> tuple[Life, dict[ChainName, bool]]:
    """Note a receipt that the root signed, and keep it to be handed on.

    Also whether anything it tells of a chain that it holds something of is known here. One of an
    older life of the root is left alone. Raises a WireError.
    """
    said = unpack_statement(packed, up.root_key)
    if said.by != up.root_key:
        return Life(rival=True), {}
    life = hear_root(connection, up, said.generation)
    if life.rival:
        return life, {}
    known = all_chains(connection, [one.chain for one in said.held])
    common: dict[ChainName, bool] = {}
    gone = {one.chain for one in said.superseded}
    for told in said.held:
        chain = known.get(told.chain)
        if chain is None or not chain.branches:
            continue
        common[told.chain] = _mark(connection, chain, told, by_root=True) or not told.tips
        if up.to_root:
            mark_held(connection, chain, told)
        if len(said.held) == 1:  # only that can be handed on, and tells nobody of another's
            _keep(connection, chain, told, packed, superseded=told.chain in gone)
    return life, common


def receipts(
    connection: Connection, about: Iterable[ChainName], origins: Collection[bytes] | None
) -> tuple[bytes, ...]:
    """The root's newest receipts about these chains; of these origins only, unless None."""
    wanted = (one for one in about if origins is None or one.origin in origins)
    rows = connection.execute(
        text(f"SELECT receipt FROM centre_root_receipt WHERE {NAMED} ORDER BY epoch, origin"),
        names(wanted),
    )
    return tuple(bytes(one) for one in rows.scalars())


def _mark(connection: Connection, chain: Chain, told: Held, *, by_root: bool) -> bool:
    points = list(dict.fromkeys((*told.held, *told.tips, *told.backed)))
    places = {p: place for p, place in held(connection, chain, points).items() if place.seq}
    backed = [places[point] for point in told.backed if point in places]
    rows = []
    for branch in chain.branches:
        lineage = chain.lineage(Place(branch.number, branch.seq))
        seq = _greatest(places.values(), lineage)
        if seq:
            values = {"origin": chain.origin, "epoch": chain.epoch, "branch": branch.number}
            rows.append(values | {"seq": seq, "backed": _greatest(backed, lineage)})
    if rows:
        connection.execute(text(_MARK_ROOT if by_root else _MARK_HELD), rows)
    return bool(rows)


_MARK_HELD = (
    "INSERT INTO centre_above (origin, epoch, branch, held_seq)"
    " VALUES (:origin, :epoch, :branch, :seq) ON CONFLICT (origin, epoch, branch) DO UPDATE"
    " SET held_seq = greatest(centre_above.held_seq, excluded.held_seq)"
)
_MARK_ROOT = (
    "INSERT INTO centre_above (origin, epoch, branch, root_seq, backed_seq)"
    " VALUES (:origin, :epoch, :branch, :seq, :backed) ON CONFLICT (origin, epoch, branch)"
    " DO UPDATE SET root_seq = greatest(centre_above.root_seq, excluded.root_seq),"
    " backed_seq = greatest(centre_above.backed_seq, excluded.backed_seq)"
)


def _greatest(places: Iterable[Place], lineage: dict[int, int]) -> int:
    """The greatest of the places that lie on this way."""
    return max((one.seq for one in places if one.seq <= lineage.get(one.branch, -1)), default=0)


def _keep(
    connection: Connection, chain: Chain, told: Held, packed: bytes, *, superseded: bool
) -> None:
    """Keep a receipt in place of one that says no more; an older one may come late by stick."""
    connection.execute(
        text(
            "INSERT INTO centre_root_receipt"
            " (origin, epoch, receipt, backed, seq, backed_seq, superseded)"
            " VALUES (:origin, :epoch, :receipt, :backed, :seq, :backed_seq, :superseded)"
            " ON CONFLICT (origin, epoch) DO UPDATE SET receipt = excluded.receipt,"
            " backed = excluded.backed, seq = excluded.seq, backed_seq = excluded.backed_seq,"
            " superseded = excluded.superseded"
            " WHERE centre_root_receipt.seq <= excluded.seq"
            " AND centre_root_receipt.backed_seq <= excluded.backed_seq"
            " AND centre_root_receipt.superseded <= excluded.superseded"
        ),
        {
            "origin": chain.origin,
            "epoch": chain.epoch,
            "receipt": packed,
            "backed": [point.hash for point in told.backed],
            "seq": max((point.seq for point in (*told.held, *told.tips)), default=0),
            "backed_seq": max((point.seq for point in told.backed), default=0),
            "superseded": superseded,
        },
    )
