"""Folders of running kernels: made fresh, removed on close, swept when their maker is dead.

Layout below the root: one folder for each engine, held by a lock file that the system frees when
the engine's process ends, and in it one folder for each kernel.

Kernels that root starts run as users of their own. Where they cannot have a file system of their
own, they walk from the root to their folder: so root's folders may be entered by everyone and
listed by nobody else, and the names in them cannot be guessed.
"""

import contextlib
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO


def default_root() -> Path:
    """A short path in the temporary folder, the user's own (names of Unix sockets are short)."""
    user = str(os.getuid()) if sys.platform != "win32" else "user"
    return Path(tempfile.gettempdir()) / f"kisima-{user}"


def private_folder(path: Path) -> Path:
    """Make `path`, readable by this user only. Raises PermissionError when it is another's."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The owner of a link, where it is one: others may make links in the temporary folder.
    if sys.platform != "win32" and path.lstat().st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to another user")
    return path


def passable_folder(path: Path) -> Path:
    """As `private_folder`; where this user is root, others may go through, but not list it."""
    private_folder(path)
    if sys.platform != "win32" and os.getuid() == 0:
        path.chmod(0o711)
    return path


def try_lock(path: Path) -> IO[bytes] | None:
    """Hold `path` until the returned file is closed or this process ends; None: another does.

    A lock and not a process number, because numbers are used again and clocks are set.
    """
    # Whoever could open it could hold it.
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


@contextlib.contextmanager
def wait_for_lock(path: Path, seconds: float = 5.0) -> Iterator[None]:
    """Hold the lock on `path`, or go on without it after `seconds`."""
    until = time.monotonic() + seconds
    while (held := try_lock(path)) is None and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield
    finally:
        if held is not None:
            held.close()


@dataclass(frozen=True)
class KernelFolder:
    """The folders of one kernel."""

    path: Path

    @property
    def work(self) -> Path:
        """The kernel's working folder, with the exercise's files."""
        return self.path / "work"

    @property
    def home(self) -> Path:
        return self.path / "home"

    @property
    def temporary(self) -> Path:
        return self.path / "tmp"

    @property
    def matplotlib(self) -> Path:
        return self.path / "home" / "mpl"

    @property
    def connection_file(self) -> Path:
        return self.path / "c" / "k.json"

    @property
    def log(self) -> Path:
        return self.path / "c" / "log"

    def make(self) -> "KernelFolder":
        """Make all folders, empty."""
        self.path.mkdir(mode=0o700)
        for folder in (self.work, self.matplotlib, self.temporary, self.connection_file.parent):
            folder.mkdir(mode=0o700, parents=True)
        return self

    def put(self, files: Mapping[str, Path]) -> None:
        """Copy `files` (relative name -> file or folder) into the working folder.

        Raises ValueError for a name that leads out of it.
        """
        for name, source in files.items():
            relative = PurePosixPath(name)
            if relative.is_absolute() or ".." in relative.parts or not relative.parts:
                raise ValueError(f"not a relative file name: {name!r}")
            target = self.work / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                shutil.copyfile(source, target)

    def remove(self) -> None:
        """Remove everything; what Windows still holds open is swept at the next start."""
        remove_tree(self.path)


class EngineFolder:
    """One engine's folder below `root`, held by a lock while its process lives."""

    def __init__(self, root: Path) -> None:
        self.root = passable_folder(root)
        # One process at a time, else a sweep could take a folder that is not yet locked.
        with wait_for_lock(root / "sweep"):
            sweep(root)
            self.path = passable_folder(root / f"e{secrets.token_hex(8)}")
            self._lock = try_lock(self.path / "lock")

    def new_kernel(self) -> KernelFolder:
        """Folders for one more kernel."""
        return KernelFolder(self.path / secrets.token_hex(8)).make()

    def remove(self) -> None:
        """Let go of the lock and remove the folder."""
        if self._lock is not None:
            self._lock.close()
        remove_tree(self.path)


def sweep(root: Path) -> None:
    """Remove the folders of engines that no longer live, and what still runs in them."""
    for folder in root.glob("e*"):
        try:
            held = try_lock(folder / "lock")
        except OSError:
            # Not an engine's folder, or just being made or removed by another process.
            continue
        if held is None:
            continue
        kill_those_in(folder)
        held.close()
        remove_tree(folder)


def kill_those_in(folder: Path) -> None:
    """Kill processes whose working folder is inside `folder`: what dead kernels left running."""
    import psutil

    inside = str(folder.resolve()) + os.sep
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.cwd().startswith(inside):
                process.kill()


def remove_tree(path: Path) -> None:
    """Remove a folder although code in it may have taken away permissions."""
    shutil.rmtree(path, ignore_errors=True)
    if not path.exists():
        return
    for folder, _, _ in os.walk(path):
        with contextlib.suppress(OSError):
            Path(folder).chmod(0o700)
    shutil.rmtree(path, ignore_errors=True)
