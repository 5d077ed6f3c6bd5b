"""What every engine does alike: started by its first use, closed once, from any thread."""

import atexit
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Generic, Self, TypeVar

from app.kernels.cell_by_cell import CellByCell
from app.kernels.errors import KernelStartFailed
from app.kernels.fonts import FontCache
from app.kernels.interface import Limits
from app.kernels.loop import LoopThread
from app.kernels.scratch import EngineFolder, default_root

AKernel = TypeVar("AKernel", bound=CellByCell)


class KernelEngine(ABC, Generic[AKernel]):
    """Starts kernels in one loop; see `interface.Engine`. What differs is in the abstract methods.

    `folder` is where the scratch folders are (default: in the system's temporary folder). Nothing
    is started before the first `start` or `warm`.
    """

    def __init__(self, folder: Path | None) -> None:
        self._root = folder or default_root()
        self._lock = threading.Lock()
        self._loop: LoopThread | None = None
        self._folder: EngineFolder
        self._fonts: FontCache
        self._kernels: set[AKernel] = set()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, limits: Limits, files: Mapping[str, Path]) -> AKernel:
        """A fresh kernel.

        Raises KernelStartFailed, also for a full disk or a file that is missing, and ValueError
        for a file name that leads out of the folder.
        """
        try:
            return self._start_in(self._ready(), limits, files)
        except (OSError, CancelledError) as error:
            raise KernelStartFailed(log=str(error)) from error

    def warm(self) -> None:
        """Get ready in the background.

        Raises KernelStartFailed when not even the folders can be made.
        """
        try:
            self._ready().soon(self._warm_soon)
        except OSError as error:
            raise KernelStartFailed(log=str(error)) from error

    def close(self) -> None:
        """Kill all kernels, end what was started for them, and remove all folders."""
        with self._lock:
            if self._closed or self._loop is None:
                self._closed = True
                return
            self._closed = True
        atexit.unregister(self.close)
        self._loop.call(self._stop_starting())
        for kernel in tuple(self._kernels):
            kernel.close()
        self._loop.call(self._end())
        self._loop.stop()
        self._folder.remove()

    def _ready(self) -> LoopThread:
        with self._lock:
            if self._closed:
                raise KernelStartFailed(log="the engine is closed")
            if self._loop is None:
                self._folder = EngineFolder(self._root)
                self._fonts = FontCache(self._root / "fonts")
                self._loop = LoopThread()
                atexit.register(self.close)
                self._opened()
            return self._loop

    def _opened(self) -> None:
        """Once, when the folders and the loop are there."""

    @abstractmethod
    def _start_in(self, loop: LoopThread, limits: Limits, files: Mapping[str, Path]) -> AKernel:
        """A fresh kernel, for `start`. Leaves nothing behind when it fails."""

    # ---- in the loop

    @abstractmethod
    def _warm_soon(self) -> None:
        """Begin to get ready."""

    async def _stop_starting(self) -> None:
        """End what is still being started."""

    @abstractmethod
    async def _end(self) -> None:
        """Let go of what the kernels shared, now that they are gone."""

    def _keep(self, kernel: AKernel) -> None:
        """Remember a kernel, to be closed with the engine; forget those that have ended."""
        self._kernels = {one for one in self._kernels if one.alive}
        self._kernels.add(kernel)
