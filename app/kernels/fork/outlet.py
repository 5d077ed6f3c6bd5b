"""Where everything that a kernel has to say goes out."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any, Protocol

from app.kernels.fork.frames import LENGTH, MAX_FRAME_BYTES, encode
from app.kernels.fork.interrupts import Interrupts
from app.kernels.fork.system import libc

# So many messages of text go out at once in so many seconds; what comes faster is collected.
BURST = 20
BURST_SECONDS = 0.1
PIPE_BYTES = 65_536


class Held(Protocol):
    """A stream that may keep text back."""

    def send_held(self) -> None:
        """Send it now."""

    def forget_held(self) -> None:
        """Somebody else sends it."""


class Outlet:
    """Sends messages in the order in which things happen, from any thread.

    `pipes` are the reading ends of what programs and C libraries write; what is in them goes out
    before a message that comes later. After a fork by the student's code the copy says nothing.
    """

    def __init__(self, pipes: Mapping[str, int], interrupts: Interrupts) -> None:
        self._socket: socket.socket
        self._pipes = pipes
        self._interrupts = interrupts
        self._lock = threading.RLock()
        self._streams: list[Held] = []
        self._burst = BURST
        self._burst_end = 0.0
        self.parent_id = ""
        self.silent = False
        self.closed = False

    def connect(self, connection: socket.socket) -> None:
        """Send through this from now on."""
        self._socket = connection

    def add(self, stream: Held) -> None:
        """Have `stream`'s text sent before any message."""
        self._streams.append(stream)

    def __enter__(self) -> "Outlet":
        self._interrupts.shield()
        self._lock.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        self._interrupts.unshield()

    def publish(self, kind: str, content: Mapping[str, Any]) -> None:
        """Send an output, after all text that was written before it."""
        with self:
            self.send_text()
            if not self.silent:
                self._write(self.frame("iopub", kind, content))

    def reply(self, frames: bytes) -> None:
        """Send the last frames of a cell, after all its text, C libraries' included."""
        with self:
            libc().fflush(None)
            self.send_text()
            self._write(frames)

    def text(self, name: str, text: str) -> None:
        """Send text of a stream; called by the stream, inside `with`."""
        self._send_pipes()
        if text and not self.silent:
            self._write(self.frame("iopub", "stream", {"name": name, "text": text}))

    def send_text(self) -> None:
        """Send what streams and pipes hold."""
        for stream in self._streams:
            stream.send_held()
        self._send_pipes()

    def say_held(self) -> None:
        """Tell that text is kept back, so that it will be asked for."""
        self._write(encode({"channel": "held"}))

    def may_send(self) -> bool:
        """Whether one more small message is no flood."""
        now = time.monotonic()
        if now > self._burst_end:
            self._burst, self._burst_end = BURST, now + BURST_SECONDS
        self._burst -= 1
        return self._burst >= 0

    def frame(self, channel: str, kind: str, content: Mapping[str, Any]) -> bytes:
        """A message as a frame; one that is too large becomes a word of that."""
        frame = encode(
            {
                "channel": channel,
                "msg_type": kind,
                "parent_header": {"msg_id": self.parent_id},
                "content": content,
            }
        )
        if len(frame) - LENGTH.size > MAX_FRAME_BYTES:
            return encode({"channel": "flood"})
        return frame

    def close_copy(self) -> None:
        """In a process that the student's code forked: be quiet, and leave the socket alone."""
        self.closed = True
        self._lock = threading.RLock()
        # What it writes itself is not for it to read.
        self._pipes = {}
        for stream in self._streams:
            stream.forget_held()
        with contextlib.suppress(OSError):
            os.close(self._socket.fileno())

    def _send_pipes(self) -> None:
        for name, descriptor in self._pipes.items():
            try:
                data = os.read(descriptor, PIPE_BYTES)
            except OSError:
                continue
            if data and not self.silent:
                text = data.decode("utf-8", "replace")
                self._write(self.frame("iopub", "stream", {"name": name, "text": text}))

    def _write(self, frames: bytes) -> None:
        if not self.closed:
            # Nobody reads any more: this process is about to be killed.
            with contextlib.suppress(OSError):
                self._socket.sendall(frames)
