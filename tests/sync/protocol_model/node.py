"""A school's laptop in the model: it writes, consents, erases, repairs, and sorts out forks."""

import itertools
from collections.abc import Iterator

from protocol_model.chain import (
    STAYS_AT_SCHOOL,
    Batch,
    Certificate,
    Content,
    Event,
    Head,
    Opening,
    Point,
    Row,
    Statement,
    digest,
    first_link,
    link,
    pseudonym,
)
from protocol_model.sender import Path, Sender


class Student:
    def __init__(self, salt: bytes | None, consented: bool) -> None:
        self.salt, self.consented = salt, consented

    def copy(self) -> "Student":
        return Student(self.salt, self.consented)


class Journal:
    """One epoch at a node."""

    def __init__(self, opening: Opening, events: list[Event], closed: bool) -> None:
        self.opening, self.events, self.closed = opening, events, closed
        self.announced: set[int] = set()

    def copy(self) -> "Journal":
        other = Journal(self.opening, list(self.events), self.closed)
        other.announced = set(self.announced)
        return other

    @property
    def path(self) -> Path:
        return [first_link(self.opening.epoch), *(event.hash for event in self.events)]


class Node(Sender):
    """Rules 1, 2, 3, 7 and 15, at the school."""

    def __init__(self, name: str, random: "itertools.count[int]") -> None:
        super().__init__()
        self.name, self.random, self.clock = name, random, 0
        self.journals: dict[bytes, Journal] = {}
        self.students: dict[int, Student] = {}
        self.erased: set[bytes] = set()
        self.told: list[str] = []  # sentences for the person in charge
        first = self.fresh()
        self.certificate = Certificate(next(random), (first,))
        self.open_epoch(first, name=first)
        self.boot()

    def copy(self, name: str) -> "Node":
        other = object.__new__(type(self))
        Sender.__init__(other)
        self.copy_sender_to(other)
        other.name, other.random, other.clock = name, self.random, self.clock
        other.journals = {epoch: journal.copy() for epoch, journal in self.journals.items()}
        other.students = {number: student.copy() for number, student in self.students.items()}
        other.erased, other.told = set(self.erased), list(self.told)
        other.certificate = self.certificate
        return other

    def fresh(self) -> bytes:
        return next(self.random).to_bytes(16, "big")

    # Writing.

    @property
    def open(self) -> Journal:
        return next(journal for journal in self.journals.values() if not journal.closed)

    def open_epoch(
        self, origin: bytes | None = None, name: bytes | None = None, salt: bytes | None = None
    ) -> Journal:
        parent = None
        if self.journals:
            old = self.open
            old.closed = True
            parent = (old.opening.epoch, Point(len(old.events), old.path[-1]))
        origin = origin or self.certificate.origins[-1]
        opening = Opening(name or self.fresh(), origin, parent, salt or self.fresh())
        journal = self.journals[opening.chain] = Journal(opening, [], closed=False)
        return journal

    def boot(self) -> None:
        self.append("boot")

    def append(self, kind: str, number: int | None = None, payload: object = None) -> None:
        """One event; a student is announced in the epoch before her first event there."""
        self.announce(number)
        self.write(kind, number, payload if payload is not None else f"{kind} {next(self.random)}")

    def announce(self, number: int | None) -> None:
        if number is not None and number not in self.open.announced:
            self.open.announced.add(number)
            self.write("announced", number, self.students[number].salt)

    def write(self, kind: str, number: int | None, payload: object) -> None:
        content = Content(kind, number, payload, self.clock + next(self.random))
        student = None if number is None else self.students[number]
        salt = student.salt if student else self.open.opening.salt
        assert salt is not None
        withheld = kind in STAYS_AT_SCHOOL or (student is not None and not student.consented)
        self.chain(Event(b"", content, digest(salt, content), None, withheld))

    def chain(self, event: Event) -> None:
        journal = self.open
        previous = journal.path[-1]
        journal.events.append(event._replace(hash=link(previous, event.digest, event.again)))

    # Consent and erasure.

    def admit(self, consented: bool) -> int:
        number = len(self.students) + 1
        self.students[number] = Student(self.fresh(), consented)
        return number

    def consent(self, number: int) -> None:
        student = self.students[number]
        student.consented = True
        self.disclose(number)
        self.append("consented", number)

    def disclose(self, number: int) -> None:
        """Carry what was withheld, wherever it stands, in chunks of five."""
        found = [
            (journal.opening.origin, event.id, event.content)
            for journal in self.journals.values()
            for event in journal.events
            if event.withheld
            and event.content is not None
            and event.content.subject == number
            and event.content.kind not in STAYS_AT_SCHOOL | {"disclosed"}
        ]
        salt = self.students[number].salt
        for i in range(0, max(1, len(found)), 5):
            self.append("disclosed", number, (salt, tuple(found[i : i + 5])))

    def withdraw(self, number: int) -> None:
        self.append("withdrawn", number)
        self.students[number].consented = False
        for journal in self.journals.values():
            journal.events = [
                event._replace(withheld=True) if about(event, number) else event
                for event in journal.events
            ]

    def erase(self, number: int) -> None:
        salt = self.students[number].salt
        if salt is not None:
            self.erase_pseudonym(pseudonym(salt))

    def erase_pseudonym(self, erased: bytes) -> None:
        if erased in self.erased:
            return
        self.erased.add(erased)
        self.append("erased", None, erased)
        for number, student in self.students.items():
            if student.salt is not None and pseudonym(student.salt) == erased:
                student.salt, student.consented = None, False
                for journal in self.journals.values():
                    journal.events = [
                        event._replace(content=None) if about(event, number) else event
                        for event in journal.events
                    ]

    # Damage.

    def repair(self) -> None:
        """Close each damaged epoch at its last good event; append again what can still be read."""
        for journal in list(self.journals.values()):
            bad = self.first_bad(journal)
            if bad is None:
                continue
            tail = journal.events[bad + 1 :]
            journal.events = journal.events[:bad]
            self.open_epoch(journal.opening.origin, salt=journal.opening.salt)
            for event in tail:
                self.append_again(event)
            if journal.opening.origin != self.certificate.origins[-1]:
                self.open_epoch()
            self.append("damaged", None, f"damaged {next(self.random)}")
            for number, student in self.students.items():
                if student.consented:
                    self.disclose(number)
            for one in sorted(self.erased):
                self.append("erased", None, one)

    def append_again(self, event: Event) -> None:
        content = event.content
        if content is not None and content.subject is not None:
            if content.kind == "announced":
                self.open.announced.add(content.subject)
            self.announce(content.subject)
        self.chain(event._replace(again=event.id))

    def first_bad(self, journal: Journal) -> int | None:
        previous = first_link(journal.opening.epoch)
        for index, event in enumerate(journal.events):
            if link(previous, event.digest, event.again) != event.hash:
                return index
            previous = event.hash
        return None

    # Sending.

    def paths(self) -> Iterator[tuple[Opening, Path]]:
        for journal in list(self.journals.values()):
            yield journal.opening, journal.path

    def is_final(self, epoch: bytes) -> bool:
        return self.journals[epoch].closed

    def certificates(self) -> tuple[Certificate, ...]:
        return (self.certificate,)

    def open_epochs(self) -> tuple[tuple[int, bytes], ...]:
        return ((self.certificate.key, self.open.opening.chain),)

    def erasures(self) -> dict[bytes, frozenset[bytes]]:
        return {self.certificate.origins[0]: frozenset(self.erased)}

    def batch(self, opening: Opening, path: Path, start: int, most: int, peer: str) -> Batch | None:
        end = min(start + most, len(path) - 1)
        rows = tuple(self.row(event) for event in self.journals[opening.chain].events[start:end])
        head = Head(opening, Point(end, path[end]), self.certificate)
        return Batch(head, Point(start, path[start]), rows, self.salts_asked(peer, opening, rows))

    def row(self, event: Event) -> Row:
        if event.withheld or event.content is None or not self.may_leave(event.content):
            return Row(None, event.digest, event.again)
        return Row(event.content, None, event.again)

    def may_leave(self, content: Content) -> bool:
        return content.subject is None or self.students[content.subject].consented

    def salts_asked(self, peer: str, opening: Opening, rows: tuple[Row, ...]) -> dict[int, bytes]:
        plain = {row.content.subject for row in rows if row.content}
        asked = plain & self.asks_for(peer, opening.chain) if peer else plain
        found = {n: self.students[n].salt for n in asked if n is not None}
        return {number: salt for number, salt in found.items() if salt is not None}

    # Hearing.

    def hear_erased(self, family: bytes, erased: frozenset[bytes]) -> None:
        if family == self.certificate.origins[0]:
            for one in sorted(erased - self.erased):
                self.erase_pseudonym(one)

    def after_hearing(self, statement: Statement) -> None:
        for told in (statement, statement.relayed):
            fact = told.facts.get(self.open.opening.chain) if told else None
            if fact and any(not on(self.open.path, tip) for tip in fact.tips):
                self.open_epoch()
                self.boot()
                self.told.append("this laptop was restored or copied")
        if self.open.opening.chain in self.root_superseded:
            self.become_clone()

    def become_clone(self) -> None:
        origin = self.fresh()
        key = next(self.random)
        self.certificate = Certificate(key, (*self.certificate.origins, origin))
        self.open_epoch(origin, name=origin)
        self.boot()
        self.told.append("another laptop has this one's key: this one has a key of its own now")


def about(event: Event, number: int) -> bool:
    return event.content is not None and event.content.subject == number


def on(path: Path, point: Point) -> bool:
    return point.seq < len(path) and path[point.seq] == point.hash
