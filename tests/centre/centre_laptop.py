"""A laptop in memory: writes a journal by the protocol's arithmetic and packs it for the wire."""

import copy
import json
import secrets
from dataclasses import replace
from unittest import mock

from app.centre.areas import add_school, country
from app.centre.codes import code_key, make_code
from app.centre.enrolling import enrol
from app.centre.generation import centre
from app.centre.greeting import hello
from app.centre.ingest import ingest
from app.centre.transactions import writing
from app.clock import now_ms
from app.journal.chain import canonical_json, digest, first_link, link, pseudonym_of
from app.sync import wire
from app.sync.wire import Asked, Opening, Parent, Point, WireEvent


class Laptop:
    """One epoch at a time; everybody has consented unless an event is withheld by hand."""

    def __init__(self) -> None:
        self.seed, self.seal_seed = wire.new_seed(), wire.new_seed()
        self.certificates: tuple[bytes, ...] = ()
        self.salts: dict[int, bytes] = {}
        self.openings: dict[bytes, Opening] = {}
        self.rows: dict[bytes, list[WireEvent]] = {}
        self.hashes: dict[bytes, list[bytes]] = {}
        self.entries: dict[bytes, WireEvent] = {}
        self.erased: set[bytes] = set()
        self.generation: wire.Generation | None = None
        self.root_key = b""
        self.open()

    @property
    def key(self) -> bytes:
        return wire.public_sign_key(self.seed)

    @property
    def origin(self) -> bytes:
        return self.openings[self.epoch].origin

    def copy(self) -> "Laptop":
        return copy.deepcopy(self)

    def open(self, origin: bytes | None = None) -> bytes:
        """Open an epoch, a child of the open one."""
        name, parent = secrets.token_bytes(16), None
        if self.openings:
            parent = Parent(self.epoch, len(self.rows[self.epoch]), self.hashes[self.epoch][-1])
            origin = origin or self.origin
        self.openings[name] = Opening(name, origin or name, parent, secrets.token_bytes(16))
        self.rows[name], self.hashes[name] = [], [first_link(name.hex())]
        self.epoch = name
        return name

    def take_name(self, epoch: bytes) -> bytes:
        """Open an epoch under a name that another laptop has, of its own origin."""
        with mock.patch.object(secrets, "token_bytes", lambda size: epoch[:size]):
            return self.open()

    def write(
        self,
        kind: str,
        student: int | None = None,
        *,
        item: str | None = None,
        payload: dict | None = None,
        withheld: bool = False,
        again: bytes | None = None,
        wall_ms: int | None = None,
    ) -> bytes:
        """Append an event, announced where it must be; returns its id."""
        if student is not None and kind != "announced" and not self._announced(student):
            salt = self.salts.setdefault(student, secrets.token_bytes(16))
            self.write("announced", student, payload={"salt": salt.hex()}, withheld=withheld)
        text = canonical_json(payload or {})
        event = WireEvent(kind, student, item, text, wall_ms or now_ms(), 5, again)
        salt = self.openings[self.epoch].salt if student is None else self.salts[student]
        kept = digest(salt, kind, student, item, text, event.wall_ms, 5)
        self.hashes[self.epoch].append(link(self.hashes[self.epoch][-1], kept, again or b""))
        name = again or self.hashes[self.epoch][-1][:16]
        self.entries[name] = event
        self.rows[self.epoch].append(wire.blank(kept, again) if withheld else event)
        return name

    def write_many(self, count: int, students: int = 3) -> None:
        """So many events of students who read."""
        for number in range(count):
            self.write("lesson-read", number % students + 1, item=f"lesson-{number % 7}")

    def _announced(self, student: int) -> bool:
        rows = self.rows[self.epoch]
        if any(row.kind == "announced" and row.subject == student for row in rows):
            return True
        kept = {wire.blank(d).digest for row in rows if (d := row.digest)}
        return student in self.salts and any(
            event.kind == "announced"
            and event.subject == student
            and digest(self.salts[student], "announced", student, None, event.payload,
                       event.wall_ms, event.monotonic_ms) in kept
            for event in self.entries.values()
        )  # fmt: skip

    def disclose(self, student: int, ids: list[bytes]) -> None:
        """What was withheld of a student, after she agreed."""
        told = []
        for name in ids:
            event = self.entries[name]
            told.append([name.hex(), event.kind, event.subject, event.item, event.payload,
                         event.wall_ms, event.monotonic_ms])  # fmt: skip
        payload = {"salt": self.salts[student].hex(), "events": told}
        self.write("disclosed", student, payload=payload)

    def erase(self, student: int) -> bytes:
        """Erase a student; returns her pseudonym. What is sent afterwards is blank."""
        salt = self.salts.pop(student)
        for rows in self.rows.values():
            for place, row in enumerate(rows):
                if row.subject == student:
                    kept = digest(salt, row.kind, student, row.item, row.payload, row.wall_ms,
                                  row.monotonic_ms)  # fmt: skip
                    rows[place] = wire.blank(kept, row.id)
        self.erased.add(pseudonym_of(salt))
        self.write("erased", payload={"pseudonym": pseudonym_of(salt).hex()})
        return pseudonym_of(salt)

    def enrol(self, school: str = "Mlimani", code: str | None = None) -> wire.EnrolAnswer:
        code = code or new_code(school)
        request = wire.EnrolRequest(
            code, self.key, wire.public_seal_key(self.seal_seed), self.origin, now_ms(), "0.1.0"
        )
        data = wire.pack_enrol_request(request, wire.signer(self.seed))
        answer = wire.unpack_enrol_answer(enrol(data, "192.0.2.7"))
        self.certificates, self.root_key = (answer.certificate,), answer.root_key
        self.generation = answer.generation
        return answer

    def become_clone(self) -> None:
        """Keys and an epoch of its own, with a certificate by the key that it had."""
        seed = wire.new_seed()
        name = self.open()
        self.openings[name] = replace(self.openings[name], origin=name)
        certificate = wire.Certificate(
            wire.public_sign_key(seed), wire.public_seal_key(self.seal_seed), name, "", self.key
        )
        mine = wire.certify(certificate, wire.signer(self.seed), wire.signer(seed))
        self.certificates, self.seed = (mine, *self.certificates), seed

    def batch(
        self,
        first: int = 1,
        last: int | None = None,
        *,
        epoch: bytes | None = None,
        certificates: bool = False,
        salts: bool = False,
    ) -> bytes:
        """A packed batch of entries `first` to `last` of an epoch."""
        epoch = epoch or self.epoch
        rows, hashes = self.rows[epoch], self.hashes[epoch]
        last = len(rows) if last is None else last
        head = wire.sign_head(
            self.openings[epoch], last, hashes[last], self.key, wire.signer(self.seed)
        )
        header = wire.BatchHeader(
            head, first, hashes[first - 1], self.certificates if certificates else ()
        )
        events = tuple(rows[first - 1 : last])
        numbers = sorted({row.subject for row in events if row.subject is not None})
        told = tuple((number, self.salts[number]) for number in numbers) if salts else ()
        return wire.pack_batch(wire.Batch(header, events, told))

    def send(self, first: int = 1, last: int | None = None, **more: object) -> wire.Held:
        """Send a batch; returns what the receipt says of its epoch."""
        receipt = ingest(self.batch(first, last, **more))
        return wire.unpack_statement(receipt, self.root_key).held[0]

    def hello(self, *, certificates: bool = False, time_ms: int | None = None) -> wire.HelloAnswer:
        """Greet the centre, naming the head of every epoch."""
        said = wire.Hello(
            key=self.key,
            generation=self.generation,
            time_ms=now_ms() if time_ms is None else time_ms,
            openings=tuple(self.openings.values()),
            open_epoch=self.epoch,
            asked=tuple(
                Asked(self.openings[name].chain, (Point(len(rows), self.hashes[name][-1]),))
                for name, rows in self.rows.items()
            ),
            erased=wire.erased_digest(self.erased),
            certificates=self.certificates if certificates else (),
        )
        data = wire.pack_hello(said, wire.signer(self.seed))
        answer = wire.unpack_hello_answer(hello(data), self.root_key)
        assert answer.to == wire.hello_digest(data)
        return answer

    def tip(self, epoch: bytes | None = None) -> Point:
        epoch = epoch or self.epoch
        return Point(len(self.rows[epoch]), self.hashes[epoch][-1])


def new_code(school: str = "Mlimani") -> str:
    """A code for a school, which is made when it is not there."""
    with writing() as connection:
        us = centre(connection)
        found = connection.exec_driver_sql(
            "SELECT id FROM centre_school WHERE name = %s", (school,)
        ).scalar()
        school_id = found or add_school(connection, "test", country(connection).id, school)
        return make_code(connection, code_key(us.sign_seed), "test", school_id)


def stored(sql: str = "TRUE") -> list:
    """Rows of events, in the order of their places."""
    with writing() as connection:
        return connection.exec_driver_sql(
            "SELECT id, epoch, seq, branch, kind, subject, item, payload, digest, odd_clock"
            f" FROM centre_event WHERE {sql} ORDER BY epoch, seq, branch"
        ).all()


def scalar(sql: str) -> object:
    """One value."""
    with writing() as connection:
        return connection.exec_driver_sql(sql).scalar()


def audit() -> list[tuple[str, dict]]:
    """What was noted and its details, oldest first."""
    with writing() as connection:
        rows = connection.exec_driver_sql("SELECT what, details FROM centre_audit ORDER BY id")
        return [(row.what, row.details) for row in rows]


def as_json(value: str) -> object:
    return json.loads(value)
