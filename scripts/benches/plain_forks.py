"""Runs notebooks' cells with nothing around them: what a grader cannot do without.

A process of its own, since it must have one thread: it imports the libraries that a grader's warm
process has, then answers each line of standard input, a JSON list of cells, by a line: what a fork
of it used for them, in seconds of processor time, as {"code", "fork"}. "code" is from before the
first cell to after the last: compiling, running, and the representation of a last line's value,
which a notebook shows. An error ends its cell, as in a notebook; what is printed is thrown away.
"fork" is the whole life of the fork, without what the system counts to its parent.
"""

import ast
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from typing import Any


class PlainForks:
    """The process, from outside."""

    def __init__(self) -> None:
        from app.kernels.environment import ONE_THREAD
        from scripts.benches.school import ROOT

        command = [sys.executable, "-m", __name__]
        pipe = subprocess.PIPE
        environ = {**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "MPLBACKEND": "agg"}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=pipe, stdout=pipe, text=True
        )

    def run(self, cells: Sequence[str]) -> dict[str, float]:
        """Seconds of processor time for the cells, in one fork."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(list(cells)) + "\n")
        self._process.stdin.flush()
        answer: dict[str, float] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def run_cells(cells: Sequence[str]) -> float:
    """Seconds of processor time that the cells take one after another in one namespace."""
    names: dict[str, Any] = {"__name__": "__main__"}
    started = time.process_time()
    for cell in cells:
        try:
            run_cell(cell, names)
        except BaseException:
            continue
    return time.process_time() - started


def run_cell(cell: str, names: dict[str, Any]) -> None:
    """Run one cell; an expression in its last line is evaluated and put into words."""
    tree = ast.parse(cell)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
        if value is not None:
            repr(value)


def forked(cells: Sequence[str]) -> dict[str, float]:
    """Run cells in a fork."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        os.write(writing, json.dumps(run_cells(cells)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    used = os.wait4(pid, 0)[2]
    return {"code": json.loads(told), "fork": used.ru_utime + used.ru_stime}


def main() -> None:
    """Serve standard input."""
    from app.kernels.interface import PRELOAD

    for name in PRELOAD:
        import_module(name)
    import gc

    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(forked(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
