"""What a hub says upwards: of each epoch that is not settled, what it has, and what it asks."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.chains import NAMED, Chain, names
from app.centre.early import waiting_ends
from app.centre.erasing import erased_of
from app.centre.generation import Centre
from app.centre.hub_link import Upstream, rivals
from app.centre.hub_marks import all_chains, marks
from app.clock import now_ms
from app.sync import wire
from app.sync.wire.events import ChainName, Point

MOST_TIPS = 60  # of one epoch; what is left out is named when those are settled
MOST_POINTS = 120
MOST_HEARD = 1_000
ROTATED = 100  # settled epochs that each run asks about again, so that erasures are heard of
DAY_MS = 86_400_000

_OPEN = """
SELECT e.origin, e.epoch FROM centre_epoch e WHERE NOT e.told_above
  OR EXISTS (SELECT 1 FROM centre_branch b LEFT JOIN centre_above a ON a.origin = b.origin
    AND a.epoch = b.epoch AND a.branch = b.branch WHERE b.origin = e.origin AND b.epoch = e.epoch
    AND (a.held_seq < b.seq OR a.root_seq < b.seq OR a.backed_seq < b.seq OR a.branch IS NULL))
  OR EXISTS (SELECT 1 FROM centre_asked q LEFT JOIN centre_root_receipt r ON r.origin = q.origin
    AND r.epoch = q.epoch WHERE q.origin = e.origin AND q.epoch = e.epoch
    AND (r.backed IS NULL OR NOT q.hash = ANY(r.backed)))
  OR EXISTS (SELECT 1 FROM centre_superseded s
    JOIN centre_node n ON n.id = s.node AND e.origin = ANY(n.origins)
    LEFT JOIN centre_root_receipt r ON r.origin = e.origin AND r.epoch = s.epoch
    WHERE s.epoch = e.epoch AND r.superseded IS NOT TRUE)
  OR EXISTS (SELECT 1 FROM centre_early y WHERE y.origin = e.origin AND y.epoch = e.epoch)
