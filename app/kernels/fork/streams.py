"""Standard output and error of a kernel, as messages."""

import io
import os

from app.kernels.fork.outlet import Outlet

MESSAGE_CHARACTERS = 65_536


class MessageStream(io.TextIOBase):
    """Text that goes out in messages: at once when there is little, collected when there is much.

    In a process that the student's code forked it writes to the descriptor instead.
    """

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, descriptor: int, outlet: Outlet) -> None:
        self.name = name
        self.buffer = os.fdopen(descriptor, "wb", buffering=0, closefd=False)
        self._descriptor = descriptor
        self._outlet = outlet
        self._pieces: list[str] = []
        self._size = 0
        self._said = False
        outlet.add(self)

    def write(self, text: str) -> int:
        """Write text. Raises TypeError for anything else."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._outlet.closed:
            # Whole lines, so that those of several processes do not mix.
            self._pieces.append(text)
            if "\n" in text:
                self._write_out()
            return len(text)
        with self._outlet:
            if not self._size:
                # Text of the other stream was written before this.
                self._outlet.send_text()
            self._pieces.append(text)
            self._size += len(text)
            if self._size >= MESSAGE_CHARACTERS or ("\n" in text and self._outlet.may_send()):
                self.send_held()
            elif not self._said and self._size:
                self._said = True
                self._outlet.say_held()
        return len(text)

    def flush(self) -> None:
        """Send what was written, unless very much is being flushed: then a moment later."""
        if self._outlet.closed:
            self._write_out()
        if self._outlet.closed or not self._size:
            return
        with self._outlet:
            if self._outlet.may_send():
                self.send_held()

    def send_held(self) -> None:
        """Send everything. Called inside `with outlet`."""
        if not self._size:
            return
        text = "".join(self._pieces)
        self._pieces, self._size, self._said = [], 0, False
        for start in range(0, len(text), MESSAGE_CHARACTERS):
            self._outlet.text(self.name, text[start : start + MESSAGE_CHARACTERS])

    def forget_held(self) -> None:
        """In a forked copy: the original sends this text."""
        self._pieces, self._size, self._said = [], 0, False

    def _write_out(self) -> None:
        text, self._pieces = "".join(self._pieces), []
        self.buffer.write(text.encode("utf-8", "replace"))

    def fileno(self) -> int:
        """The descriptor that programs write to; what goes there is shown too."""
        return self._descriptor

    def isatty(self) -> bool:
        """It is no terminal."""
        return False

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def close(self) -> None:
        """It stays open, whatever code does: it is everybody's."""


def send_when_asked(outlet: Outlet) -> None:
    """Send text that is kept back."""
    with outlet:
        outlet.send_text()


def close_in_forks(outlet: Outlet) -> None:
    """Have processes that the student's code forks write to the descriptors."""
    os.register_at_fork(after_in_child=outlet.close_copy)
