"""Appending to the journal, inside the caller's transaction."""

import secrets
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.clock import monotonic_ms, now_ms
from app.journal.chain import canonical_json, digest, first_link, link
from app.journal.models import Epoch, Event, Subject


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
    the chain in order. A person is announced by number and salt before her first event.
    """
    epoch = _open_epoch_row(session) or open_epoch(session)
    subject = None if account_id is None else _subject(session, account_id)
    if subject is not None and subject.announced_in != epoch.id:
        _write(session, epoch, "announced", subject, None, {"salt": subject.salt.hex()})
        subject.announced_in = epoch.id
    return _write(session, epoch, kind, subject, item, payload or {})


def open_epoch(session: Session) -> Epoch:
    """Open a new epoch, a child of the one that was open, which it closes."""
    parent = _open_epoch_row(session)
    name = secrets.token_hex(16)
    epoch = Epoch(
        name=name,
        salt=secrets.token_bytes(16),
        parent=parent.name if parent else None,
        parent_seq=parent.length if parent else None,
        parent_hash=parent.head if parent else None,
        opened_ms=now_ms(),
        length=0,
        head=first_link(name),
    )
    if parent:
        parent.closed_ms = now_ms()
    session.add(epoch)
    session.flush()
    return epoch


def record_boot(session: Session, version: str) -> None:
    """Note a start, with random content, so that copies of one disk part ways at once."""
    append(session, "boot", payload={"random": secrets.token_hex(16), "version": version})


def _open_epoch_row(session: Session) -> Epoch | None:
    found = session.execute(
        select(Epoch).where(Epoch.closed_ms.is_(None)).with_for_update(),
        execution_options={"populate_existing": True},
    )
    return found.scalars().first()


def _subject(session: Session, account_id: int) -> Subject:
    found = session.scalars(select(Subject).where(Subject.account_id == account_id)).first()
    if found is None:
        found = Subject(account_id=account_id, salt=secrets.token_bytes(16))
        session.add(found)
        session.flush()
    return found


def _write(
    session: Session,
    epoch: Epoch,
    kind: str,
    subject: Subject | None,
    item: str | None,
    payload: dict[str, Any],
) -> int:
    number = subject.number if subject else None
    written, wall, monotonic = canonical_json(payload), now_ms(), monotonic_ms()
    salt = subject.salt if subject else epoch.salt
    head = link(epoch.head, digest(salt, kind, number, item, written, wall, monotonic))
    seq = epoch.length + 1
    session.execute(
        insert(Event).values(
            epoch_id=epoch.id,
            seq=seq,
            id=head[:16],
            kind=kind,
            subject=number,
            item=item,
            payload=written,
            wall_ms=wall,
            monotonic_ms=monotonic,
            hash=head,
        )
    )
    session.execute(
        update(Epoch).where(Epoch.id == epoch.id).values(length=seq, head=head),
        execution_options={"synchronize_session": "evaluate"},
    )
    return seq
