"""Epochs: opened, closed, and seen from outside."""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.clock import now_ms
from app.journal.chain import first_link
from app.journal.models import Epoch


@dataclass(frozen=True)
class Parent:
    """Where an epoch sets out from: the parent's name (16 bytes), and the seq and hash there."""

    epoch: bytes
    seq: int
    hash: bytes


@dataclass(frozen=True)
class EpochView:
    """An epoch as a plain value: names are 16 bytes, `length` counts its events and `head` is the
    hash of the last of them. `closed_because` is "" where nobody noted why."""

    name: bytes
    origin: bytes
    salt: bytes
    length: int
    head: bytes
    parent: Parent | None
    open: bool
    closed_because: str | None
    opened_ms: int


# Made once, as a sync asks it at each step.
_ALL = select(*Epoch.__table__.c).order_by(Epoch.__table__.c.id)


def open_epoch(session: Session, because: str = "", *, own_origin: bool = False) -> Epoch:
    """Open a new epoch, a child of the one that was open, which is closed for the reason given:
    "restore", "fork", "machine" or "clone".

    It keeps the origin of its parent, unless it is a clone's first under keys of its own.
    """
    parent = open_row(session)
    if parent is not None:
        close(parent, because)
    line = None if own_origin or parent is None else parent.origin
    at = None if parent is None else Parent(bytes.fromhex(parent.name), parent.length, parent.head)
    return add_epoch(session, line, at)


def add_epoch(
    session: Session, origin: str | None, parent: Parent | None, salt: bytes = b""
) -> Epoch:
    """Write a new epoch's row; without an origin it begins one. No other may be open.

    The salt is random unless what was written under one is to be written again.
    """
    name = secrets.token_hex(16)
    epoch = Epoch(
        name=name,
        origin=origin or name,
        salt=salt or secrets.token_bytes(16),
        parent=parent.epoch.hex() if parent else None,
        parent_seq=parent.seq if parent else None,
        parent_hash=parent.hash if parent else None,
        opened_ms=now_ms(),
        length=0,
        head=first_link(name),
    )
    session.add(epoch)
    session.flush()
    return epoch


def close(epoch: Epoch, because: str) -> None:
    """Close an epoch where it ends."""
    epoch.closed_ms, epoch.closed_because = now_ms(), because


def open_row(session: Session) -> Epoch | None:
    """The open epoch's row, locked where the store locks rows."""
    found = session.execute(
        select(Epoch).where(Epoch.closed_ms.is_(None)).with_for_update(),
        execution_options={"populate_existing": True},
    )
    return found.scalars().first()


def row_of(session: Session, name: bytes) -> Epoch | None:
    """The row of an epoch by its name."""
    query = select(Epoch).where(Epoch.name == name.hex())
    return session.scalars(query, execution_options={"populate_existing": True}).first()


def epochs(session: Session) -> tuple[EpochView, ...]:
    """All epochs in the order they were opened; the last one is open."""
    session.flush()  # which only a question about whole rows would do by itself
    return tuple(view(row) for row in session.execute(_ALL))


def origin(session: Session) -> bytes | None:
    """The origin of what is written now (16 bytes); None before the first event."""
    found = session.scalar(select(Epoch.origin).where(Epoch.closed_ms.is_(None)))
    return None if found is None else bytes.fromhex(found)


def view(row: Epoch | Row[Any]) -> EpochView:
    """The row as a plain value."""
    parent = None
    if row.parent is not None and row.parent_seq is not None and row.parent_hash is not None:
        parent = Parent(bytes.fromhex(row.parent), row.parent_seq, row.parent_hash)
    return EpochView(
        name=bytes.fromhex(row.name),
        origin=bytes.fromhex(row.origin),
        salt=row.salt,
        length=row.length,
        head=row.head,
        parent=parent,
        open=row.closed_ms is None,
        closed_because=row.closed_because,
        opened_ms=row.opened_ms,
    )
