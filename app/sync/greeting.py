"""The hello that begins a run: what this node has, and what it asks about (rule 4)."""

from collections.abc import Set
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.journal import EpochView, NodeKeys
from app.people import erasure
from app.sync import wire
from app.sync.link import Link
from app.sync.marks import all_at_centre, all_at_root, chain_name, end, lacking, settled
from app.sync.outgoing import opening


@dataclass(frozen=True)
class Asking:
    """How a hello is said: about `everything`, with more points of the epochs that are `lost`
    (nothing in common is known of them), with certificates."""

    everything: bool = False
    lost: Set[bytes] = frozenset()
    certificates: bool = False


def own_epochs(session: Session, link: Link, key: bytes) -> list[EpochView]:
    """The epochs that this node may send, in the order they were opened."""
    origins = link.origins(key)
    return [one for one in journal.epochs(session) if one.origin in origins]


def greet(
    session: Session, link: Link, keys: NodeKeys, app_version: str, asking: Asking = Asking()
) -> bytes:
    """The packed hello."""
    key = wire.public_sign_key(keys.sign_seed)
    mine = own_epochs(session, link, key)
    held = all_at_centre(session, link, mine)
    root = held if link.to_root else all_at_root(session, link, mine)
    named = [
        one for one in mine if asking.everything or not settled(one, held[one.name], root[one.name])
    ]
    hello = wire.Hello(
        key=key,
        generation=link.root_generation,
        peer_generation=None if link.to_root else link.generation,
        time_ms=now_ms(),
        # Also those that are empty and closed, since others came from them.
        openings=tuple(
            opening(one) for one in mine if asking.everything or not held[one.name].held.seq
        ),
        open_epoch=next((one.name for one in mine if one.open), None),
        asked=tuple(
            wire.Asked(
                chain_name(one),
                points(session, one, held[one.name].held, more=_more(asking, one)),
            )
            for one in named
        ),
        erased=wire.erased_digest(erasure.known(session)),
        app_version=app_version,
        waiting=lacking(mine, held),
        certificates=link.certificates if asking.certificates else (),
    )
    return wire.pack_hello(hello, wire.signer(keys.sign_seed))


def _more(asking: Asking, epoch: EpochView) -> bool:
    return asking.everything or epoch.name in asking.lost


def points(
    session: Session, epoch: EpochView, held: wire.Point, *, more: bool
) -> tuple[wire.Point, ...]:
    """The places of an epoch to ask about: its head, and what the centre `held` when last heard;
    with `more` also those 1, 2, 4, 8 … events before the head."""
    found = {end(epoch), held}
    step = 1
    while more and step < epoch.length:
        seq = epoch.length - step
        hash = journal.hash_at(session, epoch.name, seq)
        if hash is not None:
            found.add(wire.Point(seq, hash))
        step *= 2
    return tuple(sorted(found, key=lambda point: point.seq))