ORDER BY e.made_ms, e.epoch, e.origin
"""


@dataclass(frozen=True, slots=True)
class Asking:
    """How it is asked: with `more` points of these chains, as nothing in common is known of them;
    with certificates."""

    more: AbstractSet[ChainName] = frozenset()
    certificates: bool = False


@dataclass(frozen=True, slots=True)
class Greeting:
    """A packed greeting, the chains that it names, and up to which open epoch it tells."""

    data: bytes
    chains: tuple[ChainName, ...]
    heard: tuple[int, ...]


def unsettled(connection: Connection) -> list[ChainName]:
    """The names of the chains to speak about, in the order that they were made known.

    Those that next hop or root were not heard to hold to their end, or the root not to have
    backed up; those with a question for the root; and some that were not asked about for long.
    """
    found = [*connection.execute(text(_OPEN))]
    old = connection.execute(
        text(
            "SELECT origin, epoch FROM centre_epoch WHERE asked_above_ms < :before"
            " ORDER BY asked_above_ms LIMIT :most"
        ),
        {"before": now_ms() - DAY_MS, "most": ROTATED},
    )
    both = (ChainName(bytes(row.origin), bytes(row.epoch)) for row in [*found, *old])
    return list(dict.fromkeys(both))


def has_news(connection: Connection) -> bool:
    """Whether an open epoch was heard of that the next hop can be told."""
    return bool(_heard(connection))


def greet(
    connection: Connection,
    us: Centre,
    up: Upstream,
    app_version: str,
    about: Sequence[ChainName],
    asking: Asking,
) -> Greeting:
    """A greeting about these chains. Raises TooLarge when they are too many for one."""
    known = all_chains(connection, about)
    untold = _untold(connection, about)
    openings = [
        chain.opening for name, chain in known.items() if name in untold or name in asking.more
    ]
    asked = [
        wire.Asked(name, _points(connection, chain, more=name in asking.more))
        for name, chain in known.items()
    ]
    heard = _heard(connection)
    hello = wire.Hello(
        key=us.sign_key,
        generation=up.root_generation,
        time_ms=now_ms(),
        openings=tuple(openings),
        open_epoch=None,
        asked=tuple(asked),
        erased=wire.erased_digest(
            erased_of(connection, {chain.origin for chain in known.values()})
        ),
        app_version=app_version,
        waiting=waiting(connection),
        certificates=(up.certificate,) if asking.certificates else (),
        heard_open=tuple(wire.HeardOpen(key, epoch) for _, key, epoch in heard),
        rivals=rivals(connection),
        peer_generation=None if up.to_root else up.generation,
    )
    return Greeting(
        wire.pack_hello(hello, us.sign), tuple(known), tuple(number for number, _, _ in heard)
    )


def note_told(connection: Connection, greeting: Greeting) -> None:
    """The next hop has answered: what was told once need not be told again."""
    connection.execute(
        text(f"UPDATE centre_epoch SET told_above = true, asked_above_ms = :now WHERE {NAMED}"),
        {"now": now_ms(), **names(greeting.chains)},
    )
    connection.execute(
        text("UPDATE centre_heard_open SET told = true WHERE id = ANY(:ids)"),
        {"ids": list(greeting.heard)},
    )


def waiting(connection: Connection) -> int:
    """How many events the next hop was not heard to hold."""
    found = connection.scalar(
        text(
            "SELECT coalesce(sum(b.seq - greatest(coalesce(a.held_seq, 0), b.parent_seq)), 0)"
            " FROM centre_branch b LEFT JOIN centre_above a ON a.origin = b.origin"
            " AND a.epoch = b.epoch AND a.branch = b.branch"
        )
    )
    return int(found)


def _heard(connection: Connection) -> list[tuple[int, bytes, bytes]]:
    """Open epochs as they were heard, in that order, that the next hop was not told of yet.

    Only those of laptops that it knows: of a key that has sent nothing it would note nothing.
    """
    rows = connection.execute(
        text(
            "SELECT h.id, h.key, h.epoch FROM centre_heard_open h JOIN centre_node n"
            " ON n.id = h.node AND n.known_above WHERE NOT h.told ORDER BY h.id LIMIT :most"
        ),
        {"most": MOST_HEARD},
    )
    return [(row.id, bytes(row.key), bytes(row.epoch)) for row in rows]


def _untold(connection: Connection, about: Sequence[ChainName]) -> set[ChainName]:
    rows = connection.execute(
        text(f"SELECT origin, epoch FROM centre_epoch WHERE {NAMED} AND NOT told_above"),
        names(about),
    )
    return {ChainName(bytes(row.origin), bytes(row.epoch)) for row in rows}


def _points(connection: Connection, chain: Chain, *, more: bool) -> tuple[Point, ...]:
    """The places of a chain to ask about; with `more` also heads further and further back."""
    known = marks(connection, chain)

    def late(number: int, seq: int) -> int:
        told = known[number]
        return min(told.held, told.root, told.backed) - seq

    branches = sorted(chain.branches, key=lambda one: late(one.number, one.seq))
    points = [branch.tip for branch in branches[:MOST_TIPS]]
    points += _heads_at(connection, chain, {one.held for one in known.values()})
    rows = connection.execute(
        text("SELECT seq, hash FROM centre_asked WHERE origin = :origin AND epoch = :epoch"),
        {"origin": chain.origin, "epoch": chain.epoch},
    )
    points += [Point(row.seq, bytes(row.hash)) for row in rows]
    points += waiting_ends(connection, [chain.name])[chain.name]
    if more:
        points += _heads_back(connection, chain)
    return tuple(dict.fromkeys(points))[:MOST_POINTS]


def _heads_at(connection: Connection, chain: Chain, seqs: Iterable[int]) -> list[Point]:
    rows = connection.execute(
        text(
            "SELECT seq, hash FROM centre_head WHERE origin = :origin AND epoch = :epoch"
            " AND seq = ANY(:seqs) LIMIT 20"
        ),
        {"origin": chain.origin, "epoch": chain.epoch, "seqs": list(seqs)},
    )
    return [Point(row.seq, bytes(row.hash)) for row in rows]


def _heads_back(connection: Connection, chain: Chain) -> list[Point]:
    """The signed heads 1, 2, 4, 8 … before the newest."""
    rows = connection.execute(
        text(
            "SELECT seq, hash FROM (SELECT seq, hash, row_number() OVER (ORDER BY seq DESC, hash)"
            " AS n FROM centre_head WHERE origin = :origin AND epoch = :epoch) AS newest"
            " WHERE n & (n - 1) = 0"
        ),
        {"origin": chain.origin, "epoch": chain.epoch},
    )
    return [Point(row.seq, bytes(row.hash)) for row in rows]
