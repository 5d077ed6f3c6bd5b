"""What every kernel does alike: one cell at a time, within its limits, from any thread."""

import asyncio
import contextlib
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, Literal, Protocol

from app.kernels import group_memory
from app.kernels.interface import CellRun, Limits, OnOutputs, RunStatus
from app.kernels.loop import LoopThread
from app.kernels.outputs import snapshot
from app.kernels.scratch import KernelFolder

if TYPE_CHECKING:
    from app.kernels.cell_client import CellClient

# How long code that was interrupted may take to stop before it is killed.
GRACE_SECONDS = 1.5
KILL_SECONDS = 5.0
DYING_SECONDS = 1.0
WATCH_SECONDS = 0.25
# Between cells only what a cell left behind can grow.
IDLE_WATCH_SECONDS = 3.0

Trouble = Literal["timeout", "interrupted", "output-limit", "cut", "memory", "bad"]
"""What stops a cell: "cut" is a lost connection, "bad" a message that no honest kernel sends."""

Task = asyncio.Future[Any]


class Process(Protocol):
    """The kernel's process, as far as this needs to know it."""

    @property
    def pid(self) -> int: ...
    @property
    def died(self) -> asyncio.Event: ...
    def still_runs(self) -> bool: ...
    def interrupt(self) -> None: ...
    def kill(self) -> None: ...


class CellByCell(ABC):
    """A kernel that nbclient drives cell by cell. What differs is in the abstract methods."""

    _process: Process
    _cells: "CellClient"

    def __init__(self, loop: LoopThread, folder: KernelFolder, limits: Limits) -> None:
        self._loop = loop
        self.folder = folder
        self._limits = limits
        self._used = 0.0
        self._one_at_a_time = asyncio.Lock()
        self._trouble: asyncio.Future[Trouble] | None = None
        self._idle_watch: asyncio.Task[None] | None = None
        self._killed = False
        self._closed = False
        # Whether the system refuses memory to a single process beyond the limit.
        self._limited_alone = True

    # ---- from any thread

    @property
    def alive(self) -> bool:
        """Whether another cell can be run."""
        return not self._closed and not self._process.died.is_set()

    @property
    def lost(self) -> bool:
        """Whether it was ended from outside; see `interface.Kernel.lost`."""
        return not self._killed and self._ask(self._was_lost)

    @property
    def end_is_known(self) -> bool:
        """Whether it is certain who ended it; see `interface.Kernel.end_is_known`."""
        return not self._closed and not self.alive and (self._killed or self._ask(self._knows_end))

    def _ask(self, question: Callable[[], Coroutine[Any, Any, bool]]) -> bool:
        """The answer about a kernel that has ended; False for any other."""
        if self._closed or self.alive:
            return False
        try:
            return self._loop.call(question())
        except CancelledError:
            return False

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

    # ---- in the loop: what kernels do differently

    @abstractmethod
    async def _close_channels(self) -> None:
        """Let go of the connection to the kernel."""

    @abstractmethod
    async def _last_words(self, work: Task) -> None:
        """Let `work` have what a kernel that has died still had to say."""

    async def _join_again(self) -> bool:
        """Make a new connection in place of one that was cut; whether the kernel is at rest."""
        return False

    async def _is_at_rest(self, work: Task) -> bool:
        """Whether a kernel whose cell does not end after a flood and an interrupt is at rest."""
        return False

    async def _was_lost(self) -> bool:
        """Whether the process, which has died and was not killed here, was ended from outside."""
        return False

    async def _knows_end(self) -> bool:
        """Whether it is certain who ended the process, which was not killed here."""
        return False

    # ---- in the loop: what they do alike

    async def shut(self) -> None:
        """Kill the process, wait until it is gone, close the channels."""
        if self._idle_watch is not None:
            self._idle_watch.cancel()
        await self._kill()
        await self._close_channels()

    async def _kill(self) -> None:
        if self._process.still_runs():
            self._killed = True
            self._process.kill()
        await self._dies_within(KILL_SECONDS)

    async def _dies_within(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.died.wait(), seconds)

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

    async def _run_within(
        self, seconds: float, source: str, on_outputs: OnOutputs | None
    ) -> RunStatus:
        """Run a cell for so long at most, and bring the kernel back to rest or end it."""
        self._trouble = asyncio.get_running_loop().create_future()
        work = asyncio.ensure_future(
            self._cells.run(
                source,
                output_bytes=self._limits.output_bytes,
                on_flood=lambda: self._report("output-limit"),
                on_outputs=on_outputs,
            )
        )
        died = asyncio.ensure_future(self._process.died.wait())
        watch = asyncio.ensure_future(self._watch_memory(WATCH_SECONDS))
        try:
            events: set[Task] = {work, died, self._trouble}
            await asyncio.wait(events, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            trouble: Trouble | None = None
            if self._trouble.done():
                trouble = self._trouble.result()
            elif not work.done() and not died.done():
                trouble = "timeout"
            if trouble is not None:
                await self._settle(trouble, work, died)
            elif not work.done():
                await self._last_words(work)
            return await self._status(trouble, work)
        finally:
            self._trouble = None
            if self._idle_watch is None:
                self._idle_watch = asyncio.ensure_future(self._watch_memory(IDLE_WATCH_SECONDS))
            for task in (work, died, watch):
                task.cancel()
            await asyncio.gather(work, died, watch, return_exceptions=True)

    async def _settle(self, trouble: Trouble, work: Task, died: Task) -> None:
        """Bring the kernel back to rest after trouble, or kill it."""
        if trouble == "cut":
            at_rest = await self._join_again()
        elif trouble in ("bad", "memory"):
            at_rest = False
        else:
            at_rest = await self._stopped(work, died)
            if not at_rest and trouble == "output-limit":
                at_rest = await self._is_at_rest(work)
        if not at_rest:
            await self._kill()

    async def _stopped(self, work: Task, died: Task) -> bool:
        """Interrupt the cell; whether it has ended."""
        for _ in range(2):
            # Twice, since code may catch the first by mistake, or Python cannot take it just then.
            self._process.interrupt()
            await asyncio.wait(
                {work, died}, timeout=GRACE_SECONDS / 2, return_when=asyncio.FIRST_COMPLETED
            )
            if work.done() or died.done():
                return True
        return False

    async def _status(self, trouble: Trouble | None, work: Task) -> RunStatus:
        if trouble in ("timeout", "interrupted", "output-limit"):
            return trouble
        if trouble == "cut" and not self._process.died.is_set():
            return "output-limit"
        finished = work.done() and not work.cancelled() and work.exception() is None
        if trouble is not None or not finished:
            # A process that ends closes its channels first. What still lives after that has sent
            # messages that no honest kernel sends.
            await self._dies_within(DYING_SECONDS)
            await self._kill()
            return "died"
        reply = self._cells.reply
        failed = reply is not None and reply["status"] != "ok"
        failed = failed or any(out.output_type == "error" for out in self._cells.cell.outputs)
        return "error" if failed else "ok"

    async def _watch_memory(self, every: float) -> None:
        """Look at the memory of the kernel with all it started, and end it when it is too much."""
        while not self._process.died.is_set():
            await asyncio.sleep(every)
            limit, alone = self._limits.memory_mb, self._limited_alone
            if self.alive and group_memory.over(self.pid, limit, limited_alone=alone):
                if self._trouble is None:
                    await self._kill()
                self._report("memory")
