"""Students' live kernels from the web process, which itself imports nothing of Jupyter."""

import json
import logging
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from app.kernels.errors import KernelError, KernelHostGone, UnknownRun
from app.kernels.host_process import HostProcess
from app.kernels.interface import PRELOAD, CellState, Limits, RunState
from app.kernels.wire import run_from_json

log = logging.getLogger(__name__)

# A stop may take the host some seconds; anything else is answered in milliseconds.
ANSWER_SECONDS = 20.0
# A host that dies again and again is not started more often than this.
STARTS = 3
STARTS_WITHIN_SECONDS = 20.0


@dataclass(frozen=True)
class _Known:
    """What this process last heard of an owner's run, without the outputs, which are large."""

    host: HostProcess
    workspace: str
    state: RunState


class RemoteKernels:
    """See `interface.LiveKernels`: hands everything to a host process, started when needed.

    A host that ends is replaced at the next run; runs it had then answer "died". All values are
    those of `LocalKernels` and `NbclientEngine` in the host. `command` replaces the whole command.
    """

    def __init__(
        self,
        *,
        max_kernels: int = 4,
        idle_seconds: float = 600.0,
        limits: Limits | None = None,
        min_idle_seconds: float = 60.0,
        spare: int = 1,
        folder: Path | None = None,
        sandbox: str = "best",
        preload: Sequence[str] = PRELOAD,
        command: Sequence[str] | None = None,
    ) -> None:
        config = {
            "max_kernels": max_kernels,
            "idle_seconds": idle_seconds,
            "min_idle_seconds": min_idle_seconds,
            "limits": asdict(limits or Limits()),
            "spare": spare,
            "folder": str(folder) if folder else None,
            "sandbox": sandbox,
            "preload": list(preload),
        }
        self._command = command or (
            sys.executable,
            "-m",
            "app.kernels.host",
            "--config",
            json.dumps(config),
        )
        self._lock = threading.Lock()
        self._host: HostProcess | None = None
        self._starts: list[float] = []
        self._known: dict[str, _Known] = {}
        self._closed = False

    def run(
        self,
        owner: str,
        workspace: str,
        cells: Sequence[tuple[str, str]],
        files: Mapping[str, str],
    ) -> RunState:
        """Run cells in the background. Raises NoFreeKernel, AlreadyRunning and KernelHostGone."""
        host = self._running_host()
        given = {
            "owner": owner,
            "workspace": workspace,
            "cells": [list(cell) for cell in cells],
            "files": {name: str(path) for name, path in files.items()},
        }
        state = run_from_json(host.request("run", given, ANSWER_SECONDS))
        before = self._known.get(owner)
        if before is not None and before.host is not host and before.workspace == workspace:
            # The new host cannot know what the dead one had.
            state = replace(state, kernel="replaced")
        self._remember(owner, _Known(host, workspace, state))
        return state

    def poll(self, owner: str, run_id: str, *, wait: float = 0.0, since: int = 0) -> RunState:
        """The run as it is, after waiting for news. Raises UnknownRun and KernelHostGone."""
        known = self._known.get(owner)
        if known is not None and known.state.run_id != run_id:
            known = None
        host = known.host if known is not None else self._host
        if host is None:
            raise UnknownRun()
        given = {"owner": owner, "run_id": run_id, "wait": wait, "since": since}
        try:
            state = run_from_json(host.request("poll", given, wait + ANSWER_SECONDS))
        except KernelHostGone:
            if known is None or known.state.done:
                raise UnknownRun() from None
            return _died(known.state)
        if known is not None:
            state = replace(state, kernel=known.state.kernel)
            if self._known.get(owner) is known:
                self._remember(owner, replace(known, state=state))
        return state

    def stop(self, owner: str) -> None:
        """Interrupt the owner's run; returns when it has stopped, or after a few seconds."""
        self._tell("stop", {"owner": owner})

    def restart(self, owner: str) -> None:
        """Throw the owner's kernel away at her wish."""
        known = self._known.get(owner)
        if known is not None and known.host.gone:
            self._known.pop(owner, None)
        self._tell("restart", {"owner": owner})

    def end(self, owner: str) -> None:
        """Close the owner's kernel and forget the results."""
        self._known.pop(owner, None)
        self._tell("end", {"owner": owner})

    def warm(self) -> None:
        """Start the host and a spare kernel in the background. Returns at once."""
        threading.Thread(target=self._warm, name="kisima-warm", daemon=True).start()

    def close(self) -> None:
        """End the host with all its kernels."""
        with self._lock:
            self._closed = True
            host = self._host
        if host is not None:
            host.close()

    @property
    def host_pid(self) -> int | None:
        """The process number of the host, if one is running."""
        host = self._host
        return host.pid if host is not None and not host.gone else None

    def _warm(self) -> None:
        with suppress(KernelError):
            self._running_host().request("warm", {}, ANSWER_SECONDS)

    def _tell(self, do: str, given: dict[str, Any]) -> None:
        """Ask for something that is already so where no host is running."""
        host = self._host
        if host is not None and not host.gone:
            with suppress(KernelHostGone):
                host.request(do, given, ANSWER_SECONDS)

    def _running_host(self) -> HostProcess:
        with self._lock:
            if self._closed:
                raise KernelHostGone()
            if self._host is None or self._host.gone:
                now = time.monotonic()
                self._starts = [s for s in self._starts if now - s < STARTS_WITHIN_SECONDS]
                if len(self._starts) >= STARTS:
                    raise KernelHostGone()
                if self._host is not None:
                    log.error("the kernel host ended; it is started again")
                self._starts.append(now)
                try:
                    self._host = HostProcess(self._command)
                except OSError as error:
                    log.error("the kernel host could not be started: %s", error)
                    raise KernelHostGone() from error
            return self._host

    def _remember(self, owner: str, known: _Known) -> None:
        cells = tuple(replace(cell, outputs=()) for cell in known.state.cells)
        self._known[owner] = replace(known, state=replace(known.state, cells=cells))


def _died(state: RunState) -> RunState:
    """What a run has become whose host is gone: the cell that ran died, the rest never ran."""
    revision = state.revision + 1
    at = next((i for i, c in enumerate(state.cells) if c.status in ("running", "waiting")), None)

    def ended(index: int, cell: CellState) -> CellState:
        if cell.status not in ("running", "waiting"):
            return cell
        return replace(cell, status="died" if index == at else "not-run", revision=revision)

    cells = tuple(ended(index, cell) for index, cell in enumerate(state.cells))
    return replace(state, done=True, revision=revision, cells=cells)
