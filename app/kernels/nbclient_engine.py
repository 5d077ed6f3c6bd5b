"""The engine on nbclient and ipykernel: fresh kernels, some of them started ahead of need."""

import asyncio
import atexit
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.kernels.connection import new_context
from app.kernels.errors import KernelStartFailed
from app.kernels.fonts import FontCache
from app.kernels.interface import Limits
from app.kernels.loop import LoopThread
from app.kernels.nbclient_kernel import NbclientKernel
from app.kernels.scratch import EngineFolder, default_root

# Below this much free memory no kernel is started ahead of need.
ENOUGH_FREE_MB = 400


class NbclientEngine:
    """Starts kernels, and keeps `spare` fresh ones ready (each about 35 MB).

    A kernel is used for one owner or one notebook only, then thrown away. `folder` is where the
    scratch folders are (default: the system's temporary folder); keep its path short, for Unix
    sockets. `preload` names modules that a spare kernel has imported already. Nothing is started
    before the first `start` or `warm`. Leaves nothing behind after `close`; after a `kill -9` the
    next engine cleans up.
    """

    def __init__(
        self,
        *,
        spare: int = 0,
        folder: Path | None = None,
        preload: Sequence[str] = ("numpy",),
        niceness: int = 5,
        python: str = sys.executable,
    ) -> None:
        self._spare = spare
        self._root = folder or default_root()
        self._preload = tuple(preload)
        self._niceness = niceness
        self._python = python
        self._lock = threading.Lock()
        self._loop: LoopThread | None = None
        self._folder: EngineFolder
        self._fonts: FontCache
        self._context: Any = None
        self._spares: list[asyncio.Task[NbclientKernel]] = []
        self._kernels: set[NbclientKernel] = set()
        self._closed = False

    def __enter__(self) -> "NbclientEngine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, limits: Limits, files: Mapping[str, Path]) -> NbclientKernel:
        """A fresh kernel, from the spares if there is one.

        Raises KernelStartFailed, also for a full disk or a file that is missing, and ValueError
        for a file name that leads out of the folder.
        """
        try:
            kernel = self._ready().call(self._take())
            try:
                kernel.prepare(limits, files)
                self._fonts.copy_to(kernel.folder.matplotlib)
            except BaseException:
                kernel.close()
                raise
        except OSError as error:
            raise KernelStartFailed(log=str(error)) from error
        return kernel

    def warm(self) -> None:
        """Start the spare kernels in the background, and matplotlib's list of fonts.

        Raises KernelStartFailed when not even the folders can be made.
        """
        try:
            self._ready().soon(self._refill)
        except OSError as error:
            raise KernelStartFailed(log=str(error)) from error

    def close(self) -> None:
        """Kill all kernels and remove all folders."""
        with self._lock:
            if self._closed or self._loop is None:
                self._closed = True
                return
            self._closed = True
        atexit.unregister(self.close)
        self._loop.call(self._stop_spares())
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
                self._fonts.build()
            return self._loop

    # ---- in the loop

    async def _take(self) -> NbclientKernel:
        while self._spares:
            started = self._spares.pop(0)
            try:
                kernel = await started
            except (KernelStartFailed, OSError):
                continue
            if kernel.still_runs():
                self._refill()
                return kernel
            await kernel.shut()
        kernel = await self._new(())
        self._refill()
        return kernel

    async def _new(self, preload: Sequence[str]) -> NbclientKernel:
        assert self._loop is not None
        if self._context is None:
            self._context = new_context()
        self._kernels = {kernel for kernel in self._kernels if kernel.alive}
        kernel = NbclientKernel(self._loop, self._context, self._folder.new_kernel())
        await kernel.start(python=self._python, preload=preload, niceness=self._niceness)
        self._kernels.add(kernel)
        return kernel

    def _refill(self) -> None:
        while not self._closed and len(self._spares) < self._spare and _enough_memory():
            self._spares.append(asyncio.ensure_future(self._new(self._preload)))

    async def _stop_spares(self) -> None:
        for started in self._spares:
            if not started.done():
                started.cancel()
        await asyncio.gather(*self._spares, return_exceptions=True)
        self._spares.clear()

    async def _end(self) -> None:
        if self._context is not None:
            self._context.destroy(linger=0)


def _enough_memory() -> bool:
    import psutil

    return bool(psutil.virtual_memory().available > ENOUGH_FREE_MB * 1024 * 1024)
