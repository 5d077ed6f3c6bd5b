"""The warm process as the engine sees it: started, asked for kernels, its end noticed."""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.kernels.errors import KernelStartFailed
from app.kernels.fork.endings import Endings
from app.kernels.fork.forked_process import ForkedProcess

STARTER = Path(__file__).with_name("start_zygote.py")
READY_SECONDS = 120.0
FORK_SECONDS = 20.0
END_SECONDS = 3.0
ANSWER_BYTES = 65_536


class ZygoteProcess:
    """One zygote. Made and used in one asyncio loop, whose thread has to outlive it.

    `size_mb` is its address space, `rss_mb` its memory at the last fork.
    """

    def __init__(self) -> None:
        self.size_mb = 0
        self.rss_mb = 0
        self.first_rss_mb = 0
        self.kernels: set[ForkedProcess] = set()
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[int, asyncio.Future[tuple[dict[str, Any], list[int]]]] = {}
        self._number = 0
        self._control: socket.socket
        self._popen: subprocess.Popen[bytes]
        self._log: Path
        self._pid = 0
        self.gone = False
        self.endings = Endings()

    @property
    def pid(self) -> int:
        """Its process number; until it is warm, its guardian's."""
        return self._pid or self._popen.pid

    async def start(
        self,
        configuration: Mapping[str, Any],
        *,
        python: str,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
    ) -> None:
        """Start it and wait until it is warm. Raises KernelStartFailed, and OSError."""
        self._log = log
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        given = {**configuration, "control": theirs.fileno(), "parent": os.getpid()}
        ready = self._loop.create_future()
        self._waiting[0] = ready
        try:
            with log.open("wb") as file:
                self._popen = subprocess.Popen(
                    [python, str(STARTER), json.dumps(given)],
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=file,
                    env=dict(environment),
                    cwd=folder,
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,
                )
        except OSError:
            self._control.close()
            self.gone = True
            raise
        finally:
            theirs.close()
        self._loop.add_reader(self._control, self._read)
        try:
            answer, _ = await asyncio.wait_for(ready, READY_SECONDS)
        except (TimeoutError, ConnectionError):
            answer = {"failed": "it ended, or took too long"}
        if "failed" in answer:
            await self.end()
            raise KernelStartFailed(log=f"{answer['failed']}\n{self.log()}")
        self.size_mb, self._pid = answer["ready"], answer["pid"]

    def log(self) -> str:
        """The end of what it wrote."""
        with contextlib.suppress(OSError):
            return self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
        return ""

    async def fork(self, order: Mapping[str, Any], descriptors: list[int]) -> ForkedProcess:
        """A new kernel that has `descriptors`. Raises KernelStartFailed, ConnectionError when
        this zygote has ended."""
        if self.gone:
            raise ConnectionError
        self._number += 1
        number = self._number
        waiting = self._waiting[number] = self._loop.create_future()
        try:
            message = json.dumps({"id": number, **order}).encode()
            socket.send_fds(self._control, [message], descriptors)
            answer, received = await asyncio.wait_for(asyncio.shield(waiting), FORK_SECONDS)
        except (TimeoutError, OSError) as error:
            await self.end()
            raise ConnectionError from error
        finally:
            self._waiting.pop(number, None)
        if "failed" in answer:
            raise KernelStartFailed(log=answer["failed"])
        self.rss_mb = answer["rss"]
        self.first_rss_mb = self.first_rss_mb or self.rss_mb
        self.kernels = {kernel for kernel in self.kernels if not kernel.died.is_set()}
        process = ForkedProcess(answer["pid"], received[0])
        self.kernels.add(process)
        return process

    def _read(self) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, ANSWER_BYTES, 1)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data, descriptors = b"", []
        if not data:
            self._lost()
            return
        answer = json.loads(data)
        if self.endings.take(answer):
            return
        waiting = self._waiting.get(answer.get("id", 0))
        if waiting is None or waiting.done():
            # Nobody waits for this kernel any more: without its connection it ends by itself.
            for descriptor in descriptors:
                os.close(descriptor)
        else:
            waiting.set_result((answer, descriptors))

    def _lost(self) -> None:
        """It has ended, and by that its kernels: they are killed with their parent."""
        if self.gone:
            return
        self.gone = True
        self.endings.zygote_is_gone()
        self._loop.remove_reader(self._control)
        self._control.close()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError())

    async def end(self) -> None:
        """Have it end with all its kernels, and wait for that."""
        self._lost()
        # By itself; then by its guardian, which ends last; then with its guardian.
        for end_it in (self._popen.terminate, self._popen.kill):
            until = self._loop.time() + END_SECONDS
            while self._popen.poll() is None and self._loop.time() < until:
                await asyncio.sleep(0.005)
            if self._popen.poll() is None:
                end_it()
        self._popen.wait()
