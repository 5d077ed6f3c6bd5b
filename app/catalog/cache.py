"""The disk cache of rendered pages: one JSON file for each page, replaced when it changes.

A file's name says whose page it is, and a key inside says of which content. So a changed lesson
overwrites its old page, and the cache never grows with the number of edits.
"""

import json
import os
import stat
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

from app.catalog.digests import digest_of

T = TypeVar("T")

_FORMAT = 1
_ABANDONED_SECONDS = 3600
_PAUSES = (0.02, 0.05, 0.1, 0.2) if os.name == "nt" else ()


class PageCache:
    """Pages by name and key: a few in memory, all on disk, and built when they are nowhere.

    Safe to use from many threads, and from many processes over one folder. With `folder` None, or
    on a disk that is full, it keeps pages in memory only. `known_names`, when set, says which
    names are still in use; files of others are removed once, after the first page is written.
    """

    def __init__(self, folder: Path | None, *, in_memory: int = 160) -> None:
        self.folder = folder
        self.known_names: Callable[[], Collection[str]] | None = None
        self._in_memory = in_memory
        self._pages: OrderedDict[str, tuple[str, Any]] = OrderedDict()
        self._lock = Lock()
        # One page is built at a time: a class that opens a lesson together renders it once.
        self._building = RLock()
        self._swept = False

    def fetch(
        self,
        name: str,
        key: str,
        build: Callable[[], T],
        *,
        encode: Callable[[T], Any],
        decode: Callable[[Any], T],
    ) -> T:
        """The page of this name for this key, from memory, from disk, or built and kept."""
        found = self._remembered(name, key)
        if found is not None:
            return found
        with self._building:
            found = self._remembered(name, key)
            if found is not None:
                return found
            page = self._from_disk(name, key, decode)
            if page is None:
                page = build()
                self._to_disk(name, key, encode(page))
        self._remember(name, key, page)
        return page

    def _remembered(self, name: str, key: str) -> Any:
        with self._lock:
            kept = self._pages.get(name)
            if kept is None or kept[0] != key:
                return None
            self._pages.move_to_end(name)
            return kept[1]

    def _remember(self, name: str, key: str, page: Any) -> None:
        with self._lock:
            self._pages[name] = (key, page)
            self._pages.move_to_end(name)
            while len(self._pages) > self._in_memory:
                self._pages.popitem(last=False)

    def _from_disk(self, name: str, key: str, decode: Callable[[Any], T]) -> T | None:
        if self.folder is None:
            return None
        try:
            kept = json.loads((self.folder / file_name(name)).read_bytes())
            if kept["format"] == _FORMAT and kept["key"] == key:
                return decode(kept["page"])
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            # A missing or damaged file is the same: the page is built again.
            return None
        return None

    def _to_disk(self, name: str, key: str, page: Any) -> None:
        if self.folder is None:
            return
        text = json.dumps({"format": _FORMAT, "key": key, "page": page}, ensure_ascii=False)
        # A full disk or a file held open by another process costs the cache, not the page.
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / file_name(name), text.encode("utf-8", "surrogatepass"))
            self._sweep()

    def _sweep(self) -> None:
        """Remove the pages of lessons that are gone, and what a crash left half written."""
        if self._swept or self.folder is None or self.known_names is None:
            return
        self._swept = True
        known = {file_name(name) for name in self.known_names()}
        for path in self.folder.glob("*.json"):
            if path.name not in known:
                with suppress(OSError):
                    path.unlink()
        for path in self.folder.glob(".*.tmp"):
            with suppress(OSError):
                # A younger one may be another process's work.
                if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                    path.unlink()


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced; those of a plain new file otherwise."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0o644


def file_name(name: str) -> str:
    """The file of a page, safe on any file system."""
    return f"{name.split(':', 1)[0]}-{digest_of(name)}.json"


def write_whole(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Write a file so that a reader sees the old bytes or the new ones, never a part.

    With `durable` they are on the disk when it returns, and survive a power cut.
    """
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).chmod(_mode(path))
        _replace(Path(temporary), path)
        if durable:
            _sync_folder(path.parent)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _replace(temporary: Path, path: Path) -> None:
    for pause in _PAUSES:
        try:
            temporary.replace(path)
            return
        except PermissionError:
            # On Windows a file that another program reads just now cannot be replaced.
            time.sleep(pause)
    temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder last; Windows knows no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
