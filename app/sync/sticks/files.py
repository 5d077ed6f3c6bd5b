"""Reading and writing files on a stick, which may be pulled out, full or broken at any moment."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from app.errors import N_, KisimaError
from app.sync.sticks.names import ENDING, PART, shown
from app.sync.wire.errors import TooLarge
from app.sync.wire.sticks import MOST_FILE


class StickUnusable(KisimaError):
    sentence = N_(
        "The stick at %(path)s cannot be used: %(reason)s. What was copied whole stays good; put "
        "the stick in again, or take another one, and repeat."
    )


def write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all; raises StickUnusable.

    It is on the stick itself when this returns, and no more in memory only.
    """
    part = path.with_name(path.name + PART)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A link of this name would lead out of the stick, so only a file of our making is opened.
        part.unlink(missing_ok=True)
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise StickUnusable(path=shown(path), reason=error.strerror or shown(error)) from error


def read(path: Path) -> bytes:
    """A file's bytes; raises StickUnusable, or TooLarge before much of it is read."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_FILE + 1024)
    except OSError as error:
        raise StickUnusable(path=shown(path), reason=error.strerror or shown(error)) from error
    if len(data) > MOST_FILE + 512:
        raise TooLarge(most=MOST_FILE)
    return data


def found(folder: Path) -> Iterator[Path]:
    """The files of ours in a folder, in the order of their names; none where it is not there."""
    with contextlib.suppress(OSError):
        yield from sorted(
            path for path in folder.iterdir() if path.name.endswith(ENDING) and path.is_file()
        )


def check(stick: Path) -> None:
    """Raises StickUnusable where there is no such folder: nothing is made that no stick is."""
    if not stick.is_dir():
        raise StickUnusable(path=shown(stick), reason="there is no such folder")


def _flush_folder(folder: Path) -> None:
    # Windows has no way to flush a folder, and some file systems of sticks refuse it.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
