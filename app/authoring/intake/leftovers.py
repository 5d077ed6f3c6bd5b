"""What a power cut or a killed process left half done in the school's own folder: finished, put
back, or removed.

Whatever is younger than an hour may be somebody's work that goes on just now, and is left alone.
"""

import logging
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.authoring.deleting import all_deleted
from app.authoring.intake import placing, uploads
from app.authoring.making import NEW
from app.authoring.own_folder import OwnFolder
from app.authoring.saving import Saver
from app.errors import KisimaError

YOUNG_SECONDS = 3600

# What `write_whole` writes before it takes the place of the file.
_PART = re.compile(r"\.[a-z0-9_]{8}\.tmp")

log = logging.getLogger(__name__)


def clear_leftovers(own: Path, *, now: float | None = None) -> None:
    """Look once through the own folder; for the start of the server, and for every hour of it.

    A folder that is held or cannot be written to is left for the next time.
    """
    if not own.is_dir():
        return
    old = (time.time() if now is None else now) - YOUNG_SECONDS
    with suppress(KisimaError, OSError), Saver(OwnFolder(own, {})).alone():
        placing.finish_moves(own)
        _put_back(own)
        staged = placing.staged_still(own)
        for path in _half_done(own):
            if path != staged and _newest(path) < old:
                _remove(path)
    uploads.sweep(own)


def _half_done(own: Path) -> Iterator[Path]:
    yield from own.glob(f"{NEW}-*")
    yield from own.glob(f"{placing.STAGING}/*")
    # An upload is whole when its sender's name stands beside it.
    yield from (
        path for path in own.glob(f"{uploads.UPLOADS}/*") if not (path / uploads.ABOUT).exists()
    )
    for folder, _, names in os.walk(own):
        yield from (Path(folder, name) for name in names if _PART.fullmatch(name))


def _put_back(own: Path) -> None:
    """Bring back what was moved out of the way for something that then never came.

    What was replaced says so by a mark, and what somebody has deleted since lies in the bin.
    """
    deleted = {one.key for one in all_deleted(own)}
    for kept in sorted((own / placing.REPLACED).glob("*"), reverse=True):
        if (kept / placing.DONE).exists():
            continue
        for key in placing.keys_in(kept):
            if key not in deleted and placing.put_back(own, kept, key):
                log.warning("%s was put back: a power cut had left it aside", key)
        with suppress(OSError):
            placing.mark_done(kept)


def _newest(path: Path) -> float:
    """When anything in it was last written or put there, in seconds since 1970."""
    times = [0.0]
    for one in (path, *path.rglob("*")):
        with suppress(OSError):
            told = one.stat(follow_symlinks=False)
            # A copied file keeps the time of its original, so that alone says nothing.
            times += [told.st_mtime, told.st_ctime]
    return max(times)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
        log.warning("%s was removed: it was left half done", path)
