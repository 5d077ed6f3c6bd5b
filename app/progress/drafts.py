"""The notebook that a student is working on, and what it was before."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import journal
from app.clock import now_ms
from app.database import db, transaction
from app.errors import N_, KisimaError
from app.progress.models import DraftRow, DraftVersion
from app.progress.packing import pack_notebook, unpack

KEPT_VERSIONS = 30


@dataclass(frozen=True)
class Draft:
    """A student's working notebook; the revision grows by one with each change."""

    revision: int
    notebook: dict[str, Any]
    updated_ms: int


@dataclass(frozen=True)
class Version:
    """A draft as it once was. The reason is "conflict", "start-over", "reset", "upload" or
    "restore"."""

    id: int
    reason: str
    kept_ms: int


class DraftConflict(KisimaError):
    """Another tab or computer has saved since; `current` is what the server has."""

    sentence = N_(
        "This notebook was changed in another window. Both texts are kept; "
        "choose the one you want to go on with."
    )

    def __init__(self, current: Draft) -> None:
        self.current = current
        super().__init__()


class NoSuchVersion(KisimaError):
    sentence = N_("There is no such earlier version of this notebook.")


def draft(account_id: int, exercise_id: str) -> Draft | None:
    """The student's draft, or None before she has typed anything."""
    row = db.session.get(DraftRow, (account_id, exercise_id))
    return None if row is None else _draft(row)


def save_draft(
    account_id: int, exercise_id: str, notebook: dict[str, Any], base_revision: int
) -> Draft:
    """Keep what the student typed; `base_revision` is the one her page started from (0: none).

    Raises DraftConflict when another page has saved since; hers is then kept as a version.
    """
    packed = pack_notebook(notebook)
    conflict: Draft | None = None
    with transaction() as session:
        row = session.get(DraftRow, (account_id, exercise_id), populate_existing=True)
        if row is not None and row.notebook == packed:
            return _draft(row)
        if row is not None and row.revision != base_revision:
            _keep(session, account_id, exercise_id, packed, "conflict")
            conflict = _draft(row)
        else:
            row = _write(session, account_id, exercise_id, row, packed)
            saved = _draft(row)
    if conflict is not None:
        raise DraftConflict(conflict)
    return saved


def replace_draft(
    account_id: int, exercise_id: str, notebook: dict[str, Any], reason: str
) -> Draft:
    """Put another notebook in the draft's place; what was there is kept as a version.

    The reason is one of Version's.
    """
    with transaction() as session:
        row = session.get(DraftRow, (account_id, exercise_id), populate_existing=True)
        if row is not None:
            _keep(session, account_id, exercise_id, row.notebook, reason)
        row = _write(session, account_id, exercise_id, row, pack_notebook(notebook))
        journal.append(
            session,
            "draft-replaced",
            account_id=account_id,
            item=exercise_id,
            payload={"reason": reason},
        )
        return _draft(row)


def versions(account_id: int, exercise_id: str) -> list[Version]:
    """The earlier versions that are kept, newest first."""
    query = (
        select(DraftVersion.id, DraftVersion.reason, DraftVersion.kept_ms)
        .where(DraftVersion.account_id == account_id, DraftVersion.exercise_id == exercise_id)
        .order_by(DraftVersion.id.desc())
    )
    return [Version(*row) for row in db.session.execute(query)]


def version_notebook(account_id: int, exercise_id: str, version_id: int) -> dict[str, Any]:
    """The notebook of an earlier version; raises NoSuchVersion."""
    row = db.session.get(DraftVersion, version_id)
    if row is None or (row.account_id, row.exercise_id) != (account_id, exercise_id):
        raise NoSuchVersion()
    notebook: dict[str, Any] = unpack(row.notebook)
    return notebook


def restore_version(account_id: int, exercise_id: str, version_id: int) -> Draft:
    """Go on with an earlier version; the present draft is kept as one. Raises NoSuchVersion."""
    notebook = version_notebook(account_id, exercise_id, version_id)
    return replace_draft(account_id, exercise_id, notebook, "restore")


def _write(
    session: Session, account_id: int, exercise_id: str, row: DraftRow | None, packed: bytes
) -> DraftRow:
    if row is None:
        row = DraftRow(account_id=account_id, exercise_id=exercise_id, revision=0)
        session.add(row)
    row.revision += 1
    row.notebook = packed
    row.updated_ms = now_ms()
    return row


def _keep(session: Session, account_id: int, exercise_id: str, packed: bytes, reason: str) -> None:
    mine = (DraftVersion.account_id == account_id, DraftVersion.exercise_id == exercise_id)
    newest = session.scalars(
        select(DraftVersion).where(*mine).order_by(DraftVersion.id.desc()).limit(1)
    ).first()
    if newest is not None and newest.notebook == packed:
        return
    session.add(
        DraftVersion(
            account_id=account_id,
            exercise_id=exercise_id,
            reason=reason,
            notebook=packed,
            kept_ms=now_ms(),
        )
    )
    session.flush()
    old = select(DraftVersion.id).where(*mine).order_by(DraftVersion.id.desc())
    session.execute(
        delete(DraftVersion).where(DraftVersion.id.in_(old.offset(KEPT_VERSIONS))),
        execution_options={"synchronize_session": False},
    )


def _draft(row: DraftRow) -> Draft:
    return Draft(row.revision, unpack(row.notebook), row.updated_ms)
