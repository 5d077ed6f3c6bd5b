"""Taking in a batch that follows on what is held: its new events, and what they change."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.chains import Chain, Place, grow, held
from app.centre.clocks import is_odd
from app.centre.disclosing import Filled, disclose, disclose_kept, entries_told
from app.centre.erasing import erase, pseudonym_told
from app.centre.nodes import Sender
from app.centre.rollups import count
from app.centre.rollups_tally import Happened, believed
from app.centre.storing import Accepted, Run, store
from app.centre.subjects import TELLING, Student, announce, erased_among, salt_told, students
from app.clock import now_ms
from app.errors import N_, KisimaError
from app.journal.chain import digest_of
from app.sync.wire.events import Batch, Point, WireEvent
from app.sync.wire.follow import follow

# The kinds that change events that came before them, so that their batch has a family for itself.
CHANGING = frozenset(("erased", "disclosed"))


class DoesNotFit(KisimaError):
    sentence = N_(
        "What was sent from entry %(from_seq)s to %(to_seq)s does not lead to the hash that was "
        "signed. The school's journal may be damaged; it is looked at and sent again."
    )


@dataclass(frozen=True, slots=True)
class Arrival:
    """A batch, who sent it, its chain (locked) and family, and the place that it follows on."""

    sender: Sender
    batch: Batch
    chain: Chain
    family: Sequence[bytes]
    place: Place


@dataclass(frozen=True, slots=True)
class Taken:
    """What a batch changed: events that are new, those filled in, students erased."""

    origin: bytes
    school_id: int
    events: Sequence[Accepted]
    filled: Sequence[Filled]
    erased: Sequence[bytes]


def take(connection: Connection, arrival: Arrival) -> Taken:
    """Insert what is new. Raises UnknownStudent, DoesNotFit, TooManyBranches."""
    header, events, chain = arrival.batch.header, arrival.batch.events, arrival.chain
    people = students(connection, chain, arrival.place, arrival.batch)
    hashes = list(
        follow(header.prev_hash, events, lambda number: people[number].salt, chain.opening.salt)
    )
    if hashes[-1] != header.head.hash:
        raise DoesNotFit(from_seq=header.from_seq, to_seq=header.head.seq)
    known, place = _held_already(connection, arrival, hashes)
    if known == len(events):
        return Taken(chain.origin, arrival.sender.school_id, (), (), ())
    received = now_ms()
    gone = erased_among(connection, arrival.family, {one.pseudonym for one in people.values()})
    new = [
        _accepted(event, header.from_seq + number, hashes[number], people, gone, received)
        for number, event in enumerate(events[known:], known)
    ]
    branch = grow(connection, chain, place, Point(header.head.seq, header.head.hash))
    added = store(connection, Run(chain.origin, chain.epoch, branch.number, received, new))
    _note_head(connection, arrival, received)
    _announce(connection, arrival, known, branch.number, people, gone)
    filled = _disclose(connection, arrival, known, people, gone, added)
    _count(connection, arrival, added, filled, received)
    told = (pseudonym_told(one.payload) for one in events[known:] if one.kind == "erased")
    erased = erase(connection, arrival.family, chain.origin, filter(None, told))
    return Taken(chain.origin, arrival.sender.school_id, added, filled, erased)


def _held_already(
    connection: Connection, arrival: Arrival, hashes: Sequence[bytes]
) -> tuple[int, Place]:
    """How many events at the front are held, and the place that the others follow on."""
    chain, place = arrival.chain, arrival.place
    if not chain.branches or chain.branches[place.branch].seq == place.seq:
        return 0, place  # nothing comes after a tip
    first = arrival.batch.header.from_seq
    points = [Point(first + number, hash) for number, hash in enumerate(hashes)]
    there = held(connection, chain, points)
    count = 0
    while count < len(points) and points[count] in there:
        place = there[points[count]]
        count += 1
    return count, place


def _accepted(
    event: WireEvent,
    seq: int,
    hash: bytes,
    people: dict[int, Student],
    gone: set[bytes],
    received: int,
) -> Accepted:
    again = event.id is not None
    name = event.id or hash[:16]
    kept = event.digest
    blank = kept is not None
    who = None
    if kept is None and event.subject is not None:
        student = people[event.subject]
        who = student.pseudonym
        if who in gone:
            kept = digest_of(event, lambda _: student.salt)
    if kept is not None:
        return Accepted(name, seq, hash, "", None, None, "", 0, 0, False, kept, again, blank)
    wall = event.wall_ms
    return Accepted(
        name,
        seq,
        hash,
        event.kind,
        who,
        event.item,
        event.payload,
        wall,
        event.monotonic_ms,
        is_odd(wall, received),
        None,
        again,
        False,
    )


def _telling(
    arrival: Arrival, known: int, people: dict[int, Student], gone: set[bytes]
) -> list[tuple[int, int, WireEvent]]:
    """The new events that tell a salt, of students who are not erased: seq, number, event."""
    first = arrival.batch.header.from_seq
    return [
        (first + place, event.subject, event)
        for place, event in enumerate(arrival.batch.events[known:], known)
        if event.kind in TELLING
        and event.subject is not None
        and people[event.subject].pseudonym not in gone
    ]


def _announce(
    connection: Connection,
    arrival: Arrival,
    known: int,
    branch: int,
    people: dict[int, Student],
    gone: set[bytes],
) -> None:
    chain = arrival.chain
    told = [
        (chain.epoch, number, branch, seq, salt)
        for seq, number, event in _telling(arrival, known, people, gone)
        if (salt := salt_told(event.payload))
    ]
    first = arrival.batch.header.from_seq + known
    told += [
        (chain.epoch, number, branch, first, people[number].salt)
        for number, _ in arrival.batch.salts
        if number in people and people[number].pseudonym not in gone
    ]
    announce(connection, chain.origin, told)


def _disclose(
    connection: Connection,
    arrival: Arrival,
    known: int,
    people: dict[int, Student],
    gone: set[bytes],
    added: Sequence[Accepted],
) -> list[Filled]:
    family, origin = arrival.family, arrival.chain.origin
    blanks = [event.id for event in added if event.digest is not None]
    filled = disclose_kept(connection, family, origin, blanks)
    entries = [
        entry
        for _, _, event in _telling(arrival, known, people, gone)
        if event.kind == "disclosed"
        for entry in entries_told(event.payload)
    ]
    return filled + disclose(connection, family, origin, entries)


def _count(
    connection: Connection,
    arrival: Arrival,
    added: Sequence[Accepted],
    filled: Sequence[Filled],
    received: int,
) -> None:
    """Count for the dashboards what is told here for the first time."""
    events: dict[bytes, list[Happened]] = {
        arrival.chain.origin: [
            Happened(
                one.kind,
                one.subject,
                one.item,
                one.payload,
                believed(one.wall_ms, received, one.odd_clock),
            )
            for one in added
            if one.subject is not None
        ]
    }
    for late in filled:
        at_ms = believed(late.wall_ms, late.received_ms, late.odd_clock)
        told = Happened(late.kind, late.subject, late.item, late.payload, at_ms)
        events.setdefault(late.origin, []).append(told)
    for origin in sorted(events):
        count(connection, origin, arrival.sender.school_id, events[origin])


def _note_head(connection: Connection, arrival: Arrival, received: int) -> None:
    """Keep the signed head: proof of who sent this, and where a hub may cut."""
    head = arrival.batch.header.head
    connection.execute(
        text(
            "INSERT INTO centre_head (origin, epoch, hash, seq, node, signature, received_ms)"
            " VALUES (:origin, :epoch, :hash, :seq, :node, :signature, :now)"
            " ON CONFLICT DO NOTHING"
        ),
        {
            "origin": head.opening.origin,
            "epoch": head.opening.epoch,
            "hash": head.hash,
            "seq": head.seq,
            "node": arrival.sender.id,
            "signature": head.signature,
            "now": received,
        },
    )
