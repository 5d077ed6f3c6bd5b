"""One forked kernel, driven by nbclient cell by cell."""

import os
import socket
from collections.abc import Mapping
from typing import Any

from app.kernels.cell_by_cell import CellByCell, Task
from app.kernels.fork.channels import Channels
from app.kernels.fork.client import ForkClient
from app.kernels.fork.forked_process import ForkedProcess
from app.kernels.fork.zygote_process import ZygoteProcess
from app.kernels.interface import Limits
from app.kernels.loop import LoopThread
from app.kernels.scratch import KernelFolder

# What a dead kernel still had to say is used within this.
LAST_WORDS_SECONDS = 0.2


class ForkKernel(CellByCell):
    """A kernel that is running; see `interface.Kernel`. Made by `ForkEngine.start`."""

    _process: ForkedProcess

    def __init__(self, loop: LoopThread, folder: KernelFolder, limits: Limits) -> None:
        super().__init__(loop, folder, limits)
        self._channels: Channels
        self._zygote: ZygoteProcess

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
        self._zygote = zygote
        self._channels = Channels(
            ours,
            reading,
            on_flood=lambda: self._report("output-limit"),
            on_bad=lambda: self._report("bad"),
            on_held=self._process.nudge,
        )
        self._cells = CellClient(ForkClient(self._channels, self._process.still_runs))

    async def _close_channels(self) -> None:
        self._channels.close()

    async def _last_words(self, work: Task) -> None:
        await self._channels.last_words(LAST_WORDS_SECONDS)

    async def _was_lost(self) -> bool:
        return await self._zygote.endings.lost(self.pid)

    async def _knows_end(self) -> bool:
        return await self._zygote.endings.known(self.pid)
