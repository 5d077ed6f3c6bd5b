"""Schools, hubs and a root, each on a store of its own, and the roads between them."""

import io
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from waitress.server import create_server

sys.path.append(str(Path(__file__).resolve().parents[1] / "sync"))

from real_world.laptop import VERSION, Laptop
from real_world.root import Databases, Root
from real_world.stage import Clock

from app.centre import hub_enrolling, hub_running
from app.centre.areas import add_school, country
from app.centre.codes import code_key, make_code, make_hub_code
from app.centre.generation import STARTS_FILE, begin_generation, centre
from app.centre.transactions import writing
from app.database import transaction
from app.sync import enrolling, http, running, wire
from app.sync.http import Transport
from app.sync.link import connected, keep
from app.sync.link_errors import Unreached
from app.sync.running import Outcome
from app.sync.terms import Terms

Centres = dict[str, Root]


class Road:
    """A link to one centre that loses what `lose` says: "", "asked" or "answer"."""

    def __init__(self, link: Transport, lose: Callable[[str, int], str]) -> None:
        self._link, self._lose, self._count = link, lose, 0
        self.close = link.close

    @property
    def up(self) -> int:
        return self._link.up

    @property
    def down(self) -> int:
        return self._link.down

    def post(self, path: str, data: bytes) -> bytes:
        self._count += 1
        lost = self._lose(path, self._count)
        if lost == "asked":
            raise Unreached(reason="lost")
        answer = self._link.post(path, data)
        if lost == "answer":
            raise Unreached(reason="lost", all_sent=True)
        return answer


def nothing(path: str, count: int) -> str:
    """No loss."""
    return ""


@contextmanager
def served(application: Callable) -> Iterator[str]:
    """Serve a WSGI application on a port of its own; gives its address."""
    server = create_server(application, host="127.0.0.1", port=0, threads=2)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


