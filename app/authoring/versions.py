"""Versions of files: every text that was saved, or found changed, can be seen and brought back.

All of the newest KEEP_ALL of a file stay; of older ones, the last of each day.
"""

import zlib
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.authoring.models import FileVersion
from app.catalog.digests import digest_of
from app.clock import now_ms
from app.database import db
from app.errors import N_, KisimaError

KEEP_ALL = 50
DAY_MS = 86_400_000

# shipped: the original that a copy was made from; outside: found on the disk, changed by another
# program; found: what was there before the first save; the others say what a person did.
Reason = Literal["saved", "outside", "found", "shipped", "brought_back", "setting", "imported"]


class NoSuchVersion(KisimaError):
    sentence = N_("This version is no longer kept. Please choose another one.")


@dataclass(frozen=True)
class Version:
    """One version of a file. `by` is an account's id, None where nobody is known; `size` is in
    bytes and `at_ms` in milliseconds since 1970."""

    id: int
    key: str
    digest: str
    size: int
    by: int | None
    at_ms: int
    reason: Reason


def versions(key: str) -> tuple[Version, ...]:
    """The versions of a file, newest first."""
    query = (
        select(FileVersion)
        .options(defer(FileVersion.packed))
        .where(FileVersion.path == key)
        .order_by(FileVersion.id.desc())
    )
    return tuple(_as_version(row) for row in db.session.scalars(query))


def version(id: int) -> tuple[Version, bytes]:
    """A version and its bytes; raises NoSuchVersion."""
    row = db.session.get(FileVersion, id)
    if row is None:
        raise NoSuchVersion()
    return _as_version(row), zlib.decompress(row.packed)


def newest(key: str) -> Version | None:
    """The newest version of a file, None where there is none."""
    query = (
        select(FileVersion)
        .options(defer(FileVersion.packed))
        .where(FileVersion.path == key)
        .order_by(FileVersion.id.desc())
        .limit(1)
    )
    row = db.session.scalar(query)
    return None if row is None else _as_version(row)


def add(session: Session, key: str, data: bytes, *, by: int | None, reason: Reason) -> None:
    """Keep the bytes of a file, unless its newest version has the same, and thin the old ones."""
    query = select(FileVersion.digest).where(FileVersion.path == key)
    digest = digest_of(data)
    if session.scalar(query.order_by(FileVersion.id.desc()).limit(1)) == digest:
        return
    row = FileVersion(
        path=key,
        digest=digest,
        packed=zlib.compress(data, 9),
        size=len(data),
        by=by,
        at_ms=now_ms(),
        reason=reason,
    )
    session.add(row)
    session.flush()
    _thin(session, key)


def _thin(session: Session, key: str) -> None:
    query = select(FileVersion.id, FileVersion.at_ms).where(FileVersion.path == key)
    rows = session.execute(query.order_by(FileVersion.id.desc()).offset(KEEP_ALL)).all()
    days: set[int] = set()
    for id, at_ms in rows:
        day = at_ms // DAY_MS
        if day in days:
            session.delete(session.get_one(FileVersion, id))
        days.add(day)


def _as_version(row: FileVersion) -> Version:
    return Version(row.id, row.path, row.digest, row.size, row.by, row.at_ms, row.reason)  # type: ignore[arg-type]
