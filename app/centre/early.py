"""Ranges that came before their predecessor: set aside, and taken up when it comes.

Only one that brings the salts of all its students is kept, so that an erasure finds what it must
take away.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from app.centre.chains import NAMED, Chain, names
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.sync.wire.events import BatchHeader, ChainName, Point

MOST_RANGES = 200
MOST_BYTES = 16_000_000  # for one origin


class TooMuchEarly(KisimaError):
    sentence = N_(
        "Something that was sent earlier is missing at the centre, and it can keep no more of "
        "what follows. Please send from the entry that the centre names."
    )


def set_aside(connection: Connection, chain: Chain, header: BatchHeader, data: bytes) -> None:
    """Keep a range for later; it is not acknowledged. Raises TooMuchEarly."""
    row = connection.execute(
        text(
            "SELECT count(*) AS ranges, coalesce(sum(length(batch)), 0) AS bytes"
            " FROM centre_early WHERE origin = :origin"
        ),
        {"origin": chain.origin},
    ).one()
    if row.ranges >= MOST_RANGES or row.bytes + len(data) > MOST_BYTES:
        raise TooMuchEarly()
    connection.execute(
        text(
            "INSERT INTO centre_early"
            " (origin, epoch, hash, prev_hash, from_seq, to_seq, batch, received_ms) VALUES"
            " (:origin, :epoch, :hash, :prev, :from, :to, :batch, :now) ON CONFLICT DO NOTHING"
        ),
        {
            "origin": chain.origin,
            "epoch": chain.epoch,
            "hash": header.head.hash,
            "prev": header.prev_hash,
            "from": header.from_seq,
            "to": header.head.seq,
            "batch": data,
            "now": now_ms(),
        },
    )


def waiting_ends(
    connection: Connection, chains: Iterable[ChainName]
) -> dict[ChainName, list[Point]]:
    """The ends of the ranges of each of these chains that were set aside."""
    wanted = list(chains)
    found: dict[ChainName, list[Point]] = {one: [] for one in wanted}
    rows = connection.execute(
        text(
            f"SELECT DISTINCT origin, epoch, to_seq, hash FROM centre_early WHERE {NAMED}"
            " ORDER BY to_seq, hash"
        ),
        names(wanted),
    )
    for row in rows:
        name = ChainName(bytes(row.origin), bytes(row.epoch))
        found[name].append(Point(row.to_seq, bytes(row.hash)))
    return found


def take_next(connection: Connection, chain: Chain) -> bytes | None:
    """A range of this epoch that may be taken up now, removed from what was set aside.

    One that begins at an event that is held, or at a tip. Lost if the centre dies now: it was
    never acknowledged, so it is sent again.
    """
    row = connection.execute(
        text(
            "DELETE FROM centre_early WHERE ctid = ("
            "SELECT ctid FROM centre_early e WHERE origin = :origin AND epoch = :epoch AND ("
            " prev_hash = ANY(:tips) OR EXISTS (SELECT 1 FROM centre_event v WHERE"
            "  v.origin = :origin AND v.id = substr(e.prev_hash, 1, 16) AND v.epoch = :epoch"
            "  AND v.seq = e.from_seq - 1)"
            " OR EXISTS (SELECT 1 FROM centre_place p WHERE p.origin = :origin"
            "  AND p.hash = substr(e.prev_hash, 1, 16) AND p.epoch = :epoch"
            "  AND p.seq = e.from_seq - 1))"
            " ORDER BY from_seq LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING batch"
        ),
        {
            "origin": chain.origin,
            "epoch": chain.epoch,
            "tips": [point.hash for point in chain.tips()],
        },
    ).first()
    return None if row is None else bytes(row.batch)
