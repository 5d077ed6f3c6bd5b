"""Copying what has not been delivered onto a stick, sealed for the centre (rule 14)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import transaction
from app.journal import EpochView
from app.sync import marks, wire
from app.sync.enrolling import request
from app.sync.greeting import Asking, greet, own_epochs
from app.sync.link import Link, connected, link
from app.sync.models import Departure, EnrolmentAsked, StickFile, SyncRun
from app.sync.one_at_a_time import alone
from app.sync.outgoing import USUAL_ROW, Outgoing, Sender, next_batch
from app.sync.sending import departure
from app.sync.sticks import files, names
from app.sync.terms import Terms, looking

BATCH = 256_000  # bytes
FILE = 4_000_000  # bytes: when a stick is pulled out, the files before are whole


@dataclass(frozen=True)
class _File:
    """A file to be: its parts, the places that it reaches, and what the audit log says of it."""

    name: str
    parts: tuple[bytes, ...]
    ends: dict[str, tuple[int, str]]
    departures: tuple[Departure, ...]
    events: int


def export(terms: Terms, stick: Path) -> list[Path]:
    """Copy all that the root was not heard to hold; returns the files, in their order.

    What is on the stick of this school and delivered by now is removed. Where nothing waits, the
    one small file only asks for a receipt. Raises NotConnected, StickUnusable, AlreadyRunning.
    """
    with alone(terms.data):
        files.check(stick)
        with transaction() as session:
            journal.keys(session)  # made on first need
            connected(session)
        sweep(stick)
        written: list[Path] = []
        after: dict[bytes, wire.Point] = {}
        while True:
            with looking() as session:
                made = _next_file(session, terms, after, first=not written)
                seal_key = connected(session).centre_seal_key
            if made is None:
                return written
            path = names.to_centre(stick) / made.name
            data = wire.pack_stick_file(made.parts, seal_key)
            with transaction() as session:
                session.add_all(made.departures)
                _note_file(session, made, data)
            files.write(path, data)
            written.append(path)


def ask(terms: Terms, stick: Path, code: str) -> Path:
    """Put the request to be connected onto a stick, where there is no link at all.

    The file holds the code in the open, as no key of the centre's is known yet; it works once, and
    for this laptop's school only. Raises StickUnusable.
    """
    with alone(terms.data):
        files.check(stick)
        with transaction() as session:
            asked, keys = request(session, terms, code)
            session.merge(EnrolmentAsked(id=1, request=asked, asked_ms=now_ms()))
        key = wire.public_sign_key(keys.sign_seed)
        path = names.to_centre(stick) / names.enrolment_name("", key)
        files.write(path, wire.pack_stick_file([asked]))
        return path


def sweep(stick: Path) -> list[Path]:
    """Remove files of this school all of which the root was heard to hold; returns them."""
    with looking() as session:
        known = link(session)
        rows = {row.sha256: json.loads(row.ends) for row in session.scalars(select(StickFile))}
        views = {one.name.hex(): one for one in journal.epochs(session)}
        gone = {
            digest
            for digest, ends in rows.items()
            if known is not None and _all_delivered(session, known, views, ends)
        }
        seed = journal.keys(session).sign_seed if rows else b""
    removed: list[Path] = []
    if not gone:
        return removed
    own = f"-{names.short(wire.public_sign_key(seed))}-"
    for path in files.found(names.to_centre(stick)):
        if own not in path.name:
            continue
        try:
            data = files.read(path)
        except wire.TooLarge:
            continue  # none of ours, whatever it is called
        if hashlib.sha256(data).digest() in gone:
            path.unlink(missing_ok=True)
            removed.append(path)
    return removed


def _all_delivered(
    session: Session,
    known: Link,
    views: dict[str, EpochView],
    ends: dict[str, tuple[int, str]],
) -> bool:
    return bool(ends) and all(
        epoch in views and marks.delivered(session, known, views[epoch]).seq >= seq
        for epoch, (seq, _hash) in ends.items()
    )


def _next_file(
    session: Session, terms: Terms, after: dict[bytes, wire.Point], *, first: bool
) -> _File | None:
    """The file that follows those places; None when nothing does."""
    known, keys = connected(session), journal.keys(session)
    key = wire.public_sign_key(keys.sign_seed)
    sender = Sender(key, wire.signer(keys.sign_seed))
    mine = own_epochs(session, known, key)
    begin = _count(session, known, mine, after)
    batches: list[bytes] = []
    ends: dict[str, tuple[int, str]] = {}
    departures: list[Departure] = []
    events = 0
    for outgoing in _batches(session, known, sender, mine, after):
        batches.append(outgoing.data)
        head = outgoing.batch.header.head
        ends[head.opening.epoch.hex()] = (head.seq, head.hash.hex())
        digest = hashlib.sha256(outgoing.data).digest()
        departures.append(departure(outgoing, digest, "stick", terms.asked_by))
        events += len(outgoing.batch.events)
        if sum(map(len, batches)) >= FILE:
            break
    if not batches and not first:
        return None
    asking = Asking(everything=True, certificates=True)
    hello = greet(session, known, keys, terms.app_version, asking)
    name = names.export_name(known.school_name, key, begin + bool(events), begin + events)
    return _File(name, (hello, *batches), ends, tuple(departures), events)


def _batches(
    session: Session,
    known: Link,
    sender: Sender,
    mine: list[EpochView],
    after: dict[bytes, wire.Point],
) -> Iterator[Outgoing]:
    row_bytes = float(USUAL_ROW)
    for epoch in mine:
        while True:
            place = after.get(epoch.name) or marks.delivered(session, known, epoch)
            outgoing = next_batch(
                session, sender, epoch, place, BATCH, row_bytes=row_bytes, with_salts=True
            )
            if outgoing is None:
                break
            row_bytes = len(outgoing.data) / len(outgoing.batch.events)
            after[epoch.name] = outgoing.end
            yield outgoing


def _count(
    session: Session, known: Link, mine: list[EpochView], after: dict[bytes, wire.Point]
) -> int:
    """How many events come before what is copied next."""
    return sum((after.get(one.name) or marks.delivered(session, known, one)).seq for one in mine)


def _note_file(session: Session, made: _File, data: bytes) -> None:
    session.merge(
        StickFile(
            sha256=hashlib.sha256(data).digest(),
            name=made.name,
            made_ms=now_ms(),
            ends=json.dumps(made.ends),
        )
    )
    session.add(
        SyncRun(
            started_ms=now_ms(),
            ended_ms=now_ms(),
            way="stick",
            outcome="copied",
            events=made.events,
            bytes_up=len(data),
        )
    )
