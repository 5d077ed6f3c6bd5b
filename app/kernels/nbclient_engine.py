"""The engine on nbclient and ipykernel: fresh kernels, some of them started ahead of need."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.kernels.connection import new_context
from app.kernels.errors import KernelStartFailed
from app.kernels.interface import Limits
from app.kernels.kernel_engine import KernelEngine
from app.kernels.loop import LoopThread
from app.kernels.nbclient_kernel import NbclientKernel

# Below this much free memory no kernel is started ahead of need.
ENOUGH_FREE_MB = 400


class NbclientEngine(KernelEngine[NbclientKernel]):
    """Starts kernels, and keeps `spare` fresh ones ready (each about 35 MB).

    A kernel is used for one owner or one notebook only, then thrown away. Keep the path of
    `folder` short, for Unix sockets. `preload` names modules that a spare kernel has imported
    already. Leaves nothing behind after `close`; after a `kill -9` the next engine cleans up.
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
        super().__init__(folder)
        self._spare = spare
        self._preload = tuple(preload)
        self._niceness = niceness
        self._python = python
        self._context: Any = None
        self._spares: list[asyncio.Task[NbclientKernel]] = []

    def _opened(self) -> None:
        self._fonts.build()

    def _start_in(
        self, loop: LoopThread, limits: Limits, files: Mapping[str, Path]
    ) -> NbclientKernel:
        """A fresh kernel, from the spares if there is one."""
        kernel = loop.call(self._take())
        try:
            kernel.prepare(limits, files)
            self._fonts.copy_to(kernel.folder.matplotlib)
        except BaseException:
            kernel.close()
            raise
        return kernel

    # ---- in the loop

    def _warm_soon(self) -> None:
        self._refill()

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
        kernel = NbclientKernel(self._loop, self._context, self._folder.new_kernel())
        await kernel.start(python=self._python, preload=preload, niceness=self._niceness)
        self._keep(kernel)
        return kernel

    def _refill(self) -> None:
        while not self._closed and len(self._spares) < self._spare and _enough_memory():
            self._spares.append(asyncio.ensure_future(self._new(self._preload)))

    async def _stop_starting(self) -> None:
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
