"""One ipykernel in a process of its own, driven by nbclient cell by cell."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from app.kernels.cell_by_cell import CellByCell
from app.kernels.connection import Connection, write_connection_file
from app.kernels.errors import KernelStartFailed
from app.kernels.interface import Limits, OnOutputs, RunStatus
from app.kernels.loop import LoopThread
from app.kernels.process import KernelProcess
from app.kernels.scratch import KernelFolder

START_SECONDS = 60.0
# How long code that was interrupted may take to stop before it is killed.
GRACE_SECONDS = 1.5
# What a dying kernel still had to say arrives within this.
LAST_WORDS_SECONDS = 0.1
MEMORY_WATCH_SECONDS = 0.25

Trouble = Literal["timeout", "interrupted", "output-limit", "cut", "memory"]


class NbclientKernel(CellByCell[Trouble]):
    """A kernel that is running. Made by `start_kernel`; see `interface.Kernel`."""

    def __init__(self, loop: LoopThread, context: Any, folder: KernelFolder) -> None:
        super().__init__(loop, folder, Limits())
        self._context = context
        self._system_limits_memory = True
        self._process: KernelProcess
        self._connection: Connection

    def still_runs(self) -> bool:
        """As `alive`, but looks at the process itself."""
        return not self._closed and self._process.still_runs()

    async def start(self, *, python: str, preload: Sequence[str], niceness: int) -> None:
        """Start the process and wait until it answers. Raises KernelStartFailed."""
        from app.kernels.cell_client import CellClient

        write_connection_file(self.folder)
        self._process = KernelProcess(
            self.folder, python=python, preload=preload, niceness=niceness
        )
        try:
            await self._connect(START_SECONDS)
        except (TimeoutError, ConnectionError):
            log = await self._fail()
            raise KernelStartFailed(log=log) from None
        except asyncio.CancelledError:
            await self._fail()
            raise
        self._cells = CellClient(self._connection.client)

    async def _fail(self) -> str:
        await self.shut()
        log = ""
        with contextlib.suppress(OSError):
            log = self.folder.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        self._closed = True
        self.folder.remove()
        return log

    async def _connect(self, seconds: float) -> None:
        """Raises TimeoutError, or ConnectionError when the process has ended."""
        self._connection = Connection(self._context, self.folder, lambda: self._report("cut"))
        await self._shake_hands(seconds)
        self._connection.watch()

    async def _shake_hands(self, seconds: float) -> None:
        """Raises TimeoutError, or ConnectionError when the process has ended."""
        hands = asyncio.ensure_future(self._connection.shake_hands())
        died = asyncio.ensure_future(self._process.died.wait())
        try:
            await asyncio.wait({hands, died}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if hands.done():
                await hands
            elif died.done():
                raise ConnectionError
            else:
                raise TimeoutError
        finally:
            hands.cancel()
            died.cancel()
            await asyncio.gather(hands, died, return_exceptions=True)

    async def shut(self) -> None:
        """Kill the process, wait until it is gone, close the channels."""
        self._process.kill()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.died.wait(), timeout=5)
        await self._connection.close()

    def prepare(self, limits: Limits, files: Mapping[str, Path]) -> None:
        """Hand the kernel over: from now on `limits` hold, and `files` are there."""
        self._limits = limits
        self.folder.put(files)
        self._system_limits_memory = self._process.limit_memory(limits.memory_mb)

    async def _run_within(
        self, seconds: float, source: str, on_outputs: OnOutputs | None
    ) -> RunStatus:
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
        watch = asyncio.ensure_future(self._watch_memory())
        try:
            events: set[asyncio.Future[Any]] = {work, died, self._trouble}
            await asyncio.wait(
                events,
                timeout=seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            trouble: Trouble | None = None
            if self._trouble.done():
                trouble = self._trouble.result()
            elif not work.done() and not died.done():
                trouble = "timeout"
            if trouble is not None:
                await self._settle(trouble, work, died)
            elif not work.done():
                await asyncio.wait({work}, timeout=LAST_WORDS_SECONDS)
            return self._status(trouble, work)
        finally:
            self._trouble = None
            for task in (work, died, watch):
                task.cancel()
            await asyncio.gather(work, died, watch, return_exceptions=True)

    async def _settle(
        self, trouble: Trouble, work: "asyncio.Future[Any]", died: "asyncio.Future[Any]"
    ) -> None:
        """Bring the kernel back to rest after trouble, or kill it."""
        if trouble == "memory":
            self._process.kill()
            await asyncio.wait({died}, timeout=5)
        elif trouble == "cut":
            await self._reconnect(died)
        else:
            for _ in range(2):
                # Twice, since the first may meet a moment in which Python cannot take it.
                self._process.interrupt()
                await asyncio.wait(
                    {work, died},
                    timeout=GRACE_SECONDS / 2,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if work.done() or died.done():
                    break
            if not work.done() and not died.done():
                if trouble == "output-limit":
                    await self._let_go(work, died)
                else:
                    self._process.kill()
                    await asyncio.wait({died}, timeout=5)

    async def _let_go(self, work: "asyncio.Future[Any]", died: "asyncio.Future[Any]") -> None:
        """After a flood a kernel can be at rest while the message that says so was lost.

        So keep it if it answers, else kill it.
        """
        work.cancel()
        await asyncio.wait({work})
        try:
            await self._shake_hands(GRACE_SECONDS / 2)
        except (TimeoutError, ConnectionError):
            self._process.kill()
            await asyncio.wait({died}, timeout=5)

    async def _reconnect(self, died: "asyncio.Future[Any]") -> None:
        """Zmq has cut a channel: the kernel died, or sent something far too large."""
        await asyncio.wait({died}, timeout=LAST_WORDS_SECONDS)
        if died.done():
            return
        self._process.interrupt()
        old = self._connection
        try:
            await self._connect(GRACE_SECONDS)
        except (TimeoutError, ConnectionError):
            self._process.kill()
            await asyncio.wait({died}, timeout=5)
        self._cells.kc = self._connection.client
        await old.close()

    def _status(self, trouble: Trouble | None, work: "asyncio.Future[Any]") -> RunStatus:
        if trouble in ("timeout", "interrupted", "output-limit"):
            return trouble
        if trouble == "cut" and not self._process.died.is_set():
            return "output-limit"
        finished = work.done() and not work.cancelled() and work.exception() is None
        if trouble is not None or not finished:
            # Also when messages came that no honest kernel sends.
            self._process.kill()
            return "died"
        reply = self._cells.reply
        failed = reply is not None and reply["status"] != "ok"
        failed = failed or any(out.output_type == "error" for out in self._cells.cell.outputs)
        return "error" if failed else "ok"

    async def _watch_memory(self) -> None:
        """Where the system does not limit memory, look often and report too much."""
        if self._system_limits_memory:
            return
        while self._process.resident_mb() < self._limits.memory_mb:
            await asyncio.sleep(MEMORY_WATCH_SECONDS)
        self._report("memory")