class World:
    """`above` says whom a school or a hub speaks to; `blank` holds a laptop's empty store."""

    def __init__(self, databases: Databases, folder: Path, blank: Path) -> None:
        self.databases, self.folder, self.blank, self.clock = databases, folder, blank, Clock()
        self.centres: Centres = {}
        self.schools: dict[str, Laptop] = {}
        self.above: dict[str, str] = {}
        self.seen: list[tuple[str, str, bytes]] = []
        self.urls: dict[str, str] = {}
        self.servers = ExitStack()
        self.add_centre("root")

    def end(self) -> None:
        self.servers.close()
        for one in (*self.schools.values(), *self.centres.values()):
            one.end()

    def add_centre(self, name: str) -> Root:
        data = self.folder / name
        self.centres[name] = Root(
            self.databases, self.databases.copy(self.databases.empty), data, self.clock
        )
        self.urls[name] = self.servers.enter_context(served(lambda e, s: self._answer(name, e, s)))
        return self.centres[name]

    def _answer(self, name: str, environ: dict, start: Callable) -> Iterable[bytes]:
        data = environ["wsgi.input"].read()
        self.seen.append((name, environ["PATH_INFO"], data))
        return self.centres[name].wsgi(environ | {"wsgi.input": io.BytesIO(data)}, start)

    def add_hub(self, name: str, above: str = "root") -> Root:
        """A centre that is connected with a code of the root's."""
        hub = self.add_centre(name)
        self.above[name] = above
        with self.store("root").app_context(), writing() as connection:
            key = code_key(centre(connection).sign_seed)
            code = make_hub_code(connection, key, "test", f"District {name}")
        with self.store(name).app_context():
            hub_enrolling.connect_hub(self.terms(name), self.urls[above], code)
        return hub

    def add_school(self, name: str, above: str, *, students: int = 2) -> Laptop:
        """A laptop with students who agreed, connected where it speaks to."""
        (self.folder / name).mkdir()
        shutil.copy(self.blank / "kisima.db", self.folder / name / "kisima.db")
        laptop = Laptop(name, self.folder / name, self.clock, f"machine {name}")
        self.schools[name], self.above[name] = laptop, above
        laptop.boot()
        for _ in range(students):
            laptop.admit(agrees=True)
        with laptop.at_work():
            code = self.new_code(name)
            enrolling.enrol(laptop.terms, self.urls[above], code)
        return laptop

    def new_code(self, school: str) -> str:
        with self.store("root").app_context(), writing() as connection:
            us = centre(connection)
            number = add_school(connection, "test", country(connection).id, school)
            return make_code(connection, code_key(us.sign_seed), "test", number)

    def copy_school(self, name: str, new: str) -> Laptop:
        """A laptop with a copy of another one's disk."""
        self.schools[name].copy_disk(self.folder / new)
        laptop = Laptop(new, self.folder / new, self.clock, self.schools[name].machine)
        self.schools[new], self.above[new] = laptop, self.above[name]
        return laptop

    def move(self, name: str, to: str) -> None:
        """Point a laptop to another hub, which its certificate is good for."""
        self.above[name] = to
        with self.store(to).app_context(), writing() as connection:
            us = centre(connection)
        with self.schools[name].at_work(), transaction() as session:
            changed = {"centre_key": us.sign_key, "centre_seal_key": us.seal_key}
            link = replace(connected(session), url=self.urls[to], generation=None, **changed)
            keep(session, link)

    def forget_school(self, name: str) -> None:
        """The laptop and its disk are gone."""
        self.schools.pop(name).end()
        shutil.rmtree(self.folder / name)

    def store(self, name: str) -> Flask:
        return self.centres[name].store

    def terms(self, name: str) -> Terms:
        return Terms(data=self.folder / name, app_version=VERSION)

    def road(self, lose: Callable[[str, int], str]) -> Callable[[str], Road]:
        return lambda url: Road(http.connect(url), lose)

    def sync(self, name: str, lose: Callable[[str, int], str] = nothing) -> Outcome:
        """A school sends."""
        laptop = self.schools[name]
        with laptop.at_work():
            return running.run(laptop.terms, connect=self.road(lose), pause=lambda _seconds: None)

    def forward(self, name: str, lose: Callable[[str, int], str] = nothing) -> Outcome:
        """A hub passes on."""
        with self.store(name).app_context():
            return hub_running.run(
                self.terms(name), connect=self.road(lose), pause=lambda _seconds: None
            )

    def restore(self, name: str, kept: str) -> None:
        """A centre starts again from a backup, on another machine: twins may have one count."""
        (self.folder / name / STARTS_FILE).unlink()
        self.centres[name] = self.centres[name].restored(kept, as_disk=False)

    def new_generation(self, name: str) -> None:
        with self.store(name).app_context(), writing() as connection:
            begin_generation(connection, "hand")

    def events(self, name: str, where: str = "TRUE") -> list[tuple]:
        """What a centre holds, in the same order wherever it is."""
        rows = self.centres[name].rows(
            "SELECT origin, id, epoch, seq, kind, subject, item, payload, wall_ms, monotonic_ms"
            f" FROM centre_event WHERE {where} ORDER BY epoch, seq, id"
        )
        return [tuple(row) for row in rows]

    def chain(self, name: str) -> set[tuple[bytes, int, bytes]]:
        """Ends of what a centre holds."""
        rows = self.centres[name].rows("SELECT epoch, seq, hash FROM centre_branch")
        return {(bytes(row.epoch), row.seq, bytes(row.hash)) for row in rows}

    def delivered(self, name: str) -> bool:
        """Whether a school was told by the root that it holds everything."""
        return all(one.length == seq for one, seq, *_ in self.schools[name].marks())

    def backed_up(self, name: str) -> bool:
        return all(one.length == seq for one, _, _, seq, _ in self.schools[name].marks())

    def posted(self, name: str, path: str) -> list[bytes]:
        """What reached a centre at this address."""
        return [data for to, at, data in self.seen if (to, at) == (name, path)]

    def batches(self, name: str) -> list[wire.Batch]:
        return [
            wire.unpack_batch(data, wire.peek_header(data).head.signer)
            for data in self.posted(name, "/sync/batch")
        ]
