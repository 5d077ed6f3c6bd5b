"""The centre that this node is connected to: keys that were pinned, certificates, generations."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import N_, KisimaError
from app.sync import wire
from app.sync.models import CentreLink


class NotConnected(KisimaError):
    sentence = N_(
        "This school is not connected to a centre yet. Type the centre's address and the code "
        "that you were given, once."
    )


@dataclass(frozen=True)
class Link:
    """Keys are 32 bytes; `certificates` are packed, this node's own first. `generation` is the
    newest of the centre that was heard, `root_generation` of the root; where the centre is the
    root, they are one and the same."""

    url: str
    centre_key: bytes
    centre_seal_key: bytes
    root_key: bytes
    certificates: tuple[bytes, ...]
    centre_name: str
    school_name: str
    enrolled_ms: int
    generation: wire.Generation | None
    root_generation: wire.Generation | None
    slot_minute: int | None = None
    policy: str = "{}"
    clock_offset_ms: int = 0
    next_try_ms: int | None = None
    retry_after_ms: int | None = None
    may_erase: int = 0  # people, at the centre's word, once: see hearing.ManyErasures

    @property
    def to_root(self) -> bool:
        """Whether the centre is the root itself, and no hub on the way."""
        return self.centre_key == self.root_key

    def origins(self, key: bytes) -> frozenset[bytes]:
        """The origins that this node, by its public signing key, may send for."""
        return _origins(self.certificates, self.root_key, key)

    @property
    def fingerprint(self) -> str:
        """The centre's key for people to compare: five groups of four."""
        return fingerprint(self.centre_key)


@lru_cache(8)
def _origins(certificates: tuple[bytes, ...], root: bytes, key: bytes) -> frozenset[bytes]:
    # Kept, as a sync asks at each step and each certificate has a signature to be checked.
    return frozenset(one.origin for one in wire.check_chain(certificates, root, key))


def fingerprint(key: bytes) -> str:
    """Twenty hexadecimal digits of a key's digest, in groups of four."""
    import hashlib

    digits = hashlib.sha256(key).hexdigest()[:20].upper()
    return " ".join(digits[place : place + 4] for place in range(0, 20, 4))


# Made once, as a sync asks it at each step.
_TABLE = CentreLink.__table__
_ROW = select(*_TABLE.c).where(_TABLE.c.id == 1)


def link(session: Session) -> Link | None:
    """The centre that this node is connected to, if it is."""
    row = session.execute(_ROW).first()
    if row is None:
        return None
    return Link(
        url=row.url,
        centre_key=row.sign_key,
        centre_seal_key=row.seal_key,
        root_key=row.root_key,
        certificates=tuple(bytes.fromhex(one) for one in json.loads(row.certificates)),
        centre_name=row.centre_name,
        school_name=row.school_name,
        enrolled_ms=row.enrolled_ms,
        generation=as_generation(row.generation),
        root_generation=as_generation(row.root_generation),
        slot_minute=row.slot_minute,
        policy=row.policy,
        clock_offset_ms=row.clock_offset_ms,
        may_erase=row.may_erase,
        next_try_ms=row.next_try_ms,
        retry_after_ms=row.retry_after_ms,
    )


def connected(session: Session) -> Link:
    """The centre that this node is connected to; raises NotConnected."""
    found = link(session)
    if found is None:
        raise NotConnected()
    return found


def keep(session: Session, link: Link) -> None:
    """Write the link, over one that may be there; inside a writing transaction."""
    row = session.get(CentreLink, 1, populate_existing=True)
    if row is None:
        row = CentreLink(id=1)
        session.add(row)
    row.url = link.url
    row.sign_key, row.seal_key = link.centre_key, link.centre_seal_key
    row.root_key = link.root_key
    row.certificates = json.dumps([one.hex() for one in link.certificates])
    row.centre_name, row.school_name = link.centre_name, link.school_name
    row.enrolled_ms = link.enrolled_ms
    row.generation = as_bytes(link.generation)
    row.root_generation = as_bytes(link.root_generation)
    row.slot_minute, row.policy = link.slot_minute, link.policy
    row.clock_offset_ms = link.clock_offset_ms
    row.may_erase = link.may_erase
    row.next_try_ms, row.retry_after_ms = link.next_try_ms, link.retry_after_ms
    session.flush()


def change(session: Session, values: Mapping[str, Any]) -> None:
    """Change some columns of the link's row; inside a writing transaction."""
    kept = {"synchronize_session": False}
    session.execute(update(CentreLink).values(**values), execution_options=kept)


def as_bytes(generation: wire.Generation | None) -> bytes | None:
    """A generation as tables keep it: 24 bytes, of which greater ones are newer."""
    if generation is None:
        return None
    return generation.count.to_bytes(8, "big") + generation.random


def as_generation(kept: bytes | None) -> wire.Generation | None:
    """The reverse of as_bytes."""
    return None if kept is None else wire.Generation(int.from_bytes(kept[:8], "big"), kept[8:])
