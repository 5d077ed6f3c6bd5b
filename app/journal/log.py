"""Appending to the journal, inside the caller's transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.clock import monotonic_ms, now_ms
from app.errors import N_, KisimaError
from app.journal import kinds, machine
from app.journal.chain import canonical_json, digest, link, pseudonym_of
from app.journal.epochs import open_epoch, open_row
from app.journal.keys import moved
from app.journal.models import Epoch, Event, Subject


class StudentErased(KisimaError):
    sentence = N_("The records of this person were erased, so nothing more is kept of her.")


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be written of an event: everything but its place in the chain.

    `digest` is given for what has no content any more, `again` is the id that it had first.
    """

    kind: str
    subject: int | None
    item: str | None
    payload: str
    wall_ms: int
    monotonic_ms: int
    withheld: bool
    digest: bytes
    kept_digest: bytes | None = None
    again: bytes | None = None


def append(
    session: Session,
    kind: str,
    *,
    account_id: int | None = None,
    item: str | None = None,
    payload: dict[str, Any] | None = None,
) -> int:
    """Write one event and return its number in the open epoch.

    The session must be in a writing transaction (see app.database.transaction), whose lock keeps
    the chain in order. A person is announced by number and salt before her first event. What stays
    at the school, and all that is about a person who has not consented, is withheld: it leaves as
    its digest. Raises StudentErased, and ValueError where the payload tells more than its kind may.
    """
    epoch = open_row(session) or open_epoch(session)
    subject = None if account_id is None else subject_of(session, account_id)
    if subject is not None:
        announce(session, epoch, subject)
    return write(session, epoch, kind, subject, item, payload or {})


def record_boot(session: Session, version: str, identity: str | None = None) -> None:
    """Note a start, with random content, so that copies of one disk part ways at once.

    Where the store is a file that has come to another computer since the last start, a new epoch
    is opened first. `identity` says which computer this is; by default it is asked.
    """
    # A store on a server of its own is the same one, whichever computer shows its pages.
    if session.get_bind().dialect.name == "sqlite":
        known = machine.identity() if identity is None else identity
        if moved(session, known):
            open_epoch(session, "machine")
    append(session, "boot", payload={"random": secrets.token_hex(16), "version": version})


def subject_of(session: Session, account_id: int) -> Subject:
    """The person as the journal knows her, made on first need. Raises StudentErased."""
    query = select(Subject).where(Subject.account_id == account_id)
    found = session.scalars(query, execution_options={"populate_existing": True}).first()
    if found is None:
        salt = secrets.token_bytes(16)
        found = Subject(
            account_id=account_id, salt=salt, pseudonym=pseudonym_of(salt), consented=False
        )
        session.add(found)
        session.flush()
    if found.salt is None:
        raise StudentErased()
    return found


def announce(session: Session, epoch: Epoch, subject: Subject) -> None:
    """Tell a person's number and salt, once in each epoch."""
    if subject.announced_in != epoch.id:
        add(session, epoch, [announcement(epoch, subject)])
        subject.announced_in = epoch.id


def announcement(epoch: Epoch, subject: Subject) -> Written:
    """The event that tells a person's number and salt."""
    assert subject.salt is not None
    return written(epoch, "announced", subject, None, {"salt": subject.salt.hex()})


def write(
    session: Session,
    epoch: Epoch,
    kind: str,
    subject: Subject | None,
    item: str | None,
    payload: dict[str, Any],
) -> int:
    """Write one event now, about a person who is announced or about nobody; returns its number."""
    return add(session, epoch, [written(epoch, kind, subject, item, payload)])


def written(
    epoch: Epoch, kind: str, subject: Subject | None, item: str | None, payload: dict[str, Any]
) -> Written:
    """An event of now, before it has its place."""
    kinds.check(kind, payload)
    number = subject.number if subject else None
    salt = subject.salt if subject else epoch.salt
    assert salt is not None
    text, wall, monotonic = canonical_json(payload), now_ms(), monotonic_ms()
    return Written(
        kind=kind,
        subject=number,
        item=item,
        payload=text,
        wall_ms=wall,
        monotonic_ms=monotonic,
        withheld=not kinds.leaves(kind) or (subject is not None and not subject.consented),
        digest=digest(salt, kind, number, item, text, wall, monotonic),
    )


def add(session: Session, epoch: Epoch, events: Sequence[Written]) -> int:
    """Chain events to the end of an epoch; returns the number of the last."""
    rows, head = [], epoch.head
    for seq, event in enumerate(events, epoch.length + 1):
        head = link(head, event.digest, event.again or b"")
        rows.append(
            {
                "epoch_id": epoch.id,
                "seq": seq,
                "id": event.again or head[:16],
                "kind": event.kind,
                "subject": event.subject,
                "item": event.item,
                "payload": event.payload,
                "wall_ms": event.wall_ms,
                "monotonic_ms": event.monotonic_ms,
                "hash": head,
                "digest": event.kept_digest,
                "withheld": event.withheld,
            }
        )
    session.execute(insert(Event), rows)
    length = epoch.length + len(rows)
    session.execute(
        update(Epoch).where(Epoch.id == epoch.id).values(length=length, head=head),
        execution_options={"synchronize_session": "evaluate"},
    )
    return length
