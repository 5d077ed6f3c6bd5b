"""Students' live kernels in this process: one for each owner, as many as the machine bears."""

import logging
import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.kernels.errors import AlreadyRunning, KernelStartFailed, NoFreeKernel, UnknownRun
from app.kernels.interface import CellRun, Engine, Kernel, Limits, Output, RunState
from app.kernels.live_run import LiveRun, Session

log = logging.getLogger(__name__)

# A little more than the time that an interrupted cell may take before it is killed.
STOP_SECONDS = 6.0
STOP_AGAIN_SECONDS = 0.3


class LocalKernels:
    """See `interface.LiveKernels`.

    `max_kernels` places; a kernel unused for `idle_seconds` is closed, and when all places are
    taken, one unused for `min_idle_seconds` gives way to whoever asks. `limits.total_seconds` is
    for each run. Results of a run are kept until the next one, and at least `idle_seconds`.
    """

    def __init__(
        self,
        engine: Engine,
        max_kernels: int = 4,
        idle_seconds: float = 600.0,
        limits: Limits | None = None,
        *,
        min_idle_seconds: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._max = max_kernels
        self._idle = idle_seconds
        self._min_idle = min(min_idle_seconds, idle_seconds)
        self._limits = limits or Limits()
        self._clock = clock
        self._changed = threading.Condition()
        self._sessions: dict[str, Session] = {}
        self._reaper: threading.Thread | None = None
        self._closed = threading.Event()

    # ---- LiveKernels

    def run(
        self,
        owner: str,
        workspace: str,
        cells: Sequence[tuple[str, str]],
        files: Mapping[str, str],
    ) -> RunState:
        """Run cells in the background. Raises NoFreeKernel and AlreadyRunning."""
        with self._changed:
            session = self._sessions.get(owner)
            if session is not None and session.busy:
                raise AlreadyRunning()
            to_close: list[Kernel] = []
            if session is None or not session.holds_place:
                to_close += self._make_room()
            if session is None:
                session = self._sessions[owner] = Session(workspace, self._clock())
            age = session.age_of_next(workspace)
            if session.kernel is not None and age != "kept":
                to_close.append(session.kernel)
                session.kernel = None
            session.workspace = workspace
            session.lost = False
            run = session.run = LiveRun(cells, age, self._clock())
            self._start_reaper()
            state = run.state()
        threading.Thread(
            target=self._work,
            args=(session, run, to_close, {name: Path(path) for name, path in files.items()}),
            name="kisima-run",
            daemon=True,
        ).start()
        return state

    def poll(self, owner: str, run_id: str, *, wait: float = 0.0, since: int = 0) -> RunState:
        """The run as it is, after waiting for news. Raises UnknownRun."""
        with self._changed:
            session = self._sessions.get(owner)
            run = session.run if session is not None else None
            if run is None or run.run_id != run_id:
                raise UnknownRun()
            if wait > 0:
                self._changed.wait_for(lambda: run.done or run.revision > since, timeout=wait)
            return run.state()

    def stop(self, owner: str) -> None:
        """Interrupt the owner's run; returns when it has stopped, or after a few seconds."""
        with self._changed:
            session = self._sessions.get(owner)
            if session is None or session.run is None or session.run.done:
                return
            run = session.run
            run.stopping = True
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until:
            with self._changed:
                kernel = session.kernel
            if kernel is not None:
                # Said again, since it may have come in between two cells.
                kernel.interrupt()
            with self._changed:
                if self._changed.wait_for(lambda: run.done, timeout=STOP_AGAIN_SECONDS):
                    return

    def restart(self, owner: str) -> None:
        """Throw the owner's kernel away at her wish; the next run gets a new one."""
        with self._changed:
            session = self._sessions.get(owner)
            if session is None:
                return
            kernel = self._discard(session)
            run = session.run
        if kernel is not None:
            kernel.close()
        if run is not None:
            with self._changed:
                self._changed.wait_for(lambda: run.done, timeout=STOP_SECONDS)

    def end(self, owner: str) -> None:
        """Close the owner's kernel and forget the results."""
        with self._changed:
            session = self._sessions.pop(owner, None)
            kernel = self._discard(session) if session is not None else None
        if kernel is not None:
            kernel.close()

    def warm(self) -> None:
        """Have the engine get a kernel ready."""
        self._engine.warm()

    def close(self) -> None:
        """End all runs and kernels, and the engine."""
        self._closed.set()
        with self._changed:
            owners = list(self._sessions)
        for owner in owners:
            self.end(owner)
        self._engine.close()

    # ---- the work of one run, in its own thread

    def _work(
        self, session: Session, run: LiveRun, to_close: list[Kernel], files: Mapping[str, Path]
    ) -> None:
        kernel: Kernel | None = None
        try:
            for old in to_close:
                old.close()
            kernel = self._kernel_for(session, run, files)
            for index, source in enumerate(run.sources):
                if not self._run_cell(run, kernel, index, source):
                    break
        except KernelStartFailed as error:
            log.error("a kernel did not start: %s", error.values.get("log", ""))
            self._mark_died(run)
        except Exception:
            log.exception("a run of students' cells failed")
            self._mark_died(run)
        finally:
            unwanted = self._finish(session, run, kernel)
            if unwanted is not None:
                unwanted.close()

    def _kernel_for(self, session: Session, run: LiveRun, files: Mapping[str, Path]) -> Kernel:
        with self._changed:
            if session.kernel is not None:
                return session.kernel
        limits = replace(self._limits, total_seconds=math.inf)
        kernel = self._engine.start(limits, files)
        with self._changed:
            if not run.discard_kernel:
                session.kernel = kernel
        return kernel

    def _run_cell(self, run: LiveRun, kernel: Kernel, index: int, source: str) -> bool:
        """Run one cell; whether the next may follow."""

        def tell(outputs: tuple[Output, ...]) -> None:
            with self._changed:
                run.change(index, "running", outputs)
                self._changed.notify_all()

        with self._changed:
            if run.stopping:
                return False
            run.change(index, "running")
            self._changed.notify_all()
        left = self._limits.total_seconds - (self._clock() - run.started)
        result = (
            kernel.run(source, timeout=min(left, self._limits.cell_seconds), on_outputs=tell)
            if left > 0
            else CellRun("timeout")
        )
        with self._changed:
            asked_for = run.stopping and result.status in ("died", "error")
            status = "interrupted" if asked_for else result.status
            run.change(index, status, result.outputs, result.execution_count)
            self._changed.notify_all()
        return status == "ok"

    def _mark_died(self, run: LiveRun) -> None:
        with self._changed:
            cells = run.state().cells
            for index, cell in enumerate(cells):
                if cell.status in ("waiting", "running"):
                    run.change(index, "interrupted" if run.stopping else "died", cell.outputs)
                    return

    def _finish(self, session: Session, run: LiveRun, kernel: Kernel | None) -> Kernel | None:
        """Mark the run done; returns a kernel that is to be closed."""
        with self._changed:
            unwanted = None
            if kernel is not None and (run.discard_kernel or not kernel.alive):
                unwanted = kernel
                session.kernel = None
                session.lost = not run.discard_kernel
            session.last_used = self._clock()
            run.finish()
            self._changed.notify_all()
            return unwanted

    # ---- places; called with the lock held

    def _make_room(self) -> list[Kernel]:
        holders = [session for session in self._sessions.values() if session.holds_place]
        if len(holders) < self._max:
            return []
        now = self._clock()
        idle = [s for s in holders if not s.busy and now - s.last_used >= self._min_idle]
        if not idle:
            raise NoFreeKernel(seconds=self._estimate(holders, now))
        kernel = self._lose(min(idle, key=lambda session: session.last_used))
        return [kernel] if kernel is not None else []

    def _estimate(self, holders: Sequence[Session], now: float) -> int:
        """Whole seconds until a place can be free if its holder does nothing more."""

        def until_free(session: Session) -> float:
            if session.run is not None and session.busy:
                left = self._limits.total_seconds - (now - session.run.started)
                return max(left, 0.0) + self._min_idle
            return self._min_idle - (now - session.last_used)

        return max(1, math.ceil(min(until_free(session) for session in holders)))

    def _lose(self, session: Session) -> Kernel | None:
        kernel, session.kernel = session.kernel, None
        session.lost = True
        return kernel

    def _discard(self, session: Session) -> Kernel | None:
        """Take the kernel away at the owner's wish."""
        if session.run is not None and session.busy:
            session.run.stopping = session.run.discard_kernel = True
        kernel, session.kernel = session.kernel, None
        session.lost = False
        return kernel

    # ---- idle kernels

    def _start_reaper(self) -> None:
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._reap, name="kisima-idle", daemon=True)
            self._reaper.start()

    def _reap(self) -> None:
        while not self._closed.wait(min(5.0, self._idle / 4)):
            with self._changed:
                now = self._clock()
                to_close = []
                for owner, session in list(self._sessions.items()):
                    idle = 0.0 if session.busy else now - session.last_used
                    dead = session.kernel is not None and not session.kernel.alive
                    if not session.busy and session.kernel and (idle >= self._idle or dead):
                        to_close.append(self._lose(session))
                    elif idle >= 2 * self._idle:
                        # She gets "new" instead of "replaced" after so long, which is as well.
                        del self._sessions[owner]
            for kernel in to_close:
                if kernel is not None:
                    kernel.close()
