"""The rows of a branch as a hub sends them on, under the heads that schools signed (rule 14).

A row goes on as it came in its place, plain or blank, and blank for erased students. The school's
signature covers the head of the chain, so a batch may begin anywhere and be packed anew, as long
as it ends at a head that was kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, text

from app.centre.chains import Branch, Chain, Place
from app.errors import N_, KisimaError
from app.journal.chain import digest
from app.sync import wire
from app.sync.outgoing import Outgoing
from app.sync.wire.events import Head, Point, WireEvent

MOST_HEADS = 200  # looked at for one batch


class HubIncomplete(KisimaError):
    sentence = N_(
        "What this centre keeps of the run %(epoch)s of a journal does not lead to what its school "
        "signed, so it is not passed on. Please tell the makers of Kisima."
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a batch is to be cut: `most_bytes` about, when a row takes `row_bytes`; with the salts
    of the students in it, and with its signer's certificates, where they are asked for."""

    most_bytes: int
    row_bytes: float
    salts: bool = False
    certificates: bool = False


@dataclass(frozen=True, slots=True)
class _Signed:
    """A head on the way to a branch's tip."""

    point: Point
    node: bytes
    signature: bytes


def next_batch(
    connection: Connection, chain: Chain, branch: Branch, after: int, wanted: Wanted
) -> Outgoing | None:
    """The batch that follows event `after` on the way to a branch's tip; None where none does.

    It ends at a signed head: the last one within what is wanted, and at least the next.
    """
    heads = _heads(connection, chain, branch, after)
    if not heads:
        return None
    most = min(wire.MOST_EVENTS, wanted.most_bytes / wanted.row_bytes)
    count = sum(head.point.seq - after <= most for head in heads) or 1
    before = Point(after, hash_at(connection, chain, branch, after))
    while True:
        batch = _batch(connection, chain, branch, before, heads[count - 1], wanted)
        try:
            data = wire.pack_batch(batch)
        except (wire.TooLarge, wire.TooManyEvents):
            if count == 1:
                raise
        else:
            if len(data) <= wanted.most_bytes * 1.25 or count == 1:
                return Outgoing(batch, data)
        count = max(1, count // 2)


def hash_at(connection: Connection, chain: Chain, branch: Branch, seq: int) -> bytes:
    """The hash after event `seq` on the way to a branch's tip. Raises HubIncomplete.

    Only that of a signed head is kept whole; others are found again from the head before them.
    """
    if seq == 0:
        return chain.start.hash
    row = connection.execute(
        text(_HEADS + " AND h.seq <= :seq ORDER BY h.seq DESC LIMIT 1"),
        _way(chain, branch) | {"seq": seq},
    ).first()
    point = chain.start if row is None else Point(row.seq, bytes(row.hash))
    if point.seq < seq:
        rows = _rows(connection, chain, branch, point.seq + 1, seq)
        point = Point(seq, _follow(chain, rows, point.hash))
    return point.hash


def signer(connection: Connection, node: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """A laptop's public key and certificates, by its id."""
    row = connection.execute(
        text("SELECT sign_key, certificates FROM centre_node WHERE id = :id"), {"id": node}
    ).one()
    return bytes(row.sign_key), tuple(map(bytes, row.certificates))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows in order, and the salts of the students with plain rows among them, by number."""

    events: Sequence[WireEvent]
    salts: dict[int, bytes]


def _batch(
    connection: Connection,
    chain: Chain,
    branch: Branch,
    before: Point,
    head: _Signed,
    wanted: Wanted,
) -> wire.Batch:
    rows = _rows(connection, chain, branch, before.seq + 1, head.point.seq)
    if _follow(chain, rows, before.hash) != head.point.hash:
        raise HubIncomplete(epoch=chain.epoch.hex())
    key, certificates = signer(connection, head.node)
    signed = Head(chain.opening, head.point.seq, head.point.hash, key, head.signature)
    header = wire.BatchHeader(
        signed, before.seq + 1, before.hash, certificates if wanted.certificates else ()
    )
    salts = tuple(sorted(rows.salts.items())) if wanted.salts else ()
    return wire.Batch(header, tuple(rows.events), salts)


def _follow(chain: Chain, rows: _Rows, before: bytes) -> bytes:
    salt = chain.opening.salt
    hashes = list(wire.follow(before, rows.events, rows.salts.__getitem__, salt))
    return hashes[-1] if hashes else before


# The heads on the way to a tip: an event's id is the beginning of its hash, or its place says it.
_HEADS = (
    "SELECT h.seq, h.hash, h.node, h.signature FROM centre_head h"
    " LEFT JOIN centre_event v ON v.origin = h.origin AND v.id = substr(h.hash, 1, 16)"
    "  AND v.epoch = h.epoch AND v.seq = h.seq"
    " LEFT JOIN centre_place p ON p.origin = h.origin AND p.hash = substr(h.hash, 1, 16)"
    "  AND p.epoch = h.epoch AND p.seq = h.seq"
    " JOIN unnest(CAST(:branches AS integer[]), CAST(:uptos AS bigint[])) AS way(branch, upto)"
    "  ON way.branch = coalesce(v.branch, p.branch) AND h.seq <= way.upto"
    " WHERE h.origin = :origin AND h.epoch = :epoch"
)


def _heads(connection: Connection, chain: Chain, branch: Branch, after: int) -> list[_Signed]:
    rows = connection.execute(
        text(_HEADS + " AND h.seq > :after ORDER BY h.seq LIMIT :most"),
        _way(chain, branch) | {"after": after, "most": MOST_HEADS},
    )
    return [
        _Signed(Point(row.seq, bytes(row.hash)), bytes(row.node), bytes(row.signature))
        for row in rows
    ]


def _way(chain: Chain, branch: Branch) -> dict[str, object]:
    lineage = chain.lineage(Place(branch.number, branch.seq))
    return {
        "origin": chain.origin,
        "epoch": chain.epoch,
        "branches": list(lineage),
        "uptos": list(lineage.values()),
    }


# An event at its own place, and one that stands at a second place too.
_ROWS = (
    "SELECT v.seq, v.id, v.kind, v.subject, v.item, v.payload, v.wall_ms, v.monotonic_ms,"
    " v.digest, v.came_blank, p.hash AS placed FROM centre_event v"
    " LEFT JOIN centre_place p ON p.origin = v.origin AND p.epoch = v.epoch AND p.seq = v.seq"
    "  AND p.branch = v.branch AND p.id = v.id"
    " WHERE v.origin = :origin AND v.epoch = :epoch AND v.branch = :branch"
    "  AND v.seq BETWEEN :first AND :last"
    " UNION ALL SELECT p.seq, v.id, v.kind, v.subject, v.item, v.payload, v.wall_ms,"
    " v.monotonic_ms, v.digest, p.came_blank, p.hash FROM centre_place p"
    " JOIN centre_event v ON v.origin = p.origin AND v.id = p.id"
    " WHERE p.origin = :origin AND p.epoch = :epoch AND p.branch = :branch"
    "  AND p.seq BETWEEN :first AND :last"
    "  AND (v.epoch, v.seq, v.branch) <> (p.epoch, p.seq, p.branch)"
    " ORDER BY seq"
)


def _rows(connection: Connection, chain: Chain, branch: Branch, first: int, last: int) -> _Rows:
    lineage = chain.lineage(Place(branch.number, branch.seq))
    people = _people(connection, chain, lineage)
    events: list[WireEvent] = []
    salts: dict[int, bytes] = {}
    # The root of the way comes first.
    for number in reversed(lineage):
        start = max(first, chain.branches[number].parent_seq + 1)
        end = min(last, lineage[number])
        if start > end:
            continue
        where = {"origin": chain.origin, "epoch": chain.epoch, "branch": number}
        for row in connection.execute(text(_ROWS), where | {"first": start, "last": end}):
            if row.seq != first + len(events):
                raise HubIncomplete(epoch=chain.epoch.hex())
            event = _row(chain, row, people)
            if event.subject is not None:
                salts[event.subject] = people[bytes(row.subject)][1]
            events.append(event)
    if len(events) != last - first + 1:
        raise HubIncomplete(epoch=chain.epoch.hex())
    return _Rows(events, salts)


def _row(chain: Chain, row: Row, people: dict[bytes, tuple[int, bytes]]) -> WireEvent:
    name = bytes(row.id)
    again = name if row.placed is not None and bytes(row.placed) != name else None
    if row.digest is not None:
        return wire.blank(bytes(row.digest), again)
    number, salt = None, chain.opening.salt
    if row.subject is not None:
        try:
            number, salt = people[bytes(row.subject)]
        except KeyError:
            raise HubIncomplete(epoch=chain.epoch.hex()) from None
    fields = (row.kind, number, row.item, row.payload, row.wall_ms, row.monotonic_ms)
    if row.came_blank:
        # It was told of later, by a disclosure that goes on by itself.
        return wire.blank(digest(salt, *fields), again)
    return WireEvent(*fields, id=again)


def _people(
    connection: Connection, chain: Chain, lineage: dict[int, int]
) -> dict[bytes, tuple[int, bytes]]:
    """Number and salt of each student, by pseudonym, on the way to a tip."""
    rows = connection.execute(
        text(
            "SELECT number, branch, seq, salt, pseudonym FROM centre_subject"
            " WHERE origin = :origin AND epoch = :epoch"
        ),
        {"origin": chain.origin, "epoch": chain.epoch},
    )
    return {
        bytes(row.pseudonym): (row.number, bytes(row.salt))
        for row in rows
        if row.seq <= lineage.get(row.branch, 0)
    }
