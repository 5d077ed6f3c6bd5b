"""A kernel's loop: takes requests, runs cells, answers."""

import asyncio
import contextlib
import json
import os
import selectors
import socket
import sys
from typing import TYPE_CHECKING, Any

from app.kernels.fork.frames import FrameReader
from app.kernels.fork.interrupts import Interrupts
from app.kernels.fork.outlet import Outlet

if TYPE_CHECKING:
    from app.kernels.fork.shell import ZMQInteractiveShell

READ_BYTES = 65_536
LARGEST_REQUEST = 64_000_000
# An answer repeats the error; so much of its message is enough there.
REPLY_CHARACTERS = 10_000


class Server:
    """Serves one connection until it ends. Cells run inside a running loop, as in Jupyter.

    `descriptor` is where the connection will be.
    """

    def __init__(
        self,
        descriptor: int,
        shell: "ZMQInteractiveShell",
        outlet: Outlet,
        interrupts: Interrupts,
    ) -> None:
        self._socket: socket.socket
        self._shell = shell
        self._outlet = outlet
        self._interrupts = interrupts
        self._reader = FrameReader(LARGEST_REQUEST)
        self._requests: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        # Made before the fork. Of the selectors poll alone holds nothing that a fork would share,
        # and takes a descriptor that is not open yet.
        self._loop = asyncio.SelectorEventLoop(selectors.PollSelector())
        self._loop.add_reader(descriptor, self._read)
        asyncio.set_event_loop(self._loop)

    def serve_for_ever(self, connection: socket.socket) -> None:
        """Serve; returns when the engine is gone."""
        self._socket, loop = connection, self._loop
        pid = os.getpid()
        work = loop.create_task(self._serve())
        while not work.done() and os.getpid() == pid and not loop.is_closed():
            # A cell that stops the loop, or a task it left behind, does not end the kernel.
            with contextlib.suppress(Exception, KeyboardInterrupt, SystemExit):
                loop.run_until_complete(work)

    def _read(self) -> None:
        try:
            data = self._socket.recv(READ_BYTES, socket.MSG_DONTWAIT)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._requests.put_nowait(None)
            asyncio.get_running_loop().remove_reader(self._socket)
        for frame in self._reader.feed(data):
            self._requests.put_nowait(json.loads(frame))

    async def _serve(self) -> None:
        pid = os.getpid()
        while (request := await self._requests.get()) is not None:
            header, content = request["header"], request["content"]
            self._outlet.parent_id = header["msg_id"]
            if header["msg_type"] == "execute_request":
                await self._execute(content)
            else:
                self._answer("kernel_info_reply", kernel_info())
            if os.getpid() != pid:
                # The student's code forked, and the copy has come to the cell's end.
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)

    async def _execute(self, content: dict[str, Any]) -> None:
        shell, outlet = self._shell, self._outlet
        outlet.silent = bool(content.get("silent"))
        count = shell.execution_count
        outlet.publish("status", {"execution_state": "busy", "execution_count": count})
        shell.last_error = None
        reply: dict[str, Any] = {"status": "ok", "execution_count": count}
        try:
            with self._interrupts.cell():
                result = await self._run(content)
            failed = result.error_before_exec or result.error_in_exec
        except (Exception, KeyboardInterrupt, SystemExit, asyncio.CancelledError) as error:
            # Interrupted, or broken, outside the student's code but on its behalf.
            failed = error
            if shell.last_error is None:
                shell._showtraceback(type(error), error, [f"{type(error).__name__}: {error}"])
        if failed is not None or shell.last_error is not None:
            reply |= _error_reply(failed, shell.last_error)
        outlet.silent = False
        self._answer("execute_reply", reply)

    async def _run(self, content: dict[str, Any]) -> Any:
        shell = self._shell
        code, silent = content["code"], bool(content.get("silent"))
        named = {"store_history": content.get("store_history", True), "silent": silent}
        if "await" in code or "async" in code:
            problem = None
            try:
                transformed = shell.transform_cell(code)
            except Exception:
                transformed, problem = code, sys.exc_info()
            ways = {"transformed_cell": transformed, "preprocessing_exc_tuple": problem}
            if shell.should_run_async(code, **ways):
                return await self._run_awaiting(code, silent, {**named, **ways})
        return shell.run_cell(code, **named)

    async def _run_awaiting(self, code: str, silent: bool, named: dict[str, Any]) -> Any:
        shell, result = self._shell, None
        task = asyncio.ensure_future(shell.run_cell_async(code, **named))
        with self._interrupts.task(task):
            try:
                result = await task
            finally:
                shell.events.trigger("post_execute")
                if not silent:
                    shell.events.trigger("post_run_cell", result)
        return result

    def _answer(self, kind: str, content: dict[str, Any]) -> None:
        outlet = self._outlet
        outlet.reply(
            outlet.frame("iopub", "status", {"execution_state": "idle"})
            + outlet.frame("shell", kind, content)
        )


def _error_reply(failed: BaseException | None, shown: dict[str, Any] | None) -> dict[str, Any]:
    error = shown or {"ename": type(failed).__name__, "evalue": str(failed), "traceback": []}
    lines = error["traceback"]
    small = sum(map(len, lines)) <= 20 * REPLY_CHARACTERS
    return {
        "status": "error",
        "ename": error["ename"],
        "evalue": error["evalue"][:REPLY_CHARACTERS],
        "traceback": lines if small else [],
    }


def kernel_info() -> dict[str, Any]:
    """What a notebook's metadata says of its language."""
    version = ".".join(map(str, sys.version_info[:3]))
    return {
        "status": "ok",
        "protocol_version": "5.3",
        "implementation": "ipython",
        "implementation_version": version,
        "banner": "",
        "language_info": {
            "name": "python",
            "version": version,
            "mimetype": "text/x-python",
            "codemirror_mode": {"name": "ipython", "version": 3},
            "pygments_lexer": "ipython3",
            "nbconvert_exporter": "python",
            "file_extension": ".py",
        },
    }
