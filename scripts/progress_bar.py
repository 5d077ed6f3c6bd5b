"""A progress bar for the terminal, and plain lines where there is none (a log, a pipe)."""

import shutil
import sys
import time
from typing import TextIO


class ProgressBar:
    """Shows `done` of `total` with the name of what is being worked on."""

    def __init__(self, verb: str, total: int, stream: TextIO | None = None) -> None:
        self.verb = verb
        self.total = total
        self._stream = stream or sys.stdout
        self._terminal = self._stream.isatty()
        self._started = time.monotonic()
        self._last_line = ""

    def update(self, done: int, name: str, note: str = "") -> None:
        """Show where the work is; cheap to call often."""
        if self._terminal:
            line = self._drawn(done, f"{name} {note}".strip())
            if line != self._last_line:
                self._stream.write("\r" + line)
        else:
            line = f"{self.verb} {min(done + 1, self.total)}/{self.total} {name}"
            if line != self._last_line:
                self._stream.write(line + "\n")
        self._stream.flush()
        self._last_line = line

    def finish(self, sentence: str) -> None:
        """Put one closing line in the bar's place, with the time it took."""
        self.clear()
        seconds = time.monotonic() - self._started
        self._stream.write(f"{sentence} ({seconds:.0f} s)\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar off the terminal, so that something else can be printed."""
        if self._terminal and self._last_line:
            self._stream.write("\r" + " " * len(self._last_line) + "\r")
            self._stream.flush()
        self._last_line = ""

    def _drawn(self, done: int, label: str) -> str:
        columns = shutil.get_terminal_size().columns - 1
        seconds = int(time.monotonic() - self._started)
        width = 24 if columns >= 60 else 10
        filled = width * done // max(self.total, 1)
        # Plain ASCII, because an old Windows console has no block characters.
        bar = "#" * filled + "." * (width - filled)
        clock = f"{seconds // 60}:{seconds % 60:02}"
        line = f"{self.verb} [{bar}] {done}/{self.total} {clock} {label}"
        return line[:columns].ljust(min(columns, len(self._last_line)))
