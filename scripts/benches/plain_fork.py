"""What running code costs at the least: a plain fork of a warm Python that `exec`s the cells.

No shell, no messages, no outputs taken up, no folder, no limits, no walls. The Python has imported
what the engine's warm process preloads, and has frozen its garbage collector, which makes forks
cheaper; it has rehearsed nothing, so there is less of it to copy than of the warm process.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from types import TracebackType

SOURCE = """
import gc, importlib, json, os, sys
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
gc.collect()
gc.freeze()
print("warm", flush=True)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        names = {"__name__": "__main__"}
        for number, cell in enumerate(json.loads(line)):
            exec(compile(cell, f"<cell {number}>", "exec"), names)
        sys.stdout.flush()
        os._exit(0)
    print(os.waitpid(pid, 0)[1], flush=True)
"""


class PlainFork:
    """The warm Python; used in a `with`."""

    def __init__(self, preload: Sequence[str]) -> None:
        self._python = subprocess.Popen(
            [sys.executable, "-c", SOURCE, json.dumps(list(preload))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._line()

    def __enter__(self) -> "PlainFork":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._python.communicate()

    def run_ms(self, cells: Sequence[str]) -> float:
        """From the request until the forked process is gone. Raises RuntimeError if it failed."""
        assert self._python.stdin is not None
        started = time.perf_counter()
        self._python.stdin.write(json.dumps(cells) + "\n")
        answer = self._line()
        taken = (time.perf_counter() - started) * 1000
        if answer != "0":
            raise RuntimeError(f"the plain fork ended with {answer!r}")
        return taken

    def _line(self) -> str:
        assert self._python.stdout is not None
        return self._python.stdout.readline().strip()
