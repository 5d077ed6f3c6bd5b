"""Being asked to end, by Ctrl+C or by the system, at whatever moment."""

import signal
import threading
from types import FrameType
from typing import Any

_asked = threading.Event()


def end_when_asked() -> None:
    """From now on SIGTERM ends this process as Ctrl+C does: by a KeyboardInterrupt, so that what
    it has started ends with it."""
    signal.signal(signal.SIGTERM, _ask)
    signal.signal(signal.SIGINT, _ask)


def notice_in(server: Any) -> None:
    """Let the server's loop look whether the process was asked to end.

    An exception that a signal raises is lost where Python happens to be in a callback of its
    garbage collector, which says so on stderr and goes on.
    """
    readable = server.readable

    def readable_unless_asked() -> bool:
        if _asked.is_set():
            raise KeyboardInterrupt
        return bool(readable())

    server.readable = readable_unless_asked


def _ask(number: int, frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
