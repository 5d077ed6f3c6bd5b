"""One run at a time on a machine: a lock of the operating system's, gone with its process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import N_, DataFolderUnusable, KisimaError

NAME = "sync.lock"


class AlreadyRunning(KisimaError):
    sentence = N_("Progress is being sent just now. Please wait until that has ended.")


@contextmanager
def alone(data: Path, seconds: float = 2) -> Iterator[None]:
    """Hold the lock of this data folder; raises AlreadyRunning when another run has it.

    It is waited for a little, since whoever only asks whether a run goes on holds it too.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(data / NAME)
    try:
        lock.acquire(timeout=seconds, poll_interval=0.05)
    except Timeout:
        raise AlreadyRunning() from None
    except OSError as error:
        raise DataFolderUnusable(path=data, reason=error.strerror or error) from error
    try:
        yield
    finally:
        lock.release()


def is_running(data: Path) -> bool:
    """Whether a run goes on just now."""
    try:
        with alone(data, seconds=0):
            return False
    except AlreadyRunning:
        return True
