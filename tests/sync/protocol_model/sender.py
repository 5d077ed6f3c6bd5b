"""What a node and a hub have in common: telling a peer what they have, sending what it lacks."""

from collections.abc import Iterator

from protocol_model.chain import (
    Batch,
    Certificate,
    Fact,
    Generation,
    Hello,
    Opening,
    Point,
    Statement,
)

Path = list[bytes]  # the hashes of one branch of an epoch; the index is the seq


class Noted:
    """What was heard from one peer, in one generation of it."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.held: dict[bytes, set[Point]] = {}
        self.aside: dict[bytes, frozenset[Point]] = {}
        self.lost: set[bytes] = set()  # epochs in which no point in common is known
        self.unknown: dict[bytes, set[int]] = {}  # students whose salt the peer asks for

    def copy(self) -> "Noted":
        other = Noted(self.generation)
        other.held = {epoch: set(points) for epoch, points in self.held.items()}
        other.aside = dict(self.aside)
        other.lost = set(self.lost)
        other.unknown = {epoch: set(numbers) for epoch, numbers in self.unknown.items()}
        return other


class Sender:
    """Rules 4, 5, 8 and 14, from the sending side."""

    def __init__(self) -> None:
        self.noted: dict[str, Noted] = {}
        self.root_generation: Generation | None = None
        self.root_facts: dict[bytes, Fact] = {}
        self.root_superseded: dict[bytes, bytes] = {}

    def copy_sender_to(self, other: "Sender") -> None:
        other.noted = {peer: noted.copy() for peer, noted in self.noted.items()}
        other.root_generation = self.root_generation
        other.root_facts = dict(self.root_facts)
        other.root_superseded = dict(self.root_superseded)

    # What a node or a hub says about itself.

    def paths(self) -> Iterator[tuple[Opening, Path]]:
        raise NotImplementedError

    def is_final(self, epoch: bytes) -> bool:
        raise NotImplementedError

    def certificates(self) -> tuple[Certificate, ...]:
        raise NotImplementedError

    def open_epochs(self) -> tuple[tuple[int, bytes], ...]:
        raise NotImplementedError

    def erasures(self) -> dict[bytes, frozenset[bytes]]:
        raise NotImplementedError

    def asks_for(self, peer: str, epoch: bytes) -> set[int]:
        noted = self.noted.get(peer)
        return noted.unknown.get(epoch, set()) if noted else set()

    def batch(self, opening: Opening, path: Path, start: int, most: int, peer: str) -> Batch | None:
        raise NotImplementedError

    def generation_to_name(self) -> Generation | None:
        return self.root_generation

    def known_openings(self) -> list[Opening]:
        return []

    def questions(self) -> dict[bytes, set[Point]]:
        return {}

    def loose_batches(self) -> list[Batch]:
        return []

    # Marks.

    def held_by(self, peer: str, epoch: bytes, path: Path) -> int:
        """The greatest seq of this path that the peer was heard to hold."""
        noted = self.noted.get(peer)
        points = noted.held.get(epoch, set()) if noted else set()
        return greatest(points, path)

    def delivered(self, epoch: bytes, path: Path) -> int:
        fact = self.root_facts.get(epoch)
        return greatest(fact.held, path) if fact else 0

    def backed_up(self, epoch: bytes, path: Path) -> int:
        fact = self.root_facts.get(epoch)
        return greatest(fact.backed, path) if fact else 0

    def settled(self, peer: str, epoch: bytes, path: Path) -> bool:
        end = len(path) - 1
        return (
            self.is_final(epoch)
            and self.held_by(peer, epoch, path) == end
            and self.delivered(epoch, path) == end
            and self.backed_up(epoch, path) == end
        )

    # Talking.

    def hello(self, peer: str, everything: bool = False) -> Hello:
        noted = self.noted.get(peer)
        points: dict[bytes, list[Point]] = {}
        openings: dict[bytes, Opening] = {}
        for opening, path in self.paths():
            if everything or not self.held_by(peer, opening.chain, path):
                openings[opening.chain] = opening
            if not everything and self.settled(peer, opening.chain, path):
                continue
            end = len(path) - 1
            seqs = {end, self.held_by(peer, opening.chain, path)}
            if everything or (noted and opening.chain in noted.lost):
                seqs |= {end - 2**k for k in range(end.bit_length() + 1) if end >= 2**k}
            points.setdefault(opening.chain, []).extend(Point(s, path[s]) for s in sorted(seqs))
        openings |= {opening.chain: opening for opening in self.known_openings()}
        for epoch, asked in self.questions().items():
            points.setdefault(epoch, []).extend(sorted(asked))
        for batch in self.loose_batches():
            opening = batch.head.opening
            points.setdefault(opening.chain, []).append(batch.head.point)
        return Hello(
            self.certificates(),
            self.open_epochs(),
            tuple(openings.values()),
            {epoch: tuple(found) for epoch, found in points.items()},
            noted.generation if noted else None,
            self.generation_to_name(),
            self.erasures(),
        )

    def to_send(self, peer: str, most: int) -> Iterator[Batch]:
        """The next batch of each branch that the peer does not hold to its end."""
        for opening, path in list(self.paths()):
            start = self.held_by(peer, opening.chain, path)
            if start < len(path) - 1:
                batch = self.batch(opening, path, start, most, peer)
                if batch:
                    yield batch
        noted = self.noted.get(peer)
        for batch in self.loose_batches():
            epoch = batch.head.opening.chain
            there = noted.held.get(epoch, set()) | noted.aside.get(epoch, set()) if noted else set()
            if batch.head.point not in there:
                yield batch

    def export(self, most: int) -> list[Batch]:
        """Everything above what the root was heard to hold, with the salts, for nobody can ask."""
        found = []
        for opening, path in list(self.paths()):
            start = self.delivered(opening.chain, path)
            while start < len(path) - 1:
                batch = self.batch(opening, path, start, most, "")
                if not batch:
                    break
                found.append(batch)
                start = batch.head.point.seq
        return found + self.loose_batches()

    # Listening.

    def hear(self, statement: Statement) -> None:
        noted = self.noted.get(statement.by)
        if noted is None or statement.generation.count > noted.generation.count:
            noted = self.noted[statement.by] = Noted(statement.generation)
        if statement.generation == noted.generation:
            self._note(noted, statement)
        if statement.is_root:
            self.hear_root(statement)
        elif statement.relayed:
            self.hear_root(statement.relayed)
        for family, erased in statement.erased.items():
            self.hear_erased(family, erased)
        self.after_hearing(statement)

    def _note(self, noted: Noted, statement: Statement) -> None:
        for epoch, fact in statement.facts.items():
            noted.held.setdefault(epoch, set()).update(fact.held)
            noted.aside[epoch] = fact.aside
            if statement.unknown:
                noted.unknown.setdefault(epoch, set()).update(statement.unknown)
        for opening, path in self.paths():
            told = statement.facts.get(opening.chain)
            if told and told.tips and not self.held_by(statement.by, opening.chain, path):
                noted.lost.add(opening.chain)

    def hear_root(self, statement: Statement) -> None:
        known = self.root_generation
        if known is None or statement.generation.count > known.count:
            self.root_generation = statement.generation
            self.root_facts = {}
            self.root_superseded = {}
        if statement.generation == self.root_generation:
            for epoch, fact in statement.facts.items():
                before = self.root_facts.get(epoch)
                self.root_facts[epoch] = merge(before, fact) if before else fact
            self.root_superseded.update(statement.superseded)
        for family, erased in statement.erased.items():
            self.hear_erased(family, erased)

    def hear_erased(self, family: bytes, erased: frozenset[bytes]) -> None:
        raise NotImplementedError

    def after_hearing(self, statement: Statement) -> None:
        """What a node does about forks; a hub does nothing."""


def greatest(points: "set[Point] | frozenset[Point]", path: Path) -> int:
    """The greatest seq whose hash is that of the path: a seq is not believed without its hash."""
    return max((p.seq for p in points if p.seq < len(path) and path[p.seq] == p.hash), default=0)


def merge(before: Fact, fact: Fact) -> Fact:
    return Fact(before.held | fact.held, fact.tips, before.backed | fact.backed)
