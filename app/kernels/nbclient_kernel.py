"""One ipykernel in a process of its own, driven by nbclient cell by cell."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.kernels.cell_by_cell import GRACE_SECONDS, CellByCell, Task
from app.kernels.connection import Connection, write_connection_file
from app.kernels.errors import KernelStartFailed
from app.kernels.interface import Limits
from app.kernels.loop import LoopThread
from app.kernels.process import KernelProcess
from app.kernels.scratch import KernelFolder

START_SECONDS = 60.0
# What a dying kernel still had to say arrives within this.
LAST_WORDS_SECONDS = 0.1


class NbclientKernel(CellByCell):
    """A kernel that is running; see `interface.Kernel`. Made by `NbclientEngine.start`."""

    _process: KernelProcess

    def __init__(self, loop: LoopThread, context: Any, folder: KernelFolder) -> None:
        super().__init__(loop, folder, Limits())
        self._context = context
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

    def prepare(self, limits: Limits, files: Mapping[str, Path]) -> None:
        """Hand the kernel over: from now on `limits` hold, and `files` are there."""
        self._limits = limits
        self.folder.put(files)
        self._limited_alone = self._process.limit_memory(limits.memory_mb)

    async def _close_channels(self) -> None:
        await self._connection.close()

    async def _last_words(self, work: Task) -> None:
        await asyncio.wait({work}, timeout=LAST_WORDS_SECONDS)

    async def _is_at_rest(self, work: Task) -> bool:
        """After a flood, the message that says that the cell has ended may have been lost."""
        work.cancel()
        await asyncio.wait({work})
        try:
            await self._shake_hands(GRACE_SECONDS / 2)
        except (TimeoutError, ConnectionError):
            return False
        return True

    async def _join_again(self) -> bool:
        """Zmq has cut a channel: the kernel died, or sent something far too large."""
        await self._dies_within(LAST_WORDS_SECONDS)
        if self._process.died.is_set():
            return True
        self._process.interrupt()
        old = self._connection
        try:
            await self._connect(GRACE_SECONDS)
        except (TimeoutError, ConnectionError):
            await self._kill()
        self._cells.kc = self._connection.client
        await old.close()
        return True
