"""A world of laptops, hubs, a root, a bad link and sticks; a history is a list of small numbers."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from protocol_model.centre import Centre
from protocol_model.chain import Batch, Hello, Statement, pseudonym
from protocol_model.invariants import check_departure, check_now
from protocol_model.node import Node

Step = tuple[int, int, int]


class Export(NamedTuple):
    """One file on a stick, sealed for one centre."""

    by: str
    to: str
    hello: Hello
    batches: tuple[Batch, ...]
    whole: bool


@dataclass
class Stick:
    exports: list[Export] = field(default_factory=list)
    receipts: list[Statement] = field(default_factory=list)


class World:
    def __init__(self, node: type[Node] = Node, centre: type[Centre] = Centre) -> None:
        self.random = itertools.count(1)
        self.centres = {name: centre(name, name == "root", self.random) for name in ROUTES}
        self.nodes = {name: node(name, self.random) for name in ("a", "b")}
        self.late: list[tuple[str, str, Any]] = []
        self.sticks = [Stick(), Stick()]
        self.node_backups: list[Node] = []
        self.backups: dict[str, list[Centre]] = {name: [] for name in ROUTES}
        self.withdrawn: set[bytes] = set()  # consent withdrawn or erased somewhere, some day
        self.clones = 0
        self.counts: dict[str, int] = {}

    def run(self, steps: "list[Step]") -> None:
        for what, one, two in steps:
            weighted = WEIGHTED[what % len(WEIGHTED)]
            self.counts[weighted.__name__] = self.counts.get(weighted.__name__, 0) + 1
            weighted(self, one, two)
            check_now(self)

    def pick_node(self, one: int) -> Node:
        return list(self.nodes.values())[one % len(self.nodes)]

    # The school's day.

    def work(self, one: int, two: int) -> None:
        node = self.pick_node(one)
        active = [n for n, student in node.students.items() if student.salt is not None]
        if active:
            node.append("note" if two % 7 == 0 else "work", active[two % len(active)])

    def admit(self, one: int, two: int) -> None:
        node = self.pick_node(one)
        if len(node.students) < 6:
            node.append("work", node.admit(consented=two % 3 > 0))

    def consent(self, one: int, two: int) -> None:
        node = self.pick_node(one)
        asked = [n for n, s in node.students.items() if s.salt is not None and not s.consented]
        if asked:
            node.consent(asked[two % len(asked)])

    def withdraw(self, one: int, two: int) -> None:
        node = self.pick_node(one)
        asked = [n for n, s in node.students.items() if s.consented]
        if asked:
            salt = node.students[asked[two % len(asked)]].salt
            self.withdrawn.add(pseudonym(salt or b""))
            node.withdraw(asked[two % len(asked)])

    def erase(self, one: int, two: int) -> None:
        node = self.pick_node(one)
        if two % 3 == 0 and node.students:
            number = 1 + two % len(node.students)
            self.withdrawn.add(pseudonym(node.students[number].salt or b""))
            node.erase(number)

    def set_clock(self, one: int, two: int) -> None:
        self.pick_node(one).clock = (two - 500) * 10**8

    # Disks.

    def node_backup(self, one: int, two: int) -> None:
        self.node_backups.append(self.pick_node(one).copy("backup"))

    def node_restore(self, one: int, two: int) -> None:
        """The laptop is put back to an older state; half of the time nobody notices."""
        node = self.pick_node(one)
        line = node.certificate.origins[0]
        kept = [k for k in self.node_backups if k.certificate.origins[0] == line]
        if kept:
            back = kept[two % len(kept)].copy(node.name)
            self.nodes[node.name] = back
            if two % 4 < 2:
                back.open_epoch()
            if two % 4 % 2 == 0:
                back.boot()

    def clone(self, one: int, two: int) -> None:
        if self.clones < 4:
            self.clones += 1
            name = f"clone{self.clones}"
            self.nodes[name] = self.pick_node(one).copy(name)
            if two % 3:
                self.nodes[name].boot()

    def destroy(self, one: int, two: int) -> None:
        if len(self.nodes) > 2 and two % 4 == 0:
            del self.nodes[self.pick_node(one).name]

    def damage(self, one: int, two: int) -> None:
        node = self.pick_node(one)
        journal = list(node.journals.values())[two % len(node.journals)]
        if journal.events:
            index = two % len(journal.events)
            bad = journal.events[index]._replace(digest=b"?" * 32, content=None)
            journal.events[index] = bad
            node.repair()

    def centre_backup(self, one: int, two: int) -> None:
        name = list(ROUTES)[one % len(ROUTES)]
        self.backups[name].append(self.centres[name].backup())

    def centre_restore(self, one: int, two: int) -> None:
        name = list(ROUTES)[one % len(ROUTES)]
        if self.backups[name] and two % 2 == 0:
            kept = self.backups[name]
            self.centres[name] = kept[-1 - two % min(2, len(kept))].restored()

    # The link.

    def sync(self, one: int, two: int) -> None:
        """One sync over a link that may fail at each exchange."""
        who, peer = self.road(one, two)
        faults = itertools.count(two // 7)
        for everything in (False, False):
            hello = who.hello(peer, everything)
            if not self.exchange(who, peer, hello, next(faults)):
                return
        for batch in list(who.to_send(peer, 1 + two % 5))[: 1 + two % 4]:
            self.exchange(who, peer, batch, next(faults))

    def road(self, one: int, two: int) -> tuple[Node | Centre, str]:
        """A node goes to the root or a hub, a hub to the next hop."""
        senders: list[Node | Centre] = [*self.nodes.values(), *self.hubs()]
        who = senders[one % len(senders)]
        if isinstance(who, Centre):
            return who, ROUTES[who.name]
        return who, list(ROUTES)[two % len(ROUTES)]

    def hubs(self) -> list[Centre]:
        return [self.centres[name] for name, above in ROUTES.items() if above]

    def exchange(self, who: Node | Centre, peer: str, message: Any, fault: int) -> bool:
        """Whether the answer came."""
        check_departure(who, message)
        kind = FAULTS[fault % len(FAULTS)]
        if kind in ("late", "late and lost"):
            self.late.append(("to", peer, message))
        if kind in ("lost", "late and lost"):
            return False
        answer = self.deliver(peer, message)
        if kind == "doubled":
            self.deliver(peer, message)
        if kind == "answer late":
            self.late.append(("from", who.name, answer))
        if kind in ("answer lost", "answer late"):
            return False
        who.hear(answer)
        return True

    def deliver(self, peer: str, message: Any) -> Statement:
        centre = self.centres[peer]
        return centre.answer(message) if isinstance(message, Hello) else centre.ingest(message)

    def arrive_late(self, one: int, two: int) -> None:
        if self.late:
            way, name, message = self.late.pop(one % len(self.late))
            if way == "to":
                self.deliver(name, message)
            elif name in self.centres:
                self.centres[name].hear(message)
            elif name in self.nodes:
                self.nodes[name].hear(message)

    # Sticks.

    def export(self, one: int, two: int) -> None:
        who, peer = self.road(one, two)
        batches = tuple(who.export(1 + two % 5))
        for batch in batches:
            check_departure(who, batch)
        whole = two % 5 > 0
        file = Export(who.name, peer, who.hello(peer, True), batches, whole)
        self.sticks[two % 2].exports.append(file)

    def carry(self, one: int, two: int) -> None:
        """A stick is read at a centre: the files for it, in any order; receipts are left on it."""
        self.read_at_centre(self.sticks[one % 2], list(ROUTES)[two % len(ROUTES)], two)

    def read_at_centre(self, stick: Stick, name: str, order: int) -> None:
        centre = self.centres[name]
        for statement in stick.receipts:
            centre.hear(statement)
        for file in stick.exports:
            if file.to == name and file.whole:
                stick.receipts.append(centre.answer(file.hello))
                for index in range(len(file.batches)):
                    batch = file.batches[(index * 7 + order) % len(file.batches)]
                    stick.receipts.append(centre.ingest(batch))
                for batch in file.batches:
                    stick.receipts.append(centre.ingest(batch))

    def bring_back(self, one: int, two: int) -> None:
        for statement in list(self.sticks[two % 2].receipts):
            self.pick_node(one).hear(statement)

    def lose_stick(self, one: int, two: int) -> None:
        if two % 3 == 0:
            self.sticks[one % 2] = Stick()


ROUTES = {"root": "", "hub": "root", "far hub": "hub"}  # a centre and its next hop

FAULTS = ("none",) * 5 + (
    "lost",
    "answer lost",
    "doubled",
    "late",
    "late and lost",
    "answer late",
)

ACTIONS: dict[Callable[[World, int, int], None], int] = {
    World.work: 16,
    World.admit: 3,
    World.consent: 2,
    World.withdraw: 1,
    World.erase: 1,
    World.set_clock: 1,
    World.node_backup: 2,
    World.node_restore: 2,
    World.clone: 1,
    World.destroy: 1,
    World.damage: 1,
    World.centre_backup: 3,
    World.centre_restore: 2,
    World.sync: 30,
    World.arrive_late: 5,
    World.export: 3,
    World.carry: 4,
    World.bring_back: 2,
    World.lose_stick: 1,
}
WEIGHTED = [action for action, weight in ACTIONS.items() for _ in range(weight)]
