"""A kernel's outputs and replies on their way to nbclient: read no faster than they are used."""

import asyncio
import codecs
import contextlib
import os
import socket
from collections import deque
from collections.abc import Callable
from queue import Empty
from typing import Any

from app.kernels.fork.frames import FrameReader, encode
from app.kernels.fork.messages import BadMessage, Message, message, parse

# Beyond these no more is read, so a flood waits in the kernel and not in this process.
MOST_WAITING = 64
MOST_WAITING_BYTES = 1_000_000
READ_BYTES = 131_072
JOINED_CHARACTERS = 65_536
NUDGE_SECONDS = 0.1


class Channel:
    """One of nbclient's channels: messages in order, with a wait that raises `queue.Empty`."""

    def __init__(self, on_taken: Callable[[], None] = lambda: None) -> None:
        self.waiting: deque[tuple[Message, int]] = deque()
        self.bytes = 0
        self._arrived = asyncio.Event()
        self._on_taken = on_taken

    def put(self, new: Message, size: int) -> None:
        """Append a message of about `size` bytes."""
        self.waiting.append((new, size))
        self.bytes += size
        self._arrived.set()

    async def get_msg(self, timeout: float | None = None) -> Message:
        """The next message. Raises queue.Empty after `timeout` seconds."""
        if not self.waiting:
            try:
                await asyncio.wait_for(self._next(), timeout)
            except TimeoutError:
                raise Empty from None
        taken, size = self.waiting.popleft()
        self.bytes -= size
        self._on_taken()
        return taken

    async def _next(self) -> None:
        while not self.waiting:
            self._arrived.clear()
            await self._arrived.wait()


class Channels:
    """Everything that one kernel says: messages on a socket, raw text on two pipes.

    Used in one asyncio loop. `on_flood` is called when a message was too large to be sent or
    read, `on_bad` for what no honest kernel sends, `on_held` some time after the kernel said that
    it keeps text back. Owns the descriptors.
    """

    def __init__(
        self,
        connection: socket.socket,
        pipes: dict[str, int],
        *,
        on_flood: Callable[[], None],
        on_bad: Callable[[], None],
        on_held: Callable[[], None],
    ) -> None:
        self.shell = Channel()
        self.iopub = Channel(self._taken)
        self._socket = connection
        self._socket.setblocking(False)
        self._pipes = pipes
        self._decoders = {name: codecs.getincrementaldecoder("utf-8")("replace") for name in pipes}
        self._reader = FrameReader()
        self._on_flood = on_flood
        self._on_bad = on_bad
        self._on_held = on_held
        self._loop = asyncio.get_running_loop()
        self._nudge: asyncio.TimerHandle | None = None
        self._reading = False
        self._ended = False
        self.current = ""
        self._resume()

    async def send(self, kind: str, message_id: str, content: Message) -> None:
        """Send a request to the kernel; a dead one is known from its process, not from here."""
        self.current = message_id
        request = {"header": {"msg_id": message_id, "msg_type": kind}, "content": content}
        with contextlib.suppress(OSError):
            await self._loop.sock_sendall(self._socket, encode(request))

    def close(self) -> None:
        """Close all descriptors."""
        self._pause()
        self._ended = True
        if self._nudge is not None:
            self._nudge.cancel()
        self._socket.close()
        for descriptor in self._pipes.values():
            os.close(descriptor)
        self._pipes = {}

    async def last_words(self, seconds: float) -> None:
        """Read what a kernel that has died left behind, and let it be used."""
        until = self._loop.time() + seconds
        while self._loop.time() < until:
            self._read_socket()
            self._read_pipes()
            if not self.iopub.waiting:
                break
            await asyncio.sleep(0)
        await asyncio.sleep(0)

    # ---- reading

    def _taken(self) -> None:
        if not self._reading and not self._full():
            self._resume()

    def _full(self) -> bool:
        return len(self.iopub.waiting) >= MOST_WAITING or self.iopub.bytes >= MOST_WAITING_BYTES

    def _resume(self) -> None:
        if self._reading or self._ended:
            return
        self._reading = True
        self._loop.add_reader(self._socket, self._read_socket)
        for name, descriptor in self._pipes.items():
            self._loop.add_reader(descriptor, self._pipe_has, name)

    def _pause(self) -> None:
        if not self._reading:
            return
        self._reading = False
        self._loop.remove_reader(self._socket)
        for descriptor in self._pipes.values():
            self._loop.remove_reader(descriptor)

    def _read_socket(self) -> None:
        try:
            data = self._socket.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            # The end of the process follows, and is what counts.
            self._loop.remove_reader(self._socket)
            return
        try:
            for frame in self._reader.feed(data):
                self._take(frame)
        except BadMessage:
            self._pause()
            self._ended = True
            self._on_bad()
            return
        if self._reader.oversize:
            self._reader.oversize = 0
            self._on_flood()
        if self._full():
            self._pause()

    def _take(self, frame: bytes) -> None:
        channel, new = parse(frame)
        if channel == "held":
            if self._nudge is None:
                self._nudge = self._loop.call_later(NUDGE_SECONDS, self._nudge_now)
        elif channel == "flood":
            self._on_flood()
        elif channel == "shell":
            self.shell.put(new, len(frame))
        else:
            if new["msg_type"] == "status" and new["content"].get("execution_state") == "idle":
                # What was written before the end has arrived before the end is known.
                self._read_pipes()
            self._put(new, len(frame))

    def _nudge_now(self) -> None:
        self._nudge = None
        self._on_held()

    def _put(self, new: Message, size: int) -> None:
        """Queue an output; texts of one stream that nobody has looked at yet are joined."""
        if new["msg_type"] == "stream" and self.iopub.waiting:
            last, last_size = self.iopub.waiting[-1]
            old, text = last["content"], new["content"]
            if (
                last["msg_type"] == "stream"
                and last["parent_header"] == new["parent_header"]
                and old.get("name") == text.get("name")
                and isinstance(old.get("text"), str)
                and isinstance(text.get("text"), str)
                and last_size + size < JOINED_CHARACTERS
            ):
                old["text"] += text["text"]
                self.iopub.waiting[-1] = (last, last_size + size)
                self.iopub.bytes += size
                return
        self.iopub.put(new, size)

    def _pipe_has(self, name: str) -> None:
        # What Python printed before goes first.
        self._read_socket()
        if self._reading:
            self._read_pipe(name)
        if self._full():
            self._pause()

    def _read_pipes(self) -> None:
        for name in self._pipes:
            while self._read_pipe(name) == READ_BYTES and not self._full():
                continue

    def _read_pipe(self, name: str) -> int:
        try:
            data = os.read(self._pipes[name], READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return 0
        if not data:
            self._loop.remove_reader(self._pipes[name])
            return 0
        text = self._decoders[name].decode(data)
        if text and self.current:
            content: dict[str, Any] = {"name": name, "text": text}
            self._put(message("stream", self.current, content), len(data))
        return len(data)
