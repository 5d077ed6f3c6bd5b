"""Tests by value: a clean kernel that asks the student's for values, and never runs her code.

The student's code cannot look at the test that calls it, change what it counts on or give it
objects of her own making: only plain data travels (app/grading/inside/values.py). The price: tests
see no change that a function makes to its arguments, and no classes or modules of the student.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.grading.inside import install
from app.grading.names import BUILTINS, names_in
from app.kernels.interface import CellRun, Engine, Kernel, Limits, Output

MIME = "application/vnd.kisima.value+json"
# A value travels as a cell's output, so its length is limited with it.
_VALUE_BYTES = 4_000_000


class CleanKernel:
    """The kernel of the tests, beside the student's. Started when the first such test comes."""

    def __init__(
        self, engine: Engine, limits: Limits, files: Mapping[str, Path], answers: frozenset[str]
    ) -> None:
        self._kernel = engine.start(with_room_for_values(limits), files)
        self._asking = f"_{secrets.token_hex(8)}"
        self._answering = f"_{secrets.token_hex(8)}"
        self._answers = answers
        self._own: set[str] = set()
        self._is_ready = False
        # Cells are counted from where no cell of this kernel itself can be.
        self._number = 100_000
        _install(self._kernel, "asking", self._asking)

    def close(self) -> None:
        """End the kernel."""
        self._kernel.close()

    @property
    def alive(self) -> bool:
        """Whether another test can be run."""
        return self._kernel.alive

    @property
    def lost(self) -> bool:
        """Whether it was ended from outside."""
        return self._kernel.lost

    @property
    def end_is_known(self) -> bool:
        """Whether it is certain who ended it."""
        return self._kernel.end_is_known

    def run(self, source: str, student: Kernel, seconds: float) -> CellRun:
        """Run one cell of the exercise's own with the student's values; within `seconds`."""
        end = time.monotonic() + seconds
        if not self._is_ready:
            _install(student, "answering", self._answering)
            self._is_ready = True
        names = names_in(source)
        ours = (BUILTINS - self._answers) | self._own | set(names.imports)
        try:
            values = self._values(sorted(names.used - ours), student, end)
            run = self._conversation(source, json.dumps(values), student, end)
        except _Ended as ended:
            return CellRun(ended.run.status, ended.run.outputs)
        self._own |= names.bound - self._answers
        return run

    def _values(self, wanted: list[str], student: Kernel, end: float) -> dict[str, Any]:
        if not wanted:
            return {}
        there = self._asked(student, "names", (), end)[0]
        listed = set(there) if isinstance(there, list) else set()
        return {
            name: self._asked(student, "value", (name,), end)[0]
            for name in wanted
            if name in listed
        }

    def _asked(
        self, student: Kernel, what: str, arguments: tuple[object, ...], end: float
    ) -> tuple[Any, CellRun]:
        """The student's kernel's answer and the run it came in. Raises _Ended without one."""
        nonce = secrets.token_hex(8)
        given = ", ".join(map(repr, (nonce, *arguments)))
        source = f"__import__('sys').modules[{self._answering!r}].{what}({given})"
        run = student.run(source, timeout=max(0.01, end - time.monotonic()))
        found = [said["value"] for said in _messages(run) if said.get("nonce") == nonce]
        if run.status == "error" and what == "call":
            return None, run
        if run.status != "ok" or not found:
            raise _Ended(run if run.status != "ok" else CellRun("died"))
        return found[-1], run

    def _conversation(self, source: str, values: str, student: Kernel, end: float) -> CellRun:
        """Start the cell, answer its questions, and join what it put out into one run."""
        self._number += 1
        first = f"__import__('sys').modules[{self._asking!r}]"
        run = self._clean(f"{first}.start({source!r}, {values!r}, {self._number})", end)
        outputs = [*_shown(run)]
        while ask := next((said["ask"] for said in _messages(run) if "ask" in said), None):
            answer = self._answer(ask, student, end)
            run = self._clean(f"{first}.wait({json.dumps(answer)!r})", end)
            outputs += _shown(run)
        last = self._clean(f"{first}.finish()", end, may_fail=True)
        return CellRun(last.status, (*outputs, *last.outputs), self._number)

    def _answer(self, ask: Mapping[str, Any], student: Kernel, end: float) -> dict[str, Any]:
        value, run = self._asked(student, "call", (ask["number"], ask["given"]), end)
        printed = [
            (output["name"], output["text"])
            for output in run.outputs
            if output.get("output_type") == "stream"
        ]
        errors = [output for output in run.outputs if output.get("output_type") == "error"]
        if errors:
            error = [str(errors[-1].get("ename")), str(errors[-1].get("evalue"))]
            return {"printed": printed, "error": error}
        return {"printed": printed, "value": value}

    def _clean(self, source: str, end: float, *, may_fail: bool = False) -> CellRun:
        run = self._kernel.run(source, timeout=max(0.01, end - time.monotonic()))
        if run.status != "ok" and not (may_fail and run.status == "error"):
            raise _Ended(run)
        return run


class _Ended(Exception):
    """A kernel gave no answer: out of time, dead, or spoilt by the student's code."""

    def __init__(self, run: CellRun) -> None:
        self.run = run
        super().__init__(run.status)


def with_room_for_values(limits: Limits) -> Limits:
    """The limits of a kernel that hands values over."""
    return replace(limits, output_bytes=max(limits.output_bytes, _VALUE_BYTES))


def _install(kernel: Kernel, name: str, secret: str) -> None:
    install(kernel, {f"{secret}v": "values", secret: name})


def _messages(run: CellRun) -> list[Mapping[str, Any]]:
    found = [output.get("data", {}).get(MIME) for output in run.outputs]
    return [said for said in found if isinstance(said, dict)]


def _shown(run: CellRun) -> list[Output]:
    return [output for output in run.outputs if MIME not in output.get("data", {})]
