"""Staged folders put into the school's own folder: all of them, or none.

What stood in their place is kept: as versions of its files, and whole in `.replaced`. The moves are
written down before the first one, so that a power cut in the middle is made good by the next look
(`finish_moves`, see leftovers), and undone where one of them fails.
"""

import json
import os
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

STAGING = ".staging"
REPLACED = ".replaced"
MOVES = ".moves.json"
DONE = ".done"  # in a folder of `.replaced`: what took the place of this is there
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
        keys = keys_in(staged)
        kept = f"{REPLACED}/{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"
        moves = Moves(staged.relative_to(own).as_posix(), kept, keys)
        _keep_versions(own, [own / key for key in keys], None, "found")
        with writing(own / MOVES):
            _reach_the_disk(staged)
            write_whole(own / MOVES, json.dumps(moves.__dict__).encode(), durable=True)
            try:
                _carry_out(own, moves)
            except OSError:
                _undo(own, moves)
                (own / MOVES).unlink()
                raise
            (own / MOVES).unlink()
        _keep_versions(own, [own / key for key in keys], by, "imported")
    return keys


def finish_moves(own: Path) -> None:
    """Make good what a power cut left in the middle; for a caller who is alone. What cannot be
    moved now is left for the next time."""
    with suppress(OSError):
        moves = _written_moves(own)
        if moves is not None:
            _carry_out(own, moves)
        # It is written whole before anything moves, so a damaged one tells of no move.
        (own / MOVES).unlink(missing_ok=True)


def staged_still(own: Path) -> Path | None:
    """The staged folder of moves that could not be finished yet. Raises OSError."""
    moves = _written_moves(own)
    return None if moves is None else own / moves.staged


def keys_in(folder: Path) -> tuple[str, ...]:
    """The keys of what lies in a folder that has the own folder's layout.

    Exercises and translations come first, so that a course never stands there without them.
    """
    found = [path for kind in ("exercises", "courseware") for path in (folder / kind).glob("*")]
    found += (folder / "translations").glob("*/*.po")
    order = {"exercises": 0, "translations": 1, "courseware": 2}
    keys = [path.relative_to(folder).as_posix() for path in found]
    return tuple(sorted(keys, key=lambda key: (order[key.split("/")[0]], key)))


def put_back(own: Path, kept: Path, key: str) -> bool:
    """Bring something back out of a folder of `.replaced` if nothing has its place; whether it
    is back."""
    if (own / key).exists() or not (kept / key).exists():
        return False
    (own / key).parent.mkdir(parents=True, exist_ok=True)
    (kept / key).rename(own / key)
    return True


def mark_done(kept: Path) -> None:
    """Say in a folder of `.replaced` that nothing in it waits to be put back, and remove what is
    empty."""
    for path in (*kept.glob("translations/*"), *kept.glob("*")):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    if any(kept.iterdir()):
        (kept / DONE).touch()
    else:
        kept.rmdir()


def _written_moves(own: Path) -> Moves | None:
    try:
        said = json.loads((own / MOVES).read_bytes())
        return Moves(str(said["staged"]), str(said["kept"]), tuple(map(str, said["keys"])))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _reach_the_disk(staged: Path) -> None:
    """Have the staged files on the disk before they replace anything: after a power cut the names
    are there, and the bytes must be too."""
    for path in staged.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _carry_out(own: Path, moves: Moves) -> None:
    for key in moves.keys:
        source, target, kept = own / moves.staged / key, own / key, own / moves.kept / key
        if not source.exists():
            # It has been moved already, or it is lost; then what it would have replaced counts.
            put_back(own, own / moves.kept, key)
            continue
        if target.exists() and not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            target.rename(kept)
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    if (own / moves.kept).is_dir():
        mark_done(own / moves.kept)


def _undo(own: Path, moves: Moves) -> None:
    for key in reversed(moves.keys):
        source, target = own / moves.staged / key, own / key
        if not source.exists() and target.exists():
            source.parent.mkdir(parents=True, exist_ok=True)
            target.rename(source)
        put_back(own, own / moves.kept, key)
    if (own / moves.kept).is_dir():
        mark_done(own / moves.kept)


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
