"""What every kernel does alike: one cell at a time, within its limits, from any thread."""

import asyncio
import contextlib
import time
from abc import ABC, abstractmethod
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from app.kernels.interface import CellRun, Limits, OnOutputs, RunStatus
from app.kernels.loop import LoopThread
from app.kernels.outputs import snapshot
from app.kernels.scratch import KernelFolder

if TYPE_CHECKING:
    from app.kernels.cell_client import CellClient

Trouble = TypeVar("Trouble", bound=str)


class Process(Protocol):
    """The kernel's process, as far as this needs to know it."""

    @property
    def pid(self) -> int: ...
    @property
    def died(self) -> asyncio.Event: ...


class CellByCell(ABC, Generic[Trouble]):
    """A kernel that nbclient drives cell by cell; `Trouble` are the words for what may stop one."""

    _process: Process
    _cells: "CellClient"

    def __init__(self, loop: LoopThread, folder: KernelFolder, limits: Limits) -> None:
        self._loop = loop
        self.folder = folder
        self._limits = limits
        self._used = 0.0
        self._one_at_a_time = asyncio.Lock()
        self._trouble: asyncio.Future[Trouble] | None = None
        self._closed = False

    # ---- from any thread

    @property
    def alive(self) -> bool:
        """Whether another cell can be run."""
        return not self._closed and not self._process.died.is_set()

    @property
    def pid(self) -> int:
        """The kernel's process number."""
        return self._process.pid

    def run(
        self, source: str, *, timeout: float | None = None, on_outputs: OnOutputs | None = None
    ) -> CellRun:
        """Run one cell and wait for it. See `interface.Kernel.run`."""
        try:
            return self._loop.call(self._run(source, timeout, on_outputs))
        except CancelledError:
            # The engine was closed while the cell ran.
            return CellRun("died")

    def interrupt(self) -> None:
        """Stop the cell that is running, if any."""
        self._loop.soon(self._report, "interrupted")

    def close(self) -> None:
        """Kill the kernel and remove its folder."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(CancelledError):
            self._loop.call(self.shut())
        self.folder.remove()

    # ---- in the loop

    @abstractmethod
    async def shut(self) -> None:
        """Kill the process, wait until it is gone, close the channels."""

    @abstractmethod
    async def _run_within(
        self, seconds: float, source: str, on_outputs: OnOutputs | None
    ) -> RunStatus:
        """Run a cell for so long at most, and bring the kernel back to rest or end it."""

    def _report(self, trouble: Trouble) -> None:
        if self._trouble is not None and not self._trouble.done():
            self._trouble.set_result(trouble)

    async def _run(
        self, source: str, timeout: float | None, on_outputs: OnOutputs | None
    ) -> CellRun:
        async with self._one_at_a_time:
            if not self.alive:
                return CellRun("died")
            seconds = min(
                self._limits.cell_seconds if timeout is None else timeout,
                self._limits.total_seconds - self._used,
            )
            if seconds <= 0:
                return CellRun("timeout")
            started = time.monotonic()
            try:
                status = await self._run_within(seconds, source, on_outputs)
            finally:
                self._used += time.monotonic() - started
            cell = self._cells.cell
            return CellRun(status, snapshot(cell.outputs), cell.execution_count)
