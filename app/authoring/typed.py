"""What was typed and is not saved yet: it survives a closed browser and a stopped server."""

import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import delete, select

from app.authoring.models import TypedText
from app.clock import now_ms
from app.database import db, transaction
from app.errors import KisimaError


@dataclass(frozen=True)
class Typed:
    """A text that its author has not saved; `base_version` is what her typing began with."""

    key: str
    text: str
    base_version: str
    at_ms: int


def keep_typed(by: int, key: str, text: str, base_version: str) -> None:
    """Keep what an account has typed into a file's editor; the same twice is once."""
    packed = zlib.compress(text.encode("utf-8", "replace"), 6)
    with transaction() as session:
        row = session.get(TypedText, (by, key))
        if row is None:
            row = TypedText(account_id=by, path=key, packed=packed, base_version=base_version)
            row.at_ms = now_ms()
            session.add(row)
        elif (row.packed, row.base_version) != (packed, base_version):
            row.packed, row.base_version, row.at_ms = packed, base_version, now_ms()


def typed(by: int, key: str) -> Typed | None:
    """What an account has typed into a file's editor, None where all is saved."""
    row = db.session.get(TypedText, (by, key))
    return None if row is None else _as_typed(row)


def all_typed(by: int) -> tuple[Typed, ...]:
    """Everything that an account has typed and not saved, the newest first."""
    query = select(TypedText).where(TypedText.account_id == by).order_by(TypedText.at_ms.desc())
    return tuple(_as_typed(row) for row in db.session.scalars(query))


def drop_typed(by: int, key: str) -> None:
    """Forget what an account typed: it is saved, or given up."""
    with transaction() as session:
        where = (TypedText.account_id == by, TypedText.path == key)
        session.execute(delete(TypedText).where(*where))


def change_typed(key: str, edit: Callable[[str], str], old: str, new: str) -> None:
    """Make a change of a file, from version `old` to `new`, in what is typed on top of it too."""
    with transaction() as session:
        where = (TypedText.path == key, TypedText.base_version == old)
        for row in session.scalars(select(TypedText).where(*where)):
            with suppress(KisimaError):
                text = zlib.decompress(row.packed).decode()
                row.packed = zlib.compress(edit(text).encode(), 6)
                row.base_version = new


def _as_typed(row: TypedText) -> Typed:
    text = zlib.decompress(row.packed).decode()
    return Typed(row.path, text, row.base_version, row.at_ms)
