"""The root and the hubs in the model: ingest, statements, erasure, backup."""

import itertools

from protocol_model.chain import (
    Batch,
    Certificate,
    Content,
    Fact,
    Generation,
    Hello,
    Point,
    Row,
    Statement,
    digest,
    link,
    pseudonym,
)
from protocol_model.forwarding import Forwarding
from protocol_model.sender import Sender
from protocol_model.shelf import Key, Place, Refused, Shelf, Stored


class Centre(Forwarding):
    """Rules 4, 6, 7, 8, 14 and 15, at a centre; with `is_root` false it is a hub."""

    def __init__(self, name: str, is_root: bool, random: "itertools.count[int]") -> None:
        super().__init__()
        self.name, self.is_root, self.random = name, is_root, random
        self.generation = Generation(1, next(random))
        self.shelves: dict[bytes, Shelf] = {}
        self.events: dict[Key, Stored] = {}
        self.certs: dict[int, Certificate] = {}
        self.families: dict[bytes, bytes] = {}
        self.current: dict[int, bytes] = {}
        self.heard_open: list[tuple[int, bytes]] = []  # in the order heard; a hub passes it on
        self.superseded: dict[bytes, bytes] = {}
        self.salts: dict[bytes, bytes] = {}
        self.erased: dict[bytes, set[bytes]] = {}
        self.disclosures: dict[Key, tuple[Content, bytes]] = {}
        self.backed: dict[bytes, frozenset[bytes]] = {}  # hashes, as the newest backup holds them
        self.rival: Generation | None = None
        self.asked: dict[bytes, set[Point]] = {}  # what senders want to hear about from the root

    def copy(self) -> "Centre":
        other = object.__new__(type(self))
        Sender.__init__(other)
        self.copy_sender_to(other)
        other.name, other.is_root, other.random = self.name, self.is_root, self.random
        other.generation = self.generation
        other.shelves = {epoch: shelf.copy() for epoch, shelf in self.shelves.items()}
        other.events, other.certs = dict(self.events), dict(self.certs)
        other.families, other.current = dict(self.families), dict(self.current)
        other.heard_open = list(self.heard_open)
        other.superseded, other.salts = dict(self.superseded), dict(self.salts)
        other.erased = {family: set(found) for family, found in self.erased.items()}
        other.disclosures, other.backed = dict(self.disclosures), dict(self.backed)
        other.rival = self.rival
        other.asked = {epoch: set(points) for epoch, points in self.asked.items()}
        return other

    # Backup and restore.

    def backup(self) -> "Centre":
        """The copy is finished first; only then do its tips count as backed up."""
        kept = self.copy()
        self.backed = {epoch: frozenset(shelf.places) for epoch, shelf in kept.shelves.items()}
        return kept

    def restored(self) -> "Centre":
        """A centre that starts again from this backup."""
        other = self.copy()
        other.generation = Generation(self.generation.count + 1, next(self.random))
        other.backed = {epoch: frozenset(shelf.places) for epoch, shelf in other.shelves.items()}
        return other

    # Answering.

    def answer(self, hello: Hello) -> Statement:
        known = hello.generation_of_root if self.is_root else hello.generation_of_peer
        self.outgrow(known)
        self.outgrow(hello.generation_of_peer)
        for certificate in hello.certificates:
            self.learn(certificate)
        openings = {opening.chain: opening for opening in hello.openings}
        for epoch, opening in openings.items():
            self.shelves.setdefault(epoch, Shelf(opening))
        if self.is_heard_by(hello):
            for key, epoch in hello.open_epochs:
                self.note_open(key, epoch)
        if not self.is_root:
            self.note_rival(hello.generation_of_root)
            for epoch, points in hello.points.items():
                if epoch not in self.shelves:
                    continue  # of an opening that comes with the next greeting
                self.asked.setdefault(epoch, set()).update(points)
        return self.state(hello.points, hello.erased)

    def is_heard_by(self, hello: Hello) -> bool:
        """Whether the sender knows this life: only then no opening is lacking here."""
        return hello.generation_of_peer in (None, self.generation)

    def outgrow(self, known: Generation | None) -> None:
        if known and known.count >= self.generation.count and known != self.generation:
            self.generation = Generation(known.count + 1, next(self.random))

    def learn(self, certificate: Certificate) -> None:
        self.certs[certificate.key] = certificate
        for origin in certificate.origins:
            self.families[origin] = certificate.origins[0]

    def note_open(self, key: int, epoch: bytes) -> None:
        if (key, epoch) not in self.heard_open:
            self.heard_open.append((key, epoch))
        current = self.current.get(key)
        if current == epoch or epoch in self.superseded:
            return
        if current is not None:
            if self.descends(current, epoch):
                self.superseded[epoch] = current
                return
            self.superseded[current] = epoch
        self.current[key] = epoch

    def descends(self, epoch: bytes, ancestor: bytes) -> bool:
        while epoch in self.shelves:
            parent = self.shelves[epoch].opening.parent
            if parent is None:
                return False
            if ancestor.endswith(parent[0]):
                return True
            epoch = next((chain for chain in self.shelves if chain.endswith(parent[0])), b"")
        return False

    def state(
        self,
        points: dict[bytes, tuple[Point, ...]],
        erased: dict[bytes, frozenset[bytes]],
        refused: str | None = None,
        unknown: frozenset[int] = frozenset(),
    ) -> Statement:
        facts = {}
        for epoch, named in points.items():
            shelf = self.shelves.get(epoch)
            if shelf:
                tips = shelf.tip_points()
                held = tips | {point for point in named if shelf.holds(point)}
                safe = self.backed.get(epoch, frozenset())
                backed = frozenset(point for point in held if point.hash in safe)
                aside = frozenset(batch.head.point for batch in shelf.aside)
                facts[epoch] = Fact(frozenset(held), tips, backed, aside)
        missed = {
            family: frozenset(self.erased[family])
            for family, known in erased.items()
            if self.erased.get(family, set()) - known
        }
        superseded = {epoch: self.superseded[epoch] for epoch in points if epoch in self.superseded}
        return Statement(
            self.name,
            self.is_root,
            self.generation,
            facts,
            superseded,
            missed,
            self.relayed(points),
            refused,
            unknown,
        )

    # Ingest.

    def ingest(self, batch: Batch) -> Statement:
        self.learn(batch.head.signer)
        epoch = batch.head.opening.chain
        named = {epoch: (batch.start, batch.head.point)}
        family = {batch.head.signer.origins[0]: frozenset[bytes]()}
        try:
            self.take(batch)
        except Refused as refused:
            return self.state(named, family, refused.reason, refused.unknown)
        return self.state(named, family)

    def take(self, batch: Batch) -> None:
        opening = batch.head.opening
        if opening.origin not in batch.head.signer.origins:
            raise Refused("not your origin")
        shelf = self.shelves.setdefault(opening.chain, Shelf(opening))
        if shelf.opening != opening:
            raise Refused("another epoch of this name")
        if shelf.holds(batch.head.point):
            return
        if not shelf.holds(batch.start):
            if batch not in shelf.aside and self.may_wait(batch):
                shelf.aside.append(batch)
            raise Refused("early")
        self.place(shelf, batch)
        for waiting in list(shelf.aside):
            if waiting in shelf.aside and shelf.holds(waiting.start):
                shelf.aside.remove(waiting)
                try:
                    self.take(waiting)
                except Refused:
                    continue  # never acknowledged: whoever has it sends it again

    def place(self, shelf: Shelf, batch: Batch) -> None:
        known, salts = shelf.subjects(batch.start.hash), dict[bytes, bytes]()
        for number, salt in batch.salts.items():
            known[number] = pseudonym(salt)
            salts[pseudonym(salt)] = salt
        previous, seq, walked = batch.start.hash, batch.start.seq, []
        for row in batch.rows:
            event_digest, who, subject = self.read(shelf, row, known, salts)
            hashed = link(previous, event_digest, row.again)
            seq += 1
            key = self.key(shelf, seq, row.again or hashed[:16])
            place = Place(seq, previous, key, row.again, subject, row.content is None)
            walked.append((hashed, place, row, event_digest, who))
            previous = hashed
        if previous != batch.head.point.hash:
            raise Refused("broken chain")
        family = self.families[shelf.opening.origin]
        self.salts |= {p: salt for p, salt in salts.items() if p not in self.gone(family)}
        for hashed, place, row, event_digest, who in walked:
            self.store(family, place.key, row, event_digest, who)
            shelf.places.setdefault(hashed, place)
        shelf.heads[batch.head.point.hash] = batch.head
        shelf.tips.discard(batch.start.hash)
        inner = {place.previous for place in shelf.places.values()}
        shelf.tips = {tip for tip in shelf.tips | {previous} if tip not in inner}
        for _, _, row, _, _ in walked:
            if row.content and row.content.kind == "erased":
                self.erase(family, row.content.payload)

    def key(self, shelf: Shelf, seq: int, event_id: bytes) -> Key:
        return shelf.opening.origin, event_id

    def read(
        self, shelf: Shelf, row: Row, known: dict[int, bytes], salts: dict[bytes, bytes]
    ) -> tuple[bytes, bytes | None, tuple[int, bytes] | None]:
        """Digest, pseudonym, number and pseudonym; refuses what it has no salt for."""
        content = row.content
        if content is None:
            assert row.digest is not None
            return row.digest, None, None
        if content.subject is None:
            return digest(shelf.opening.salt, content), None, None
        if content.kind in ("announced", "disclosed"):
            salt = content.payload if content.kind == "announced" else content.payload[0]
            known[content.subject] = pseudonym(salt)
            salts[pseudonym(salt)] = salt
        who = known.get(content.subject, b"")
        found = salts.get(who) or self.salts.get(who)
        if found is None:
            raise Refused("erased or unknown student", frozenset({content.subject}))
        return digest(found, content), who, (content.subject, who)

    def store(
        self, family: bytes, key: Key, row: Row, event_digest: bytes, who: bytes | None
    ) -> None:
        content = None if who in self.gone(family) else row.content
        if key not in self.events:
            self.events[key] = Stored(event_digest, content, who)
            kept = self.disclosures.pop(key, None)
            if kept and content is None:
                self.disclose(key, *kept)
        if content and content.kind == "disclosed":
            salt, entries = content.payload
            for origin, event_id, told in entries:
                self.disclose((origin, event_id), told, salt)

    def disclose(self, key: Key, content: Content, salt: bytes) -> None:
        stored = self.events.get(key)
        if stored is None:
            self.disclosures[key] = (content, salt)
        elif stored.content is None and digest(salt, content) == stored.digest:
            self.events[key] = stored._replace(content=content, pseudonym=pseudonym(salt))

    # Erasure.

    def gone(self, family: bytes) -> set[bytes]:
        return self.erased.get(family, set())

    def erase(self, family: bytes, who: bytes) -> None:
        if who in self.gone(family):
            return
        self.erased.setdefault(family, set()).add(who)
        self.salts.pop(who, None)
        for key, stored in self.events.items():
            if stored.pseudonym == who:
                self.events[key] = stored._replace(content=None)
        self.disclosures = {
            key: kept for key, kept in self.disclosures.items() if pseudonym(kept[1]) != who
        }
        self.clear_aside()

    def clear_aside(self) -> None:
        for shelf in self.shelves.values():
            shelf.aside = [batch for batch in shelf.aside if self.may_wait(batch)]

    def may_wait(self, batch: Batch) -> bool:
        """Only what names all its students by their salts is set aside, and nobody erased."""
        subjects = {row.content.subject for row in batch.rows if row.content} - {None}
        gone = self.gone(batch.head.signer.origins[0])
        return subjects <= set(batch.salts) and not gone & {
            pseudonym(salt) for salt in batch.salts.values()
        }
