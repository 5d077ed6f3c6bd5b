"""The school's own folder beside the shipped ones: which file counts, and where it came from.

A file is named by its key: its path from the own folder, with slashes, such as
`courseware/foundations/01-rules/lesson.md`. Where the own folder has no such file, the shipped one
counts. A copy of a shipped file remembers the bytes that it was copied from, as a file of the same
name in a folder `.origin` beside it, which goes along with backups and sticks.
"""

import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.catalog.cache import write_whole
from app.catalog.digests import digest_of
from app.errors import N_, KisimaError

KINDS = ("courseware", "exercises", "translations")
ORIGINS = ".origin"

_PART = re.compile(r"[^\W_][\w.() +-]{0,119}")

Origin = Literal["own", "copied", "shipped"]


class NoSuchFile(KisimaError):
    sentence = N_("There is no file %(key)s in the courses of this computer. Perhaps it was moved.")


class NotText(KisimaError):
    sentence = N_(
        "The file %(key)s is not UTF-8 text, so it cannot be shown here. Please save it again as "
        "UTF-8 in the program that wrote it."
    )


class FileUnreadable(KisimaError):
    sentence = N_("The file %(key)s cannot be read: %(reason)s")


@dataclass(frozen=True)
class Source:
    """A file's text as it is now, without a byte order mark and with "\\n" at the ends of lines.

    `version` is the digest of the file's bytes, which saving asks for. `origin` says whether the
    school wrote the file itself, copied a shipped one, or has only the shipped one. Of a copy,
    `moved_on` says that an update brought another original since, and `gone` that it took the
    original away. `path` is where the file lies, and `key` names it.
    """

    text: str
    version: str
    path: Path
    origin: Origin
    key: str
    moved_on: bool = False
    gone: bool = False


class OwnFolder:
    """The own folder and, for each kind of file, the shipped folders behind it."""

    def __init__(self, own: Path, shipped: Mapping[str, tuple[Path, ...]]) -> None:
        self.own = own
        self._shipped = shipped

    def path(self, key: str) -> Path:
        """Where the own file of a key is or would be; raises NoSuchFile for what is no key."""
        parts = key.split("/")
        if parts[0] not in KINDS or len(parts) < 2 or not all(map(_PART.fullmatch, parts)):
            raise NoSuchFile(key=key)
        path = self.own.joinpath(*parts)
        if not path.resolve().is_relative_to(self.own.resolve()):
            raise NoSuchFile(key=key)
        return path

    def shipped_path(self, key: str) -> Path | None:
        """The shipped file or folder of a key, None where there is none."""
        self.path(key)
        return next((path for path in self.shipped_folders(key) if path.exists()), None)

    def shipped_folders(self, key: str) -> tuple[Path, ...]:
        """Where shipped files of a folder's key lie, whether they are there or not."""
        kind, _, rest = key.partition("/")
        return tuple(root / rest for root in self._shipped.get(kind, ()))

    def base_path(self, key: str) -> Path:
        """Where a copy keeps the bytes that it was copied from."""
        path = self.path(key)
        return path.parent / ORIGINS / path.name

    def current(self, key: str) -> tuple[Path, bytes]:
        """The file that counts and its bytes; raises NoSuchFile or FileUnreadable."""
        for path in (self.path(key), self.shipped_path(key)):
            if path is None:
                continue
            try:
                return path, path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise FileUnreadable(key=key, reason=error.strerror or error) from error
        raise NoSuchFile(key=key)

    def origin(self, key: str) -> tuple[Origin, bool, bool]:
        """Where the file that counts comes from, whether its original has moved on, or is gone."""
        shipped = self.shipped_path(key)
        if not self.path(key).exists():
            return "shipped", False, False
        base = bytes_of(self.base_path(key))
        if shipped is None:
            return ("own", False, False) if base is None else ("copied", False, True)
        # A copy that was made by hand tells nothing of its original, and is left in peace.
        return "copied", base is not None and base != bytes_of(shipped), False

    def source(self, key: str) -> Source:
        """The text that counts; raises NoSuchFile, FileUnreadable or NotText."""
        path, data = self.current(key)
        origin, moved_on, gone = self.origin(key)
        return Source(text_of(key, data), digest_of(data), path, origin, key, moved_on, gone)

    def base_text(self, key: str) -> str | None:
        """The text of the original when the copy was made, None where nobody kept it."""
        base = bytes_of(self.base_path(key))
        return None if base is None else text_of(key, base)

    def shipped_text(self, key: str) -> str | None:
        """The text of the original as it is now, None where it is gone."""
        shipped = self.shipped_path(key)
        data = None if shipped is None else bytes_of(shipped)
        return None if data is None else text_of(key, data)

    def copy_exercise(self, slug: str) -> None:
        """Copy a shipped exercise whole, where the own folder has none of that name: its tests and
        its data belong together. The copy appears at once; raises OSError."""
        key = f"exercises/{slug}"
        target, shipped = self.path(key), self.shipped_path(key)
        if target.exists() or shipped is None:
            return
        made = self.own / f".new-{secrets.token_hex(4)}"
        try:
            shutil.copytree(shipped, made)
            (made / ORIGINS).mkdir()
            for name in ("exercise.yaml", "exercise.ipynb"):
                if (made / name).is_file():
                    shutil.copyfile(made / name, made / ORIGINS / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            made.replace(target)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def remember_base(self, key: str, data: bytes) -> None:
        """Note the bytes of the original that a copy is made from, or now holds on to."""
        base = self.base_path(key)
        base.parent.mkdir(parents=True, exist_ok=True)
        write_whole(base, data)


def bytes_of(path: Path) -> bytes | None:
    """The bytes of a file, None where there is no such file to read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def text_of(key: str, data: bytes) -> str:
    """The text in a file's bytes; raises NotText."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(key=key) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
