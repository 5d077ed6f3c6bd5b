"""A school's laptop: a real store in a folder, the real journal, consent and erasure on it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from flask import Flask
from real_world.stage import Clock
from sqlalchemy import event, select

from app import create_store, journal
from app.database import db, transaction
from app.journal import Event, Subject
from app.people import consent, erasure
from app.people.models import Account
from app.settings import load_settings
from app.sync import marks
from app.sync.link import link
from app.sync.terms import Terms

VERSION = "0.1.0"


class Laptop:
    """`machine` is the identity of its computer, and `offset` how wrong its clock is (ms)."""

    def __init__(self, name: str, data: Path, clock: Clock, machine: str) -> None:
        self.name, self.data, self.clock, self.machine = name, data, clock, machine
        self.offset = 0
        settings = load_settings({"data": data}, environ={})
        self.store: Flask = create_store(settings, connections=2)
        self.terms = Terms(data=data, app_version=VERSION)
        with self.store.app_context():
            db.engine.dispose()  # the connection of before the next lines

            @event.listens_for(db.engine, "connect")
            def _(connection: sqlite3.Connection, record: object) -> None:
                # Nobody pulls the plug here, and a history commits thousands of times.
                connection.execute("PRAGMA synchronous=OFF")

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Inside its store, with its clock."""
        with self.clock.wrong_by(self.offset), self.store.app_context():
            yield

    def copy_disk(self, to: Path) -> None:
        """Its disk as it is now, in another folder."""
        to.mkdir(parents=True)
        source, target = self.data / "kisima.db", to / "kisima.db"
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)

    def end(self) -> None:
        """Let go of its files."""
        with self.store.app_context():
            db.engine.dispose()

    # What happens at school.

    def boot(self) -> None:
        with self.at_work(), transaction() as session:
            journal.record_boot(session, VERSION, self.machine)

    def note_restore(self) -> None:
        """What is done when a person says that this is a restored store."""
        with self.at_work(), transaction() as session:
            journal.open_epoch(session, "restore")

    def students(self, consented: bool | None = None) -> list[int]:
        """Accounts that the journal knows and that are not erased."""
        query = select(Subject.account_id).where(Subject.salt.is_not(None))
        if consented is not None:
            query = query.where(Subject.consented.is_(consented))
        with self.at_work():
            return list(db.session.scalars(query.order_by(Subject.account_id)))

    def admit(self, agrees: bool) -> None:
        """A new student who reads a lesson, and agrees before it or does not."""
        with self.at_work():
            with transaction() as session:
                number = len(session.scalars(select(Account.id)).all()) + 1
                person = Account(
                    username=f"s{number}",
                    full_name=f"Student {number}",
                    role="student",
                    password_hash="none",
                    session_key="none",
                    created_ms=1,
                )
                session.add(person)
            if agrees:
                consent.give([person.id], person, "self")
        self.work(person.id, 1)

    def work(self, account_id: int, what: int) -> None:
        """An event of some kind about a student; every seventh never leaves the school."""
        kind, payload = KINDS[what % len(KINDS)]
        with self.at_work(), transaction() as session:
            item = f"lesson-{what % 11}"
            journal.append(session, kind, account_id=account_id, item=item, payload=payload)

    def agree(self, account_id: int) -> None:
        with self.at_work():
            consent.give([account_id], db.session.get_one(Account, account_id), "self")

    def withdraw(self, account_id: int) -> None:
        with self.at_work():
            consent.withdraw(account_id, db.session.get_one(Account, account_id))

    def erase(self, account_id: int) -> None:
        with self.at_work():
            erasure.erase(account_id, None)

    # Disks go bad.

    def damage(self, where: int, way: int) -> None:
        """An event is altered, or is gone, or its hash is; the next start mends it."""
        with closing(sqlite3.connect(self.data / "kisima.db")) as disk, disk:
            rows = disk.execute(
                "SELECT e.rowid FROM event e JOIN epoch p ON p.id = e.epoch_id"
                " WHERE e.seq <= p.length ORDER BY e.epoch_id, e.seq"
            ).fetchall()
            if rows:
                disk.execute(DAMAGE[way % len(DAMAGE)], rows[where % len(rows)])
        self.repair()

    def repair(self) -> None:
        with self.at_work():
            found = journal.damage(db.session())
            if found:
                with transaction() as session:
                    journal.repair(session, found, erasure.known(session))

    # Looking at it.

    def salts(self) -> Mapping[bytes, bytes]:
        """Salts by pseudonym."""
        with self.at_work():
            rows = db.session.execute(select(Subject.pseudonym, Subject.salt)).all()
            return {row.pseudonym: row.salt for row in rows if row.salt is not None}

    def agreed(self) -> list[int]:
        """The numbers of those who agree now."""
        query = select(Subject.number).where(Subject.consented, Subject.salt.is_not(None))
        with self.at_work():
            return list(db.session.scalars(query))

    def pseudonym(self, account_id: int) -> bytes:
        with self.at_work():
            query = select(Subject.pseudonym).where(Subject.account_id == account_id)
            return db.session.scalars(query).one()

    def pseudonym_of_number(self, number: int) -> bytes:
        with self.at_work():
            return db.session.get_one(Subject, number).pseudonym

    def events(self) -> list[tuple[journal.EpochView, Event]]:
        """Every event of every epoch, within the epochs' ends."""
        with self.at_work():
            session = db.session()
            return [
                (one, found)
                for one in journal.epochs(session)
                for found in journal.entries(session, one.name, 0, 1_000_000)
            ]

    def marks(self) -> list[tuple[journal.EpochView, int, bytes | None, int, bytes | None]]:
        """Of each epoch: what counts as delivered and as backed up, each with its hash."""
        with self.at_work():
            session = db.session()
            known = link(session)
            if known is None:
                return []
            epochs = journal.epochs(session)
            root = marks.all_at_root(session, known, epochs)
            found = []
            for one in epochs:
                point, backed = root[one.name].held, root[one.name].backed
                whole = point == marks.end(one) and backed == one.length
                at = one.head if whole else journal.hash_at(session, one.name, backed)
                found.append((one, point.seq, point.hash, backed, at))
            return found


KINDS = (
    ("secret-changed", {}),  # never leaves the school
    ("lesson-read", {"course": "foundations"}),
    ("quiz-answered", {"course": "foundations", "chosen": [1, 3], "right": False}),
    ("handed-in", {"course": "foundations", "number": 2}),
    ("graded", {"course": "foundations", "number": 2, "score": 3.5, "max": 4, "tests": {"a": 1}}),
    ("passed", {"course": "foundations"}),
    ("lesson-read", {"course": "python"}),
)
DAMAGE = (
    "UPDATE event SET payload = '{\"x\":1}' WHERE rowid = ?",
    "DELETE FROM event WHERE rowid = ?",
    "UPDATE event SET hash = zeroblob(32) WHERE rowid = ?",
)
