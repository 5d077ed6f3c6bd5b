"""The engine that forks kernels from one warm process. Linux only."""

import asyncio
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

from app.kernels.environment import kernel_environment
from app.kernels.errors import KernelStartFailed
from app.kernels.fork.kernel import ForkKernel
from app.kernels.fork.zygote_process import ZygoteProcess
from app.kernels.interface import PRELOAD, Limits
from app.kernels.kernel_engine import KernelEngine
from app.kernels.loop import LoopThread
from app.kernels.scratch import KernelFolder, private_folder

ONLY_LIMITS = "app.kernels.fork.confine:only_limits"
# A zygote that has grown so much since its first fork is replaced.
GROWTH_MB = 100


class ForkEngine(KernelEngine[ForkKernel]):
    """Forks kernels; see `interface.Engine`.

    The warm process is started by the first `start` or `warm` (about three seconds of work), and
    again when it has died or grown. It has imported `preload`, and what typical cells that use
    these import on the way. `confine` is called with a `fork.confine.Place` in every new
    kernel before it runs any code, `prepare` once in the warm process, and `fork` (default:
    `os.fork`) makes the child; all are given as `module:callable`, since they are run in the other
    process. Without `rehearse` it is ready sooner and kernels are slower.
    """

    def __init__(
        self,
        *,
        folder: Path | None = None,
        preload: Sequence[str] = PRELOAD,
        niceness: int = 5,
        python: str = sys.executable,
        confine: str = ONLY_LIMITS,
        prepare: str = "",
        fork: str = "",
        growth_mb: int = GROWTH_MB,
        rehearse: bool = True,
    ) -> None:
        super().__init__(folder)
        self._niceness = niceness
        self._python = python
        self._hooks = {"confine": confine, "prepare": prepare, "fork": fork}
        self._preload = list(preload)
        self._growth_mb = growth_mb
        self._rehearse = rehearse
        self._warming: asyncio.Lock
        self._warmer: asyncio.Future[ZygoteProcess]
        self._zygote: ZygoteProcess | None = None
        self._retired: list[ZygoteProcess] = []

    def wait_until_warm(self) -> None:
        """Start the warm process and wait for it. Raises KernelStartFailed."""
        try:
            self._ready().call(self._warm())
        except (OSError, CancelledError) as error:
            raise KernelStartFailed(log=str(error)) from error

    @property
    def zygote_pid(self) -> int | None:
        """The warm process's number, once there is one."""
        return self._zygote.pid if self._zygote is not None else None

    def _opened(self) -> None:
        self._warming = asyncio.Lock()
        if self._rehearse and "matplotlib" not in {name.split(".")[0] for name in self._preload}:
            # Elsewhere the warm process makes the list of fonts by the way.
            self._fonts.build()

    def _start_in(self, loop: LoopThread, limits: Limits, files: Mapping[str, Path]) -> ForkKernel:
        kernel = ForkKernel(loop, self._folder.new_kernel(), limits)
        try:
            kernel.folder.put(files)
            self._fonts.copy_to(kernel.folder.matplotlib)
            loop.call(self._start(kernel, limits))
        except BaseException:
            kernel.folder.remove()
            raise
        return kernel

    # ---- in the loop

    async def _start(self, kernel: ForkKernel, limits: Limits) -> None:
        for _ in range(2):
            zygote = await self._warm()
            try:
                await kernel.start(zygote, self._order(kernel.folder, limits, zygote.size_mb))
            except ConnectionError:
                # It died since; the next one will do.
                continue
            self._keep(kernel)
            return
        raise KernelStartFailed(log=f"the warm process ends at once\n{zygote.log()}")

    async def _warm(self) -> ZygoteProcess:
        """The warm process, a new one where the last has died or grown."""
        async with self._warming:
            old = self._zygote
            if old is not None and (old.gone or old.rss_mb - old.first_rss_mb > self._growth_mb):
                self._retired.append(old)
                old = self._zygote = None
            await self._end_retired()
            if old is None:
                old = self._zygote = await self._new_zygote()
            return old

    async def _new_zygote(self) -> ZygoteProcess:
        folder = self._folder.new_kernel()
        self._fonts.copy_to(folder.matplotlib)
        zygote = ZygoteProcess()
        order = self._order(folder, Limits(memory_mb=4096), 0)
        configuration = {
            **self._hooks,
            "preload": self._preload,
            "rehearse": self._rehearse,
            "order": order,
        }
        await zygote.start(
            configuration,
            python=self._python,
            environment=order["environment"],
            folder=folder.work,
            log=folder.log,
        )
        self._keep_fonts(folder.matplotlib)
        return zygote

    def _keep_fonts(self, made_in: Path) -> None:
        """Keep matplotlib's list of fonts for the next warm process; making it takes seconds."""
        if self._fonts.ready():
            return
        target = private_folder(self._root / "fonts")
        for made in made_in.glob("fontlist*.json"):
            copy = target / f".{made.name}-{os.getpid()}"
            shutil.copyfile(made, copy)
            copy.replace(target / made.name)

    def _order(self, folder: KernelFolder, limits: Limits, zygote_mb: int) -> dict[str, Any]:
        place = {
            "folder": str(folder.path),
            "work": str(folder.work),
            "home": str(folder.home),
            "temporary": str(folder.temporary),
            "memory_mb": limits.memory_mb,
            "zygote_mb": zygote_mb,
            "niceness": self._niceness,
        }
        environment = kernel_environment(
            os.environ,
            home=folder.home,
            temporary=folder.temporary,
            matplotlib=folder.matplotlib,
        )
        return {"place": place, "environment": environment}

    async def _end_retired(self) -> None:
        """End former warm processes that have no kernel left."""
        for zygote in tuple(self._retired):
            if zygote.gone or all(kernel.died.is_set() for kernel in zygote.kernels):
                self._retired.remove(zygote)
                await zygote.end()

    def _warm_soon(self) -> None:
        self._warmer = asyncio.ensure_future(self._warm())
        # What went wrong is told to whoever starts a kernel.
        self._warmer.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _end(self) -> None:
        for zygote in (*self._retired, self._zygote):
            if zygote is not None:
                await zygote.end()
