"""Zips that anybody may have made: looked through before a byte of them is unpacked."""

import hashlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from app.authoring.intake.file_tree import (
    CHUNK,
    MOST_FILES,
    TooManyFiles,
    check_doubles,
    check_name,
    check_size,
    check_total,
    is_junk,
    shown,
)
from app.errors import N_, KisimaError

_MOST_RATIO = 200  # of a file unpacked to it packed; texts reach 20, CSV of one value 100
_SMALL = 1_000_000  # bytes below which a file may be as dense as it likes
_DIRECTORY_BYTES = 400 * MOST_FILES
_END, _LOCATOR = b"PK\5\6", b"PK\6\7"
_KINDS = frozenset((0, stat.S_IFREG, stat.S_IFDIR))


class DamagedZip(KisimaError):
    sentence = N_(
        "This zip file is damaged or was not copied whole (%(reason)s). Please copy it again. "
        "Nothing was taken in."
    )


class LinkInZip(KisimaError):
    sentence = N_("“%(name)s” in it is a link to elsewhere and no file. Nothing was taken in.")


class LockedZip(KisimaError):
    sentence = N_("This zip file is locked with a password. Please make one without.")


class ZipBomb(KisimaError):
    sentence = N_(
        "“%(name)s” in it is packed far more densely than lessons are, so it may be meant to fill "
        "the disk. Nothing was taken in."
    )


class SafeZip:
    """A zip as a file tree (see file_tree). Use it as a context; raises KisimaErrors only."""

    def __init__(self, path: Path) -> None:
        _check_directory(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise DamagedZip(reason=str(error)[:80]) from None
        try:
            self._entries = dict(self._checked(path.stat().st_size))
        except KisimaError:
            self._zip.close()
            raise

    def __enter__(self) -> "SafeZip":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        """All files, by name."""
        return tuple(sorted(self._entries))

    def size(self, name: str) -> int:
        """Bytes, unpacked, as the zip says; no more are ever read."""
        return self._entries[name].file_size

    def read(self, name: str, most: int) -> bytes:
        """All of a file; raises FileTooLarge or DamagedZip."""
        check_size(name, self.size(name), most)
        with _reading(name), self._zip.open(self._entries[name]) as file:
            return file.read(most + 1)

    def copy(self, name: str, target: Path) -> str:
        """Write a file to `target`; returns its SHA-256 in hex."""
        digest = hashlib.sha256()
        with _reading(name), self._zip.open(self._entries[name]) as file, target.open("wb") as copy:
            while piece := file.read(CHUNK):
                digest.update(piece)
                copy.write(piece)
        return digest.hexdigest()

    def _checked(self, size: int) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        entries = self._zip.infolist()
        if len(entries) > MOST_FILES:
            raise TooManyFiles(most=MOST_FILES)
        files: list[tuple[str, zipfile.ZipInfo]] = []
        for entry in entries:
            name = entry.orig_filename.replace("\\", "/")
            if not 0 <= entry.header_offset < size:
                raise DamagedZip(reason=f"{shown(name)}: {entry.header_offset}")
            _check_entry(entry, name)
            if name.endswith("/"):
                check_name(name.rstrip("/"))
            elif not is_junk(check_name(name)):
                files.append((name, entry))
        check_total(sum(entry.file_size for _, entry in files))
        check_doubles(tuple(str(name) for name, _ in files))
        yield from files


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & 0x1:
        raise LockedZip()
    if stat.S_IFMT(entry.external_attr >> 16) not in _KINDS:
        raise LinkInZip(name=shown(name))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedZip(reason=f"method {entry.compress_type}")
    dense = entry.file_size > _MOST_RATIO * max(1, entry.compress_size)
    if dense and entry.file_size > _SMALL:
        raise ZipBomb(name=shown(name))


def _check_directory(path: Path) -> None:
    """Look at the size of the list of files before it is read into memory."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 66_000))
            tail = file.read()
    except OSError as error:
        raise DamagedZip(reason=error.strerror or str(error)) from None
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < 22:
        raise DamagedZip(reason="no end")
    (directory,) = struct.unpack_from("<L", tail, end + 12)
    if end >= 76 and tail[end - 20 : end - 16] == _LOCATOR:
        (directory,) = struct.unpack_from("<Q", tail, end - 76 + 40)
    if directory > _DIRECTORY_BYTES:
        raise TooManyFiles(most=MOST_FILES)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,  # a name that is no UTF-8
    ) as error:
        raise DamagedZip(reason=f"{shown(name)}: {str(error)[:60]}") from None
