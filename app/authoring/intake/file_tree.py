"""The files of an import, wherever they lie: a folder of this computer, or a zip (see safe_zip)."""

import hashlib
import re
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Protocol

from app.errors import N_, KisimaError

CHUNK = 1 << 20
MOST_FILES = 5_000
MOST_BYTES = 300_000_000

_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?")
_LONGEST_PART, _DEEPEST = 120, 12
_JUNK = frozenset(
    ("__macosx", ".ds_store", "thumbs.db", "desktop.ini", ".git", ".ipynb_checkpoints")
)


class BadName(KisimaError):
    sentence = N_(
        "It holds a file named “%(name)s”, which cannot be kept safely on every computer. "
        "Nothing was taken in."
    )


class DoubledName(KisimaError):
    sentence = N_("It holds the file “%(name)s” twice, so it is damaged. Nothing was taken in.")


class TooManyFiles(KisimaError):
    sentence = N_("It holds more than %(most)s files. Nothing was taken in.")


class TooLarge(KisimaError):
    sentence = N_("Unpacked it is larger than %(megabytes)s MB. Nothing was taken in.")


class FileTooLarge(KisimaError):
    sentence = N_("The file “%(name)s” in it is larger than %(megabytes)s MB.")


class NotReadable(KisimaError):
    sentence = N_("“%(name)s” cannot be read: %(reason)s.")


class FileTree(Protocol):
    """Files by name: relative, with slashes, safe on every system, in alphabetical order."""

    @property
    def names(self) -> tuple[str, ...]:
        """All files."""
        ...

    def size(self, name: str) -> int:
        """Bytes."""
        ...

    def read(self, name: str, most: int) -> bytes:
        """All of a file; raises FileTooLarge beyond `most` bytes."""
        ...

    def copy(self, name: str, target: Path) -> str:
        """Write a file to `target` piece by piece; returns its SHA-256 in hex."""
        ...


class FolderTree:
    """The files below a folder. Links and what systems leave behind are passed over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found: list[str] = []
        for path in folder.rglob("*"):
            name = path.relative_to(folder).as_posix()
            if is_junk(name) or path.is_symlink() or not path.is_file():
                continue
            if not path.resolve().is_relative_to(folder.resolve()):
                continue
            found.append(check_name(name))
            if len(found) > MOST_FILES:
                raise TooManyFiles(most=MOST_FILES)
        self._names = tuple(sorted(found))
        check_doubles(self._names)
        check_total(sum(self.size(name) for name in self._names))

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    def path(self, name: str) -> Path:
        """Where a file lies."""
        return self.folder / name

    def size(self, name: str) -> int:
        return self.path(name).stat().st_size

    def read(self, name: str, most: int) -> bytes:
        check_size(name, self.size(name), most)
        try:
            with self.path(name).open("rb") as file:
                data = file.read(most + 1)
        except OSError as error:
            raise NotReadable(name=name, reason=error.strerror or error) from error
        check_size(name, len(data), most)
        return data

    def copy(self, name: str, target: Path) -> str:
        digest = hashlib.sha256()
        try:
            with self.path(name).open("rb") as source, target.open("wb") as copy:
                while piece := source.read(CHUNK):
                    digest.update(piece)
                    copy.write(piece)
        except OSError as error:
            raise NotReadable(name=name, reason=error.strerror or error) from error
        return digest.hexdigest()


class OneFile(FolderTree):
    """A single file as a tree, under the name that its sender gave it."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._names = path, (check_name(name),)

    def path(self, name: str) -> Path:
        return self._path


def is_junk(name: str) -> bool:
    """Whether a file is what a system leaves behind, and nobody's work."""
    parts = name.casefold().split("/")
    return any(part in _JUNK or part.startswith("._") for part in parts)


def check_name(name: str) -> str:
    """The name of a file that may be written below a folder on Linux and on Windows.

    Raises BadName for `..`, absolute names, drives, reserved names, control characters, names that
    end in a dot or a space, and names too long or too deep.
    """
    parts = name.split("/")
    if not name or len(parts) > _DEEPEST or PurePosixPath(name).is_absolute():
        raise BadName(name=shown(name))
    for part in parts:
        reserved = _RESERVED.fullmatch(part.casefold().strip())
        if part in ("", ".", "..") or reserved or _FORBIDDEN.search(part):
            raise BadName(name=shown(name))
        if len(part.encode("utf-8", "replace")) > _LONGEST_PART or part[-1] in " .":
            raise BadName(name=shown(name))
        if not part.isprintable() or part.startswith("~$"):
            raise BadName(name=shown(name))
    return name


def check_doubles(names: tuple[str, ...]) -> None:
    """Raises DoubledName where two names are one on some system, or a file is a folder too."""
    folded: dict[str, str] = {}
    for name in names:
        key = unicodedata.normalize("NFC", name).casefold()
        if folded.setdefault(key, name) is not name:
            raise DoubledName(name=shown(name))
    for key, name in folded.items():
        parents = PurePosixPath(key).parents
        if any(parent.as_posix() in folded for parent in parents):
            raise DoubledName(name=shown(name))


def check_total(size: int) -> None:
    """Raises TooLarge."""
    if size > MOST_BYTES:
        raise TooLarge(megabytes=MOST_BYTES // 1_000_000)


def check_size(name: str, size: int, most: int) -> None:
    """Raises FileTooLarge."""
    if size > most:
        raise FileTooLarge(name=shown(name), megabytes=max(1, most // 1_000_000))


def shown(name: str) -> str:
    """A name that can stand in a sentence."""
    return "".join(c if c.isprintable() else "�" for c in name)[:80]
