"""One forked kernel, driven by nbclient cell by cell."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Mapping
from typing import Any, Literal

from app.kernels.cell_by_cell import CellByCell
from app.kernels.fork.channels import Channels
from app.kernels.fork.client import ForkClient
from app.kernels.fork.forked_process import ForkedProcess
from app.kernels.fork.zygote_process import ZygoteProcess
from app.kernels.interface import Limits, OnOutputs, RunStatus
from app.kernels.loop import LoopThread
from app.kernels.scratch import KernelFolder

# How long code that was interrupted may take to stop before it is killed.
GRACE_SECONDS = 1.5
KILL_SECONDS = 5.0
# What a dead kernel still had to say is used within this.
LAST_WORDS_SECONDS = 0.2

Trouble = Literal["timeout", "interrupted", "output-limit", "bad"]


class ForkKernel(CellByCell[Trouble]):
    """A kernel that is running; see `interface.Kernel`. Made by `ForkEngine.start`."""

    def __init__(self, loop: LoopThread, folder: KernelFolder, limits: Limits) -> None:
        super().__init__(loop, folder, limits)
        self._process: ForkedProcess
        self._channels: Channels

    async def start(self, zygote: ZygoteProcess, order: Mapping[str, Any]) -> None:
        """Have the process made. Raises KernelStartFailed, ConnectionError, and OSError."""
        from app.kernels.cell_client import CellClient

        ours, theirs = socket.socketpair()
        reading: dict[str, int] = {}
        writing: list[int] = []
        for name in ("stdout", "stderr"):
            reading[name], end = os.pipe()
            os.set_blocking(reading[name], False)
            writing.append(end)
        try:
            given = [theirs.fileno(), *writing, *reading.values()]
            self._process = await zygote.fork(order, given)
        except BaseException:
            ours.close()
            for descriptor in reading.values():
                os.close(descriptor)
            raise
        finally:
            theirs.close()
            for descriptor in writing:
                os.close(descriptor)
        self._channels = Channels(
            ours,
            reading,
            on_flood=lambda: self._report("output-limit"),
            on_bad=lambda: self._report("bad"),
            on_held=self._process.nudge,
        )
        self._cells = CellClient(ForkClient(self._channels, self._process.still_runs))

    async def shut(self) -> None:
        """Kill the process, wait until it is gone, close the channels."""
        self._process.kill()
        await self._until_dead()
        self._channels.close()

    async def _until_dead(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.died.wait(), KILL_SECONDS)

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
        try:
            events: set[asyncio.Future[Any]] = {work, died, self._trouble}
            await asyncio.wait(events, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            trouble: Trouble | None = None
            if self._trouble.done():
                trouble = self._trouble.result()
            elif not work.done() and not died.done():
                trouble = "timeout"
            if trouble is not None:
                await self._settle(trouble, work, died)
            elif not work.done():
                await self._channels.last_words(LAST_WORDS_SECONDS)
            return self._status(trouble, work)
        finally:
            self._trouble = None
            for task in (work, died):
                task.cancel()
            await asyncio.gather(work, died, return_exceptions=True)

    async def _settle(
        self, trouble: Trouble, work: "asyncio.Future[Any]", died: "asyncio.Future[Any]"
    ) -> None:
        """Bring the kernel back to rest after trouble, or kill it."""
        if trouble != "bad":
            for _ in range(2):
                # Twice, since code may catch the first by mistake.
                self._process.interrupt()
                await asyncio.wait(
                    {work, died},
                    timeout=GRACE_SECONDS / 2,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if work.done() or died.done():
                    return
        self._process.kill()
        await self._until_dead()

    def _status(self, trouble: Trouble | None, work: "asyncio.Future[Any]") -> RunStatus:
        if trouble in ("timeout", "interrupted", "output-limit"):
            return trouble
        finished = work.done() and not work.cancelled() and work.exception() is None
        if trouble is not None or not finished:
            # Also when messages came that no honest kernel sends.
            self._process.kill()
            return "died"
        reply = self._cells.reply
        failed = reply is not None and reply["status"] != "ok"
        failed = failed or any(out.output_type == "error" for out in self._cells.cell.outputs)
        return "error" if failed else "ok"
