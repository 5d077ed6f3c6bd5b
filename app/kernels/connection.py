"""The zmq channels to one kernel: connected, shaken hands with, and watched for being cut."""

import asyncio
import os
import secrets
import sys
from collections.abc import Callable
from typing import Any

from app.kernels.scratch import KernelFolder

# The largest single message that is taken from a kernel: zmq cuts the connection beyond it, so
# that one `print("x" * 10**9)` does not fill the memory of the process that serves everybody.
MAX_MESSAGE_BYTES = 4_000_000
# How many messages may wait in this process; beyond, they wait in the kernel's.
MAX_WAITING_MESSAGES = 64
# The system refuses longer names of sockets (108 bytes on Linux, 104 on macOS).
LONGEST_SOCKET_PREFIX = 98
RECONNECT_MS = 10
RESEND_SECONDS = 0.3


def new_context() -> Any:
    """A zmq context whose sockets all have our limits. Made and used in one loop."""
    import zmq
    import zmq.asyncio

    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)
    context.setsockopt(zmq.RCVHWM, MAX_WAITING_MESSAGES)
    context.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MS)
    return context


def write_connection_file(folder: KernelFolder) -> None:
    """Say where the kernel shall listen.

    On Unix in sockets in its own private folder, since a port could be reached by everyone's code
    (which would still lack the key that signs every message).
    """
    from jupyter_client.connect import write_connection_file as write

    key = secrets.token_hex(32).encode()
    file = str(folder.connection_file)
    prefix = str(folder.connection_file.with_suffix(""))
    if sys.platform == "win32" or len(os.fsencode(prefix)) > LONGEST_SOCKET_PREFIX:
        write(file, ip="127.0.0.1", key=key, transport="tcp", kernel_name="python3")
    else:
        write(file, ip=prefix, key=key, transport="ipc", kernel_name="python3")


class Connection:
    """Shell and output channels of one kernel; `client` is what nbclient works with."""

    def __init__(self, context: Any, folder: KernelFolder, on_cut: Callable[[], None]) -> None:
        from jupyter_client.asynchronous.client import AsyncKernelClient

        self.client = AsyncKernelClient(context=context)
        self.client.load_connection_file(str(folder.connection_file))
        self.client.start_channels(shell=True, iopub=True, stdin=False, hb=False, control=False)
        self._on_cut = on_cut
        self._monitors: list[asyncio.Task[None]] = []

    async def shake_hands(self) -> None:
        """Return once the kernel answers, and its outputs are known to arrive here too."""
        asked: set[str] = set()
        answered = quiet = False
        while not (answered and quiet):
            if not asked or answered:
                # Asked again only when an answer came and its outputs were missed.
                asked.add(self.client.kernel_info())
            answer = asyncio.ensure_future(_reply(self.client.shell_channel, asked))
            idle = asyncio.ensure_future(_idle(self.client.iopub_channel, asked))
            try:
                if not answered:
                    await answer
                    answered = True
                await asyncio.wait({idle}, timeout=RESEND_SECONDS)
                quiet = idle.done()
            finally:
                answer.cancel()
                idle.cancel()
                await asyncio.gather(answer, idle, return_exceptions=True)

    def watch(self) -> None:
        """From now on call `on_cut` when the kernel's end of a channel goes away."""
        for channel in (self.client.shell_channel, self.client.iopub_channel):
            self._monitors.append(asyncio.ensure_future(self._watch(channel.socket)))

    async def _watch(self, socket: Any) -> None:
        import zmq

        monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        try:
            await monitor.recv_multipart()
            self._on_cut()
        finally:
            if not socket.closed:
                socket.disable_monitor()

    async def close(self) -> None:
        """Close the channels."""
        for monitor in self._monitors:
            monitor.cancel()
        await asyncio.gather(*self._monitors, return_exceptions=True)
        self.client.stop_channels()


async def _reply(channel: Any, asked: set[str]) -> None:
    while True:
        message = await channel.get_msg(timeout=None)
        if message["parent_header"].get("msg_id") in asked:
            return


async def _idle(channel: Any, asked: set[str]) -> None:
    while True:
        message = await channel.get_msg(timeout=None)
        if (
            message["msg_type"] == "status"
            and message["content"].get("execution_state") == "idle"
            and message["parent_header"].get("msg_id") in asked
        ):
            return
