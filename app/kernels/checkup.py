"""Whether students' code runs on this computer, and how far it is shut in: tried, and kept.

The layers are tried by a process of their own (`app.kernels.sandbox`), since the server has many
threads. That they are also put to use is tried by a cell of code that goes the way of students'
code and tries to open a file that is none of its business.
"""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app.clock import now_ms
from app.errors import N_
from app.kernels.errors import KernelError, NoFreeKernel
from app.kernels.interface import LiveKernels, RunState

log = logging.getLogger(__name__)

OWNER = "kisima-checkup"
PROBE_SECONDS = 60
# A laptop that has just been switched on takes its time to start Python.
TRIAL_SECONDS = 120.0
TRIAL = """\
try:
    with open({path!r}, "rb") as file:
        file.read(1)
    print("open")
except OSError:
    print("closed")
"""
BEST = N_(
    "The setting sandbox is “best”: students' code runs with the protections that this computer "
    "has."
)
FULL = N_(
    "The setting sandbox is “full”: students' code runs only with every protection, and all are "
    "there."
)
FULL_BUT_MISSING = N_(
    "The setting sandbox is “full”, and not every protection is there. So students' code does not "
    "run, and nothing is tested. Use a computer that has them all, or set sandbox to “best” in the "
    "file settings.toml in the data folder, and start Kisima again."
)
Trial = Literal["shut-in", "open", "does-not-run", "no-room"]


@dataclass(frozen=True)
class Finding:
    """One sentence of `sandbox.describe`: a gettext msgid and its values. `good` tells whether it
    is reassuring, `layer` of which layer it speaks ("" for the sum of them)."""

    msgid: str
    values: Mapping[str, str]
    good: bool
    layer: str


@dataclass(frozen=True)
class Checkup:
    """What was found out at a moment.

    `findings` begin with the sum of them, and are empty where nothing could be found out. `whole`
    says that no layer is missing. `trial` is how the cell of code went: "shut-in" or "open" (it
    ran, and could not, or could, open a file of the server's), "does-not-run", or "no-room" (all
    places are taken by students, so it was not tried). `trouble` is why it does not run.
    """

    at_ms: int
    findings: tuple[Finding, ...]
    whole: bool
    trial: Trial
    trouble: KernelError | None = None


def about_setting(sandbox: str, whole: bool) -> Finding:
    """What the setting means here, `whole` saying that no layer is missing."""
    if sandbox != "full":
        return Finding(BEST, {}, True, "")
    return Finding(FULL if whole else FULL_BUT_MISSING, {}, whole, "")


class Checkups:
    """Makes checkups in the background and keeps the last one. Callable from any thread.

    `private` is a file that students' code must not be able to read.
    """

    def __init__(self, live: LiveKernels, private: Path) -> None:
        self._live = live
        self._private = private
        self._lock = threading.Lock()
        self._going_on = False
        self._latest: Checkup | None = None

    @property
    def latest(self) -> Checkup | None:
        """The last one that is complete."""
        return self._latest

    @property
    def going_on(self) -> bool:
        """Whether one is being made now."""
        return self._going_on

    def start(self) -> None:
        """Make one, unless one is being made. Returns at once."""
        with self._lock:
            if self._going_on:
                return
            self._going_on = True
        threading.Thread(target=self._make, name="kisima-checkup", daemon=True).start()

    def _make(self) -> None:
        try:
            self._latest = self.made()
        except Exception:
            log.exception("the protections could not be looked at")
            self._latest = Checkup(now_ms(), (), False, "does-not-run")
        finally:
            self._going_on = False

    def made(self) -> Checkup:
        """A checkup, made now; takes some seconds."""
        found = probed()
        findings = tuple(
            Finding(one["msgid"], one["values"], one["good"], one["layer"] or "")
            for one in found.get("sentences", ())
        )
        layers = found.get("layers", {}).values()
        whole = bool(layers) and all(layer["on"] for layer in layers)
        try:
            return Checkup(now_ms(), findings, whole, self._tried())
        except NoFreeKernel:
            return Checkup(now_ms(), findings, whole, "no-room")
        except KernelError as error:
            log.warning("students' code does not run: %s", error)
            return Checkup(now_ms(), findings, whole, "does-not-run", error)

    def _tried(self) -> Trial:
        """Run the trial's cell as a student's code is run. Raises KernelError."""
        source = TRIAL.format(path=str(self._private))
        try:
            run = self._live.run(OWNER, OWNER, [("trial", source)], {})
            until = time.monotonic() + TRIAL_SECONDS
            while not run.done and time.monotonic() < until:
                run = self._live.poll(OWNER, run.run_id, wait=5.0, since=run.revision)
        finally:
            with suppress(KernelError):
                self._live.end(OWNER)
        return _verdict(run)


def _verdict(run: RunState) -> Trial:
    printed = "".join(
        str(output.get("text", ""))
        for cell in run.cells
        for output in cell.outputs
        if output.get("output_type") == "stream" and output.get("name") == "stdout"
    ).strip()
    if printed == "closed":
        return "shut-in"
    return "open" if printed == "open" else "does-not-run"


def probed() -> dict[str, Any]:
    """What `sandbox.told` says of this computer, from a process of its own; {} where it fails."""
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-m", "app.kernels.sandbox"]
    try:
        ended = subprocess.run(
            command, capture_output=True, env=environment, timeout=PROBE_SECONDS, check=True
        )
        found: dict[str, Any] = json.loads(ended.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.warning("the protections could not be found out: %s", error)
        return {}
    return found
