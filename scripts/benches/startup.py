"""How long a start takes, from the command to the first page."""

import statistics
import tempfile
import time
from pathlib import Path

from scripts.benches.rows import Row, Say
from scripts.benches.school import Server, fill


def rows(quick: bool, say: Say) -> list[Row]:
    """The median of several starts on a data folder that is in use."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), 1)
        for _ in range(3 if quick else 7):
            started = time.monotonic()
            server = Server(Path(folder))
            try:
                server.wait()
                taken.append(time.monotonic() - started)
            finally:
                server.stop()
    return [Row("from the installed command to the first page", statistics.median(taken), "s", 1.5)]
