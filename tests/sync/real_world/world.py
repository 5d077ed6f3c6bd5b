"""A world of real laptops and a real centre; a history is a list of small numbers.

As tests/sync/protocol_model/world.py, whose steps these are, but nothing here is a model.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from real_world import sticks
from real_world.checks import Place, check_marks, places_held
from real_world.faulty_link import URL, FaultyLink, Killed, faults_of
from real_world.laptop import Laptop
from real_world.root import Databases, Root
from real_world.stage import Clock

from app.centre.areas import add_school, country
from app.centre.codes import code_key, make_code
from app.centre.generation import centre
from app.centre.transactions import writing
from app.sync import enrolling, running

Step = tuple[int, int, int]
MOST_CLONES = 4
MOST_STUDENTS = 6


class Kept:
    """A backup of the centre: a database, and the places on chains that it holds."""

    def __init__(self, name: str, places: set[Place]) -> None:
        self.name, self.places = name, places


class World:
    """Two schools with a laptop each, enrolled at a centre; everything else happens to them."""

    def __init__(self, databases: Databases, folder: Path, template: Path, clock: Clock) -> None:
        self.databases, self.folder, self.clock = databases, folder, clock
        self.exchanges = 0
        self.counts: Counter[str] = Counter()
        self.late: list[tuple[str, bytes]] = []
        self.node_backups: list[tuple[str, Path]] = []
        self.withdrawn: set[bytes] = set()  # consent withdrawn or erased somewhere, some day
        self.salts: dict[bytes, bytes] = {}  # of everybody who ever was
        self.clones = self.folders = 0
        self.families: dict[str, str] = {}
        data = folder / "centre"
        self.root = Root(databases, databases.copy(databases.empty), data, clock)
        self.laptops: dict[str, Laptop] = {}
        self.backups: list[Kept] = []
        self.centre_backup(0, 0)  # of a day before anybody was enrolled
        for name in ("a", "b"):
            self.folders += 1
            disk = folder / f"disk{self.folders}"
            disk.mkdir()
            (disk / "kisima.db").write_bytes((template / "kisima.db").read_bytes())
            laptop = self.laptops[name] = Laptop(name, disk, clock, f"machine {name}")
            self.families[name] = name
            laptop.boot()
            laptop.admit(agrees=name == "a")
            self.note_salts(laptop)
            with laptop.at_work():
                link = FaultyLink(self, laptop, Random(0), 0)
                code = self.new_code(name)
                enrolling.enrol(laptop.terms, URL, code, connect=lambda _, link=link: link)

    def end(self) -> None:
        for laptop in self.laptops.values():
            laptop.end()
        self.root.end()

    def count(self, what: str) -> None:
        self.counts[what] += 1

    def new_code(self, school: str) -> str:
        with self.root.store.app_context(), writing() as connection:
            us = centre(connection)
            number = add_school(connection, "test", country(connection).id, school)
            return make_code(connection, code_key(us.sign_seed), "test", number)

    def run(self, steps: list[Step]) -> None:
        for number, (what, one, two) in enumerate(steps):
            step = WEIGHTED[what % len(WEIGHTED)]
            self.count(step.__name__)
            try:
                step(self, one, two)
            except AssertionError as broken:
                raise AssertionError(f"step {number}, {step.__name__}: {broken}") from broken

    def pick(self, one: int) -> Laptop:
        return list(self.laptops.values())[one % len(self.laptops)]

    # The school's day.

    def work(self, one: int, two: int) -> None:
        laptop = self.pick(one)
        if found := laptop.students():
            laptop.work(found[two % len(found)], two)

    def admit(self, one: int, two: int) -> None:
        laptop = self.pick(one)
        if len(laptop.students()) < MOST_STUDENTS:
            laptop.admit(agrees=two % 3 > 0)
            self.note_salts(laptop)

    def consent(self, one: int, two: int) -> None:
        laptop = self.pick(one)
        if found := laptop.students(consented=False):
            laptop.agree(found[two % len(found)])

    def withdraw(self, one: int, two: int) -> None:
        laptop = self.pick(one)
        if found := laptop.students(consented=True):
            chosen = found[two % len(found)]
            self.withdrawn.add(laptop.pseudonym(chosen))
            laptop.withdraw(chosen)

    def erase(self, one: int, two: int) -> None:
        laptop = self.pick(one)
        if two % 3 == 0 and (found := laptop.students()):
            chosen = found[two % len(found)]
            self.withdrawn.add(laptop.pseudonym(chosen))
            laptop.erase(chosen)

    def set_clock(self, one: int, two: int) -> None:
        self.pick(one).offset = (two - 500) * 10**8

    # Disks.

    def node_backup(self, one: int, two: int) -> None:
        laptop = self.pick(one)
        self.folders += 1
        to = self.folder / f"disk{self.folders}"
        laptop.copy_disk(to)
        self.node_backups.append((self.families[laptop.name], to))

    def node_restore(self, one: int, two: int) -> None:
        """The laptop is put back to an older state; half of the time nobody notices."""
        laptop = self.pick(one)
        kept = [disk for family, disk in self.node_backups if family == self.families[laptop.name]]
        if not kept:
            return
        back = self.laptop_from(kept[two % len(kept)], laptop.name, laptop.machine)
        self.laptops[laptop.name].end()
        self.laptops[laptop.name] = back
        if two % 4 < 2:
            back.note_restore()
        if two % 4 % 2 == 0:
            back.boot()

    def clone(self, one: int, two: int) -> None:
        """An image of a disk, started on the same kind of computer or on another, or not at all."""
        if self.clones == MOST_CLONES:
            return
        self.clones += 1
        laptop = self.pick(one)
        self.folders += 1
        to = self.folder / f"disk{self.folders}"
        laptop.copy_disk(to)
        name = f"clone{self.clones}"
        machine = f"machine {name}" if two % 2 else laptop.machine
        self.families[name] = self.families[laptop.name]
        self.laptops[name] = self.laptop_from(to, name, machine)
        if two % 3:
            self.laptops[name].boot()

    def laptop_from(self, disk: Path, name: str, machine: str) -> Laptop:
        """A laptop with a copy of this disk."""
        self.folders += 1
        data = self.folder / f"disk{self.folders}"
        data.mkdir()
        (data / "kisima.db").write_bytes((disk / "kisima.db").read_bytes())
        return Laptop(name, data, self.clock, machine)

    def destroy(self, one: int, two: int) -> None:
        if len(self.laptops) > 2 and two % 4 == 0:
            self.laptops.pop(self.pick(one).name).end()

    def damage(self, one: int, two: int) -> None:
        self.pick(one).damage(two, two // 7)

    def centre_backup(self, one: int, two: int) -> None:
        places = places_held(self.root)
        self.backups.append(Kept(self.root.backup(), places))

    def centre_restore(self, one: int, two: int) -> None:
        if two % 2 == 0:
            kept = self.backups[-1 - two % min(3, len(self.backups))]
            self.root = self.root.restored(kept.name, as_disk=two % 3 == 0)

    # The link.

    def sync(self, one: int, two: int) -> None:
        """One run of the real client, over a link that may fail at each exchange."""
        random = Random(two)
        self.sync_over(self.pick(one), random, faults_of(random))

    def sync_over(self, laptop: Laptop, random: Random, share: float) -> running.Outcome | None:
        link = FaultyLink(self, laptop, random, share)
        try:
            with laptop.at_work():
                outcome = running.run(
                    laptop.terms, connect=lambda _: link, pause=lambda _: None, random=random
                )
        except Killed:
            self.count("run: killed")
            return None
        self.count(f"run: {outcome.name}")
        if outcome.name == "refused":
            self.count(f"run: {outcome.error}")
        check_marks(self, laptop)
        return outcome

    def arrive_late(self, one: int, two: int) -> None:
        if self.late:
            path, data = self.late.pop(one % len(self.late))
            status, _, body = self.root.call(path, data)
            assert status != 500, body

    def note_salts(self, laptop: Laptop) -> None:
        self.salts.update(laptop.salts())


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
    sticks.export: 3,
    sticks.carry: 4,
    sticks.bring_back: 2,
    sticks.lose: 1,
}
WEIGHTED = [action for action, weight in ACTIONS.items() for _ in range(weight)]
