"""What must hold of the real parts, as tests/sync/protocol_model/invariants.py has it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import journal
from app.database import db
from app.journal.chain import digest, first_link, link
from app.people import erasure
from app.sync import wire
from app.sync.link import link as link_of

if TYPE_CHECKING:
    from real_world.laptop import Laptop
    from real_world.root import Root
    from real_world.world import World

Place = tuple[bytes, int, bytes]  # epoch, seq, the first 16 bytes of a hash
HELD = """
SELECT epoch, seq, id AS hash FROM centre_event
UNION SELECT epoch, seq, hash FROM centre_place
"""


@dataclass(frozen=True)
class Stored:
    """An event as the centre has it."""

    row: Any
    digest: bytes
    blank: bool


def require(condition: object, what: str) -> None:
    if not condition:
        raise AssertionError(what)


def places_held(root: "Root") -> set[Place]:
    """Every place on a chain that the centre holds."""
    return {(bytes(row.epoch), row.seq, bytes(row.hash)) for row in root.rows(HELD)}


def check_marks(world: "World", laptop: "Laptop") -> None:
    """What a laptop calls delivered is held, and what it calls backed up is in a backup."""
    with laptop.at_work():
        known = link_of(db.session())
    (state,) = world.root.rows("SELECT count, random FROM centre_state")
    if known is None or known.root_generation is None:
        return
    if known.root_generation != wire.Generation(state.count, bytes(state.random)):
        return
    held = places_held(world.root)
    for epoch, seq, hash, backed, at in laptop.marks():
        place = (epoch.name, seq, (hash or b"")[:16])
        require(seq == 0 or place in held, "called delivered, but the centre does not hold it")
        place = (epoch.name, backed, (at or b"")[:16])
        kept = any(place in one.places for one in reversed(world.backups))
        require(backed == 0 or kept, "called backed up, but no backup holds it")


def check_centre(world: "World") -> dict[bytes, Stored]:
    """Chains are whole and verified, nothing is there twice, what is erased is gone.

    Returns what is there, by digest.
    """
    root = world.root
    digests = _check_chains(root)
    events = {(bytes(row.origin), bytes(row.id)): row for row in root.rows(EVENTS)}
    require(events.keys() == digests.keys(), "an event without a place on a chain")
    found = {
        digests[key]: Stored(row, digests[key], row.digest is not None)
        for key, row in events.items()
    }
    require(len(found) == len(events), "an event is there twice")
    for row in events.values():
        if row.digest is None:
            require(journal.may_leave(row.kind, row.payload), "a kind that stays is there")
    _check_erased(world, events.values())
    return found


EVENTS = (
    "SELECT origin, id, epoch, seq, branch, kind, subject, item, payload, wall_ms, monotonic_ms,"
    " digest FROM centre_event"
)


def _check_chains(root: "Root") -> dict[tuple[bytes, bytes], bytes]:
    """Follow every branch of every epoch; returns the digest of each event, by origin and id."""
    events = {(bytes(row.origin), bytes(row.id)): row for row in root.rows(EVENTS)}
    standing: dict[Any, dict[int, tuple[Any, bytes]]] = defaultdict(dict)
    for row in events.values():
        on = (bytes(row.origin), bytes(row.epoch), row.branch)
        standing[on][row.seq] = (row, bytes(row.id))
    for row in root.rows("SELECT origin, hash, epoch, seq, branch, id FROM centre_place"):
        on = (bytes(row.origin), bytes(row.epoch), row.branch)
        event = events.get((bytes(row.origin), bytes(row.id)))
        require(event is not None, "a place without its event")
        standing[on][row.seq] = (event, bytes(row.hash))
    salts = _salts(root)
    digests: dict[tuple[bytes, bytes], bytes] = {}
    hashes: dict[Any, bytes] = {}
    branches = root.rows("SELECT * FROM centre_branch ORDER BY origin, epoch, branch")
    for branch in branches:
        origin, epoch = bytes(branch.origin), bytes(branch.epoch)
        on = (origin, epoch, branch.branch)
        seq = branch.parent_seq
        previous = first_link(epoch.hex())
        if seq:
            previous = _hash_at(hashes, branches, on, seq)
        rows = standing.pop(on, {})
        require(sorted(rows) == list(range(seq + 1, branch.seq + 1)), "a gap in a chain")
        for seq, (event, hash) in sorted(rows.items()):
            key = (bytes(event.origin), bytes(event.id))
            known = _digests(event, salts)
            ways = [(d, link(previous, d, again)) for d in known for again in (b"", key[1])]
            fits = [(d, h) for d, h in ways if h[:16] == hash]
            require(fits, f"a chain that does not fit, at {event.kind or 'a digest'}")
            digests[key], previous = fits[0]
            hashes[(*on, seq)] = previous
        require(previous == bytes(branch.hash), "a branch with another end than its events")
    require(not standing, "an event on no branch")
    return digests


def _hash_at(hashes: dict[Any, bytes], branches: list[Any], on: Any, seq: int) -> bytes:
    """The hash at a place that a branch has from those that it left."""
    parents = {(bytes(b.origin), bytes(b.epoch), b.branch): b.parent_branch for b in branches}
    origin, epoch, number = on
    while (origin, epoch, number, seq) not in hashes:
        number = parents[origin, epoch, number]
        require(number is not None, "a branch that leaves nothing")
    return hashes[origin, epoch, number, seq]


def _salts(root: "Root") -> dict[Any, set[tuple[int | None, bytes]]]:
    """Number and salt of each student by pseudonym; of each epoch by its name."""
    found: dict[Any, set[tuple[int | None, bytes]]] = defaultdict(set)
    for row in root.rows("SELECT pseudonym, number, salt FROM centre_subject"):
        found[bytes(row.pseudonym)].add((row.number, bytes(row.salt)))
    for row in root.rows("SELECT epoch, salt FROM centre_epoch"):
        found[bytes(row.epoch)].add((None, bytes(row.salt)))
    return found


def _digests(event: Any, salts: dict[Any, set[tuple[int | None, bytes]]]) -> list[bytes]:
    if event.digest is not None:
        return [bytes(event.digest)]
    who = bytes(event.epoch if event.subject is None else event.subject)
    what = (event.item, event.payload, event.wall_ms, event.monotonic_ms)
    return [digest(salt, event.kind, number, *what) for number, salt in salts[who]]


def _check_erased(world: "World", events: Any) -> None:
    """Of whom was erased no content, no salt and nothing that waits is left."""
    root = world.root
    families: dict[bytes, bytes] = {
        bytes(row.origin): bytes(row.family)
        for row in root.rows("SELECT origin, family FROM centre_origin")
    }
    gone: dict[bytes, set[bytes]] = defaultdict(set)
    for row in root.rows("SELECT origin, pseudonym FROM centre_erased"):
        gone[families[bytes(row.origin)]].add(bytes(row.pseudonym))
    everybody = {one for found in gone.values() for one in found}
    secret = {world.salts[one].hex() for one in everybody if one in world.salts}
    for row in events:
        if row.digest is None:
            family = families[bytes(row.origin)]
            who = None if row.subject is None else bytes(row.subject)
            require(who not in gone[family], "erased content is there")
            told = [one for one in secret if one in row.payload]
            require(not told, "an erased salt is in an event")
    for table in ("centre_subject", "centre_disclosed"):
        for row in root.rows(f"SELECT origin, pseudonym FROM {table}"):
            family = families[bytes(row.origin)]
            require(bytes(row.pseudonym) not in gone[family], f"an erased student is in {table}")
    for row in root.rows("SELECT origin, batch FROM centre_early"):
        data = bytes(row.batch)
        batch = wire.unpack_batch(data, wire.peek_header(data).head.signer)
        kept = {journal.pseudonym_of(salt) for _, salt in batch.salts}
        require(not kept & gone[families[bytes(row.origin)]], "a range with an erased salt waits")


def check_end(world: "World") -> None:
    """All is quiet: everything that a living copy holds is there, once, and known to be."""
    at_root = check_centre(world)
    keys = set()
    for laptop in world.laptops.values():
        with laptop.at_work():
            session = db.session()
            keys.add(journal.keys(session).sign_seed)
            erased = erasure.known(session)
            damaged = journal.damage(session)
        require(not damaged, f"{laptop.name}: its chain does not hold")
        _check_erased_at(world, laptop, erased)
        _check_arrived(world, laptop, at_root)
        for epoch, seq, _, backed, _ in laptop.marks():
            where = f"{laptop.name}, epoch {epoch.name.hex()[:6]}"
            require(seq == epoch.length, f"{where}: {seq} of {epoch.length} known as delivered")
            require(
                backed == epoch.length, f"{where}: {backed} of {epoch.length} known as backed up"
            )
    require(len(keys) == len(world.laptops), "two laptops with one key")


def _check_erased_at(world: "World", laptop: "Laptop", erased: frozenset[bytes]) -> None:
    with laptop.at_work():
        origin = journal.origin(db.session())
    sql = (
        "SELECT pseudonym FROM centre_erased WHERE origin IN (SELECT origin FROM centre_origin"
        " WHERE family = (SELECT family FROM centre_origin WHERE origin = %s))"
    )
    told = {bytes(row.pseudonym) for row in world.root.rows(sql, origin)}
    require(told <= erased, f"{laptop.name} was not told of an erasure")
    require(erased <= told, f"the centre was not told of an erasure by {laptop.name}")
    require(not erased & set(laptop.salts()), "a node kept an erased student")
    secret = {world.salts[one].hex() for one in erased if one in world.salts}
    for _, event in laptop.events():
        require(not any(one in event.payload for one in secret), "a node kept an erased salt")


def _check_arrived(world: "World", laptop: "Laptop", at_root: dict[bytes, Stored]) -> None:
    salts = laptop.salts()
    agreed = set(laptop.agreed())
    with laptop.at_work():
        session = db.session()
        salt_of = {one.name: journal.salts(session, one.name) for one in journal.epochs(session)}
    for epoch, event in laptop.events():
        stored = at_root.get(journal.digest_of(event, salt_of[epoch.name]))
        where = f"{laptop.name}, epoch {epoch.name.hex()[:6]}, {event.seq} ({event.kind or '-'})"
        require(stored is not None, f"lost: {where} is not at the centre")
        assert stored is not None
        if event.digest is not None or not journal.may_leave(event.kind, event.payload):
            continue
        if event.subject is not None:
            who = laptop.pseudonym_of_number(event.subject)
            if event.subject not in agreed or who in world.withdrawn or event.kind == "disclosed":
                continue
            require(who in salts, f"{where}: whose is it?")
        require(not stored.blank, f"lost: the centre knows only the digest of {where}")
        row = stored.row
        there = (row.kind, row.item, row.payload, row.wall_ms, row.monotonic_ms)
        here = (event.kind, event.item, event.payload, event.wall_ms, event.monotonic_ms)
        require(there == here, f"altered: {where}")
