"""Protocols with one rule broken; the model must notice each."""

from typing import NamedTuple

from protocol_model.centre import Centre
from protocol_model.chain import Batch, Content, Event, Hello, Opening, Point, Statement
from protocol_model.node import Journal, Node, on
from protocol_model.sender import Path, greatest
from protocol_model.shelf import Key, Refused, Shelf


class PositionIsIdentity(Centre):
    def key(self, shelf: Shelf, seq: int, event_id: bytes) -> Key:
        return shelf.opening.chain, seq.to_bytes(16, "big")


class ReceiptBeforeCommit(Centre):
    """Answers for what it has only just read; each tenth time it dies before the commit."""

    def ingest(self, batch: Batch) -> Statement:
        if next(self.random) % 10:
            return super().ingest(batch)
        return self.copy().ingest(batch)


class SameGeneration(Centre):
    def restored(self) -> Centre:
        other = super().restored()
        other.generation = self.generation
        return other


class SeqWithoutHash(Node):
    def held_by(self, peer: str, epoch: bytes, path: Path) -> int:
        noted = self.noted.get(peer)
        points: set[Point] = noted.held.get(epoch, set()) if noted else set()
        return max((point.seq for point in points if point.seq < len(path)), default=0)


class CloneKeepsKey(Node):
    def become_clone(self) -> None:
        self.told.append("another laptop has this one's key")


class ClosedEpochKeepsKey(Node):
    """Believes to be no copy where its open epoch was superseded by one that it has too."""

    def become_clone(self) -> None:
        if self.root_superseded[self.open.opening.chain] not in self.journals:
            super().become_clone()


class NotesBeforeOpenings(Centre):
    """Notes open epochs also of a greeting in which the openings that it forgot are lacking."""

    def is_heard_by(self, hello: Hello) -> bool:
        return True


class OpenEpochsOnly(Node):
    """The first version's rule 4: only open epochs are named."""

    def settled(self, peer: str, epoch: bytes, path: Path) -> bool:
        return self.is_final(epoch)


class NotesOutliveGenerations(Node):
    """Keeps believing what a peer said before it was restored."""

    def hear(self, statement: Statement) -> None:
        noted = self.noted.get(statement.by)
        held = noted.held if noted else {}
        super().hear(statement)
        for epoch, points in held.items():
            self.noted[statement.by].held.setdefault(epoch, set()).update(points)


class ConsentLooksBack(Node):
    """Old events are not disclosed: they are thought to go plain from the day of consent on."""

    def disclose(self, number: int) -> None:
        self.append("disclosed", number, (self.students[number].salt, ()))


class SendsBeforeConsent(Node):
    def may_leave(self, content: Content) -> bool:
        return True

    def write(self, kind: str, number: int | None, payload: object) -> None:
        super().write(kind, number, payload)
        journal = self.open
        journal.events[-1] = journal.events[-1]._replace(withheld=False)


class ErasureIsNotTold(Node):
    def hear_erased(self, family: bytes, erased: frozenset[bytes]) -> None:
        """Hears nothing."""


class NewIdWhenAgain(Node):
    """What is appended again after damage gets a new id."""

    def chain(self, event: Event) -> None:
        super().chain(event._replace(again=None))


class FreshSaltAfterDamage(Node):
    def open_epoch(
        self, origin: bytes | None = None, name: bytes | None = None, salt: bytes | None = None
    ) -> Journal:
        return super().open_epoch(origin, name)


class BackedBeforeFinished(Centre):
    """Calls backed up what it holds now, not what the finished backup holds."""

    def state(self, *args: object, **kwargs: object) -> Statement:
        self.backed = {epoch: frozenset(shelf.places) for epoch, shelf in self.shelves.items()}
        return super().state(*args, **kwargs)  # type: ignore[arg-type]


class KeepsAllAside(Centre):
    def may_wait(self, batch: Batch) -> bool:
        return True


class HubForgetsQuestions(Centre):
    def questions(self) -> dict[bytes, set[Point]]:
        return {}


class HubCannotBlank(Centre):
    """A signature over bytes: a hub drops what it had to blank instead of passing it on."""

    def batch(self, opening: Opening, path: Path, start: int, most: int, peer: str) -> Batch | None:
        found = super().batch(opening, path, start, most, peer)
        end = found.head.point.seq if found else start
        if any(self.blanked(opening, hashed) for hashed in path[start + 1 : end + 1]):
            return None
        return found

    def blanked(self, opening: Opening, hashed: bytes) -> bool:
        place = self.shelves[opening.chain].places[hashed]
        return self.events[place.key].content is None and not place.came_blank


class OneTip(Centre):
    """The first version's centre: a range that leaves the chain elsewhere is refused as a fork."""

    def place(self, shelf: Shelf, batch: Batch) -> None:
        if shelf.tips and batch.start.hash not in shelf.tips:
            raise Refused("fork")
        super().place(shelf, batch)


class ForkAgain(Node):
    """The first version's rule 7: what came after the newest receipt is appended again."""

    def after_hearing(self, statement: Statement) -> None:
        for told in (statement, statement.relayed):
            journal = self.open
            fact = told.facts.get(journal.opening.chain) if told else None
            if fact and any(not on(journal.path, tip) for tip in fact.tips):
                start = greatest(fact.held, journal.path)
                tail, journal.events = journal.events[start:], journal.events[:start]
                self.open_epoch(journal.opening.origin, salt=journal.opening.salt)
                for event in tail:
                    self.append_again(event)
                self.boot()
        super().after_hearing(statement)


class Mutant(NamedTuple):
    says: str
    node: type[Node] = Node
    centre: type[Centre] = Centre
    first: int = 0  # the seeds to try, so that each is noticed soon
    histories: int = 60


ALL = [
    Mutant("a fork appended again from the newest receipt", ForkAgain, OneTip),
    Mutant("position as identity", centre=PositionIsIdentity),
    Mutant("receipt before commit", centre=ReceiptBeforeCommit),
    Mutant("restore in the same generation", centre=SameGeneration),
    Mutant("notes outlive generations", node=NotesOutliveGenerations),
    Mutant("seq without its hash", node=SeqWithoutHash),
    Mutant("clone keeps its key", node=CloneKeepsKey),
    Mutant("only open epochs named", node=OpenEpochsOnly),
    Mutant("consent without disclosure", node=ConsentLooksBack),
    Mutant("sends before consent", node=SendsBeforeConsent),
    Mutant("erasures are not told", node=ErasureIsNotTold),
    Mutant("new id when appended again", node=NewIdWhenAgain),
    Mutant("fresh salt after damage", node=FreshSaltAfterDamage),
    Mutant("backed up before the backup is finished", centre=BackedBeforeFinished),
    Mutant("anything is set aside", centre=KeepsAllAside, first=12),
    Mutant("a hub forgets questions", centre=HubForgetsQuestions),
    Mutant("a hub cannot blank", centre=HubCannotBlank),
]
