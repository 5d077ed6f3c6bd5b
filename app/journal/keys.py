"""This installation's secrets: the seeds of its signing and its sealing key.

They are random bytes here and nothing else; what is made of them is the business of app.sync.wire.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now_ms
from app.journal import machine
from app.journal.models import NodeKeyRow


@dataclass(frozen=True)
class NodeKeys:
    """Two seeds of 32 bytes each: of an Ed25519 key and of an X25519 key."""

    sign_seed: bytes
    seal_seed: bytes


# Made once, as a sync asks it at each step.
_SEEDS = select(NodeKeyRow.sign_seed, NodeKeyRow.seal_seed).where(NodeKeyRow.id == 1)
_ROW = select(NodeKeyRow).where(NodeKeyRow.id == 1).execution_options(populate_existing=True)


def keys(session: Session) -> NodeKeys:
    """The installation's keys, made on first need (for which a writing transaction is needed)."""
    found = session.execute(_SEEDS).first() or _row(session)
    return NodeKeys(found.sign_seed, found.seal_seed)


def renew_keys(session: Session) -> NodeKeys:
    """Forget the keys and make new ones, as a clone must; returns the new ones.

    Whoever still has to sign with the old ones asks `keys` for them first.
    """
    row = _row(session)
    row.sign_seed, row.seal_seed = secrets.token_bytes(32), secrets.token_bytes(32)
    row.machine = machine.fingerprint(row.sign_seed, machine.identity())
    row.made_ms = now_ms()
    session.flush()
    return NodeKeys(row.sign_seed, row.seal_seed)


def moved(session: Session, identity: str) -> bool:
    """Whether this is another computer than the last time; it is remembered as the present one.

    A computer without an identity moves nobody.
    """
    row = _row(session)
    now = machine.fingerprint(row.sign_seed, identity)
    before, row.machine = row.machine, now or row.machine
    return bool(now and before and now != before)


def _row(session: Session) -> NodeKeyRow:
    row = session.scalars(_ROW).first()
    if row is None:
        row = NodeKeyRow(
            id=1,
            sign_seed=secrets.token_bytes(32),
            seal_seed=secrets.token_bytes(32),
            machine="",
            made_ms=now_ms(),
        )
        session.add(row)
        session.flush()
    return row
