"""Staged folders put into the school's own folder: all of them, or none.

What stood in their place is kept: as versions of its files, and whole in `.replaced`. The moves are
written down before the first one, so that a power cut in the middle is made good by the next look
(`finish_moves`), and undone where one of them fails.
"""

import json
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.authoring import versions
from app.authoring.own_folder import OwnFolder
from app.authoring.saving import Saver, writing
from app.authoring.versions import Reason
from app.catalog.cache import write_whole
from app.database import transaction
from app.errors import KisimaError

STAGING = ".staging"
REPLACED = ".replaced"
MOVES = ".moves.json"
_ABANDONED_SECONDS = 86_400
_MOST_KEPT = 2_000_000  # bytes of a file that is kept as a version
_TEXTS = frozenset((".md", ".yaml", ".yml", ".po", ".ipynb", ".csv", ".txt", ".svg"))


@dataclass(frozen=True)
class Moves:
    """Keys (`courseware/prices`) to move from the staged folder, and where the old ones go; both
    relative to the own folder."""

    staged: str
    kept: str
    keys: tuple[str, ...]


@contextmanager
def staging(own: Path) -> Iterator[Path]:
    """An empty folder on the own folder's disk, gone at the end with what is left in it."""
    folder = own / STAGING / secrets.token_hex(8)
    with writing(folder):
        folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(folder: OwnFolder, staged: Path, *, by: int | None) -> tuple[str, ...]:
    """Move everything staged into the own folder; returns the keys of what was moved.

    `staged` has the own folder's layout: courses, exercises, single PO files. Raises OwnFolderBusy,
    OwnFolderUnwritable or DiskFull, and then everything is as it was.
    """
    own = folder.own
    with Saver(folder).alone():
        finish_moves(own)
        keys = _keys(staged)
        kept = f"{REPLACED}/{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"
        moves = Moves(staged.relative_to(own).as_posix(), kept, keys)
        _keep_versions(own, [own / key for key in keys], None, "found")
        with writing(own / MOVES):
            write_whole(own / MOVES, json.dumps(moves.__dict__).encode())
            try:
                _carry_out(own, moves)
            except OSError:
                _undo(own, moves)
                (own / MOVES).unlink()
                raise
            (own / MOVES).unlink()
        _keep_versions(own, [own / key for key in keys], by, "imported")
        _sweep(own)
    return keys


def recover(own: Path) -> None:
    """Make good what a power cut left in the middle of `place`; for the start of the server."""
    if (own / MOVES).exists():
        with suppress(KisimaError), Saver(OwnFolder(own, {})).alone():
            finish_moves(own)


def finish_moves(own: Path) -> None:
    """Make good what a power cut left in the middle; for a caller who is alone."""
    path = own / MOVES
    try:
        said = json.loads(path.read_bytes())
        moves = Moves(str(said["staged"]), str(said["kept"]), tuple(map(str, said["keys"])))
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError):
        # It is written whole before anything moves, so a damaged one tells of no move.
        with suppress(OSError):
            path.unlink()
        return
    with suppress(OSError):
        _carry_out(own, moves)
        path.unlink()


def _keys(staged: Path) -> tuple[str, ...]:
    """Exercises and translations first, so that a course never stands there without them."""
    found = [path for kind in ("exercises", "courseware") for path in (staged / kind).glob("*")]
    found += (staged / "translations").glob("*/*.po")
    order = {"exercises": 0, "translations": 1, "courseware": 2}
    keys = [path.relative_to(staged).as_posix() for path in found]
    return tuple(sorted(keys, key=lambda key: (order[key.split("/")[0]], key)))


def _carry_out(own: Path, moves: Moves) -> None:
    for key in moves.keys:
        source, target, kept = own / moves.staged / key, own / key, own / moves.kept / key
        if not source.exists():
            continue
        if target.exists() and not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            target.rename(kept)
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)


def _undo(own: Path, moves: Moves) -> None:
    for key in reversed(moves.keys):
        source, target, kept = own / moves.staged / key, own / key, own / moves.kept / key
        if not source.exists() and target.exists():
            source.parent.mkdir(parents=True, exist_ok=True)
            target.rename(source)
        if kept.exists() and not target.exists():
            kept.rename(target)


def _keep_versions(own: Path, places: Sequence[Path], by: int | None, reason: Reason) -> None:
    files = [place for place in places if place.is_file()]
    files += [path for place in places for path in sorted(place.rglob("*")) if path.is_file()]
    kept = [path for path in files if path.suffix.lower() in _TEXTS]
    if not kept:
        return
    with transaction() as session:
        for path in kept:
            key = path.relative_to(own).as_posix()
            if "/." not in key and path.stat().st_size <= _MOST_KEPT:
                versions.add(session, key, path.read_bytes(), by=by, reason=reason)


def _sweep(own: Path) -> None:
    """Remove what a process that was killed has left in the staging folder."""
    for path in (own / STAGING).glob("*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(path)
