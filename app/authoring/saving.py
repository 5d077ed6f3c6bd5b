"""Saving a file of the own folder: never over what somebody else has written meanwhile.

The order makes sure that a power cut loses nothing. First what is there now becomes a version,
then the file is replaced whole, then the new version is kept and what was typed is forgotten. Cut
off before the last step, the next look finds the file changed and keeps it as a version.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.authoring import versions
from app.authoring.models import TypedText
from app.authoring.own_folder import (
    FileUnreadable,
    NoSuchFile,
    OwnFolder,
    Source,
    bytes_of,
    text_of,
)
from app.authoring.typed import change_typed
from app.authoring.versions import Reason
from app.catalog.cache import write_whole
from app.catalog.digests import digest_of
from app.database import DiskFull, transaction
from app.errors import N_, KisimaError

LOCK = ".lock"
LOCK_SECONDS = 20


class OwnFolderBusy(KisimaError):
    sentence = N_(
        "Somebody else is saving just now, and it takes long. What you typed is kept; please "
        "save again in a moment."
    )


class OwnFolderUnwritable(KisimaError):
    sentence = N_(
        "The file could not be written into %(path)s: %(reason)s. What you typed is kept; please "
        "ask whoever looks after this computer."
    )


class ChangedMeanwhile(KisimaError):
    """The file is no longer what the change began with; nothing was written.

    `theirs` is the file as it is now, None where it is gone; `yours` the text that was not saved,
    which stays kept as typed.
    """

    sentence = N_(
        "This text was changed while you were writing. Both texts are kept: compare them, and save "
        "the one that should count."
    )

    def __init__(self, theirs: Source | None, yours: str) -> None:
        super().__init__()
        self.theirs = theirs
        self.yours = yours


@dataclass(frozen=True)
class Saved:
    """What was saved: its text (a missing id may have been written into it), and the version that
    the next save begins with. `changed` is False where the file had these bytes already."""

    text: str
    version: str
    key: str
    changed: bool = True


class Saver:
    """Writes files of the own folder, one writer at a time, whichever process it is in."""

    def __init__(self, folder: OwnFolder) -> None:
        self.folder = folder

    def save_text(
        self, key: str, text: str, *, base_version: str, by: int, reason: Reason = "saved"
    ) -> Saved:
        """Replace a file's text. `base_version` is the version that the author has seen, "" for a
        file that is not there yet. Raises ChangedMeanwhile and others."""
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        with self.alone():
            return self._save_text(key, plain, base_version, by, reason)

    def _save_text(self, key: str, text: str, base_version: str, by: int, reason: Reason) -> Saved:
        try:
            path, old = self.folder.current(key)
        except NoSuchFile:
            path, old = self.folder.path(key), None
        new = bytes_like(old or b"", text)
        found = "" if old is None else digest_of(old)
        same = old is not None and text_of(key, old) == text
        if found != base_version and not same:
            if old is not None and path == self.folder.path(key):
                self._keep_found(key, old)
            raise ChangedMeanwhile(None if old is None else self.folder.source(key), text)
        if same and old is not None:
            with transaction() as session:
                if path == self.folder.path(key):
                    versions.add(session, key, old, by=by, reason=reason)
                _forget_typed(session, by, key)
            return Saved(text, found, key, changed=False)
        self.replace(key, new, by=by, reason=reason)
        with transaction() as session:
            _forget_typed(session, by, key)
        return Saved(text, digest_of(new), key)

    def change(
        self, key: str, edit: Callable[[str], str], *, by: int, reason: Reason = "setting"
    ) -> bool:
        """Change a part of a file's text, whoever else writes in it; whether that changed it. What
        people have typed into it and not saved is changed in the same way, so that they can go on.
        For callers within `alone`."""
        _path, old = self.folder.current(key)
        text = text_of(key, old)
        new = edit(text)
        if new == text:
            return False
        data = bytes_like(old, new)
        self.replace(key, data, by=by, reason=reason)
        change_typed(key, edit, digest_of(old), digest_of(data))
        return True

    def replace(self, key: str, new: bytes, *, by: int, reason: Reason) -> None:
        """Replace a file's bytes whatever they are, or make it, and keep the old ones as a version;
        for callers within `alone`."""
        target = self.folder.path(key)
        try:
            path, old = self.folder.current(key)
        except NoSuchFile:
            path, old = target, None
        if old is not None:
            if path == target:
                self._keep_found(key, old)
            else:
                with transaction() as session:
                    versions.add(session, key, old, by=None, reason="shipped")
        if key.startswith("exercises/"):
            with writing(target):
                self.folder.copy_exercise(key.split("/")[1])
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            if old is not None and path != target:
                # Before the copy, so that no copy is ever without its original.
                self.folder.remember_base(key, old)
            write_whole(target, new, durable=True)
        with transaction() as session:
            versions.add(session, key, new, by=by, reason=reason)

    def notice(self, key: str) -> None:
        """Keep an own file as a version where another program has changed it."""
        path = self.folder.path(key)
        try:
            found, data = self.folder.current(key)
        except (NoSuchFile, FileUnreadable):
            return
        newest = versions.newest(key)
        if found != path or newest is None or newest.digest == digest_of(data):
            return
        with self.alone():
            # Read anew: a save that was going on has ended by now.
            data = self.folder.current(key)[1]
            self._keep_found(key, data)

    def keep_found(self, key: str, *, by: int | None = None) -> None:
        """Keep an own file as a version, one that `by` has just made, or before it is moved away;
        for callers within `alone`."""
        data = bytes_of(self.folder.path(key))
        if data is not None and by is None:
            self._keep_found(key, data)
        elif data is not None:
            with transaction() as session:
                versions.add(session, key, data, by=by, reason="saved")

    def _keep_found(self, key: str, data: bytes) -> None:
        newest = versions.newest(key)
        if newest is not None and newest.digest == digest_of(data):
            return
        reason: Reason = "found" if newest is None else "outside"
        with transaction() as session:
            versions.add(session, key, data, by=None, reason=reason)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes into the own folder meanwhile; raises OwnFolderBusy."""
        from filelock import FileLock, Timeout

        own = self.folder.own
        with writing(own):
            own.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(own / LOCK, timeout=LOCK_SECONDS):
                yield
        except Timeout as error:
            raise OwnFolderBusy() from error


def bytes_like(old: bytes, text: str) -> bytes:
    """A text as bytes, with the line ends and the byte order mark of the file that it replaces."""
    newline = "\r\n" if b"\r\n" in old else "\n"
    mark = BOM_UTF8 if old.startswith(BOM_UTF8) else b""
    return mark + text.replace("\n", newline).encode("utf-8", "replace")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Names what may go wrong on the disk: raises DiskFull or OwnFolderUnwritable."""
    import errno

    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull() from error
        raise OwnFolderUnwritable(path=path.parent, reason=error.strerror or error) from error


def _forget_typed(session: Session, by: int, key: str) -> None:
    session.execute(delete(TypedText).where(TypedText.account_id == by, TypedText.path == key))
