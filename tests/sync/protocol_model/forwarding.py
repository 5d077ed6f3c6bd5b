"""The forwarding half of a hub in the model: what it says and sends to the next hop (rule 14)."""

from collections.abc import Iterable, Iterator

from protocol_model.chain import Batch, Certificate, Generation, Opening, Point, Row, Statement
from protocol_model.sender import Path, Sender
from protocol_model.shelf import Key, Shelf, Stored


class Forwarding(Sender):
    """Upwards a hub is a node that writes nothing; what it keeps is the centre's."""

    shelves: dict[bytes, Shelf]
    events: dict[Key, Stored]
    certs: dict[int, Certificate]
    families: dict[bytes, bytes]
    heard_open: list[tuple[int, bytes]]
    salts: dict[bytes, bytes]
    erased: dict[bytes, set[bytes]]
    rival: Generation | None
    asked: dict[bytes, set[Point]]
    is_root: bool

    def relayed(self, epochs: Iterable[bytes]) -> Statement | None:
        """What the root said last about these epochs."""
        if self.is_root or self.root_generation is None:
            return None
        told = [epoch for epoch in epochs if epoch in self.root_facts]
        gone = [epoch for epoch in epochs if epoch in self.root_superseded]
        return Statement(
            "root",
            True,
            self.root_generation,
            {epoch: self.root_facts[epoch] for epoch in told},
            {epoch: self.root_superseded[epoch] for epoch in gone},
            {},
        )

    def note_rival(self, named: Generation | None) -> None:
        """A root restored twice from one backup must hear of its twin, also through a hub."""
        if named is None or named == self.root_generation:
            return
        if self.rival is None or named.count >= self.rival.count:
            self.rival = named

    def generation_to_name(self) -> Generation | None:
        mine, rival = self.root_generation, self.rival
        if mine and rival and rival != mine and rival.count >= mine.count:
            return rival
        return mine or rival

    def paths(self) -> Iterator[tuple[Opening, Path]]:
        for shelf in self.shelves.values():
            for tip in sorted(shelf.tips):
                yield shelf.opening, shelf.path_to(tip)

    def is_final(self, epoch: bytes) -> bool:
        return True

    def known_openings(self) -> list[Opening]:
        return [shelf.opening for shelf in self.shelves.values()]

    def certificates(self) -> tuple[Certificate, ...]:
        return tuple(self.certs.values())

    def open_epochs(self) -> tuple[tuple[int, bytes], ...]:
        return tuple(self.heard_open)

    def erasures(self) -> dict[bytes, frozenset[bytes]]:
        return {f: frozenset(self.erased.get(f, ())) for f in set(self.families.values())}

    def batch(self, opening: Opening, path: Path, start: int, most: int, peer: str) -> Batch | None:
        shelf = self.shelves[opening.chain]
        for end in range(start + 1, len(path)):
            if path[end] in shelf.heads:
                rows = tuple(self.row(shelf, hashed) for hashed in path[start + 1 : end + 1])
                salts = self.salts_asked(peer, shelf, path[end], rows)
                return Batch(shelf.heads[path[end]], Point(start, path[start]), rows, salts)
        return None

    def row(self, shelf: Shelf, hashed: bytes) -> Row:
        place = shelf.places[hashed]
        stored = self.events[place.key]
        if stored.content is None or place.came_blank:
            return Row(None, stored.digest, place.again)
        return Row(stored.content, None, place.again)

    def salts_asked(
        self, peer: str, shelf: Shelf, end: bytes, rows: tuple[Row, ...]
    ) -> dict[int, bytes]:
        plain = {row.content.subject for row in rows if row.content}
        asked = plain & self.asks_for(peer, shelf.opening.chain) if peer else plain
        known = shelf.subjects(end)
        found = {n: self.salts.get(known.get(n, b"")) for n in asked if n is not None}
        return {number: salt for number, salt in found.items() if salt is not None}

    def questions(self) -> dict[bytes, set[Point]]:
        """Points that senders named, not yet heard to be held and backed up at the root."""
        return {
            epoch: wanted
            for epoch, points in self.asked.items()
            if (wanted := {p for p in points if p.seq and not self.known(epoch, p)})
        }

    def known(self, epoch: bytes, point: Point) -> bool:
        if not self.shelves[epoch].holds(point):
            return True  # the root cannot have it by this road either
        fact = self.root_facts.get(epoch)
        return fact is not None and point in fact.held and point in fact.backed

    def loose_batches(self) -> list[Batch]:
        return [batch for shelf in self.shelves.values() for batch in shelf.aside]

    def hear_erased(self, family: bytes, erased: frozenset[bytes]) -> None:
        for one in erased:
            self.erase(family, one)

    def erase(self, family: bytes, who: bytes) -> None:
        raise NotImplementedError
