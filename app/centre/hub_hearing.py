"""What follows at a hub from an answer of the next hop: marks, receipts, erasures, new lives."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from app.centre.erasing import erase
from app.centre.families import lock_family
from app.centre.hub_link import Life, Upstream, connected, hear_next_hop, hear_root, note_slot
from app.centre.hub_marks import all_chains, hear_receipt, mark_held
from app.centre.transactions import writing
from app.sync import wire
from app.sync.wire.events import ChainName, Point


@dataclass
class Heard:
    """What was found out: the next hop or the root is in a `new` life, so that everything is to be
    named again; the next hop in a `rival` one, which one more greeting sorts out; nothing in common
    is known of chains that are `lost`; and what it said is `there`: places that it holds, or where
    what it has set aside ends."""

    new: bool = False
    rival: bool = False
    lost: set[ChainName] = field(default_factory=set)
    there: set[tuple[ChainName, Point]] = field(default_factory=set)

    def add(self, other: "Heard") -> None:
        """All of the other's too."""
        self.new |= other.new
        self.rival |= other.rival
        self.lost |= other.lost
        self.there |= other.there


def hear_answer(answer: wire.HelloAnswer) -> Heard:
    """Act on an answer whose signature was checked. Raises a WireError for bad receipts in it."""
    # Before anything is chosen to be sent: what was erased elsewhere goes on blank from now on.
    _hear_erased(answer.erased)
    with writing() as connection:
        heard = _hear(connection, answer.statement)
        if heard.rival:
            return heard
        note_slot(connection, answer.slot_minute)
        for packed in answer.root:
            _hear_root(connection, packed, heard)
    return heard


def hear_statement(statement: wire.Statement, packed: bytes) -> Heard:
    """Act on the receipt for a batch; one of the root's own is kept to be handed on."""
    with writing() as connection:
        heard = _hear(connection, statement)
        if not heard.rival and connected(connection).to_root:
            _hear_root(connection, packed, heard)
    return heard


def _hear(connection: Connection, said: wire.Statement) -> Heard:
    up = connected(connection)
    heard = Heard()
    for life in _lives(connection, up, said):
        heard.new |= life.new
        heard.rival |= life.rival
    if heard.rival:
        return heard
    known = all_chains(connection, [one.chain for one in said.held])
    for told in said.held:
        heard.there |= {(told.chain, point) for point in (*told.held, *told.aside)}
        chain = known.get(told.chain)
        if chain is None or not chain.branches:
            continue
        if not mark_held(connection, chain, told) and told.tips:
            heard.lost.add(told.chain)
    return heard


def _lives(connection: Connection, up: Upstream, said: wire.Statement) -> Iterable[Life]:
    yield hear_next_hop(connection, up, said.generation)
    if up.to_root:
        yield hear_root(connection, up, said.generation)


def _hear_root(connection: Connection, packed: bytes, heard: Heard) -> None:
    up = connected(connection)
    life, common = hear_receipt(connection, up, packed)
    heard.new |= life.new
    if up.to_root and not life.rival:
        said = wire.unpack_statement(packed, up.root_key)
        for one in said.held:
            heard.there |= {(one.chain, point) for point in (*one.held, *one.aside)}
        heard.lost |= {chain for chain, is_known in common.items() if not is_known}


def _hear_erased(told: Iterable[wire.Erased]) -> None:
    for one in told:
        with writing() as connection:
            there = text("SELECT 1 FROM centre_origin WHERE origin = :origin")
            if connection.scalar(there, {"origin": one.origin}):
                family = lock_family(connection, one.origin, alone=True)
                erase(connection, family, one.origin, one.pseudonyms)
