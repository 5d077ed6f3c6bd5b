"""Signals in a kernel: an interrupt stops the code that is running, and nothing of ours."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any


class Interrupts:
    """Turns SIGINT into KeyboardInterrupt while a cell runs, but never in the middle of a message.

    SIGURG, which systems ignore by default, asks for text that is kept back. Main thread only.
    """

    def __init__(self) -> None:
        self.running = False
        self.on_nudge: Callable[[], None] = lambda: None
        self._main = threading.get_ident()
        self._shields = 0
        self._interrupted = False
        self._nudged = False
        self._task: asyncio.Future[Any] | None = None

    def install(self) -> None:
        """Take the two signals over."""
        signal.signal(signal.SIGINT, self._interrupt)
        signal.signal(signal.SIGURG, self._nudge)

    @contextlib.contextmanager
    def cell(self) -> Iterator[None]:
        """Interrupts are for the code inside; they may also end the leaving of it."""
        self._interrupted = False
        self.running = True
        try:
            yield
        finally:
            self.running = False

    @contextlib.contextmanager
    def task(self, task: "asyncio.Future[Any]") -> Iterator[None]:
        """While inside, the first interrupt cancels `task`, which may wait for something."""
        self._task = task
        try:
            yield
        finally:
            self._task = None

    def shield(self) -> None:
        """Hold interrupts back until `unshield`."""
        if threading.get_ident() == self._main:
            self._shields += 1

    def unshield(self) -> None:
        """Let through what was held back. Raises KeyboardInterrupt."""
        if threading.get_ident() != self._main:
            return
        self._shields -= 1
        if self._shields:
            return
        if self._nudged:
            self._nudged = False
            self.on_nudge()
        if self._interrupted:
            self._interrupted = False
            if self.running:
                raise KeyboardInterrupt

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if not self.running:
            return
        if self._task is not None:
            task, self._task = self._task, None
            task.cancel()
        elif self._shields:
            self._interrupted = True
        else:
            raise KeyboardInterrupt

    def _nudge(self, _signal: int, _frame: FrameType | None) -> None:
        if self._shields:
            self._nudged = True
        else:
            self.on_nudge()
