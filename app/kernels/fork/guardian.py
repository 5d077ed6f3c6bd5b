"""The parent of the warm process: sees to it that nothing outlives that, however it ends.

A process that does nothing but wait. What the warm process and its kernels leave behind comes to it
as the nearest ancestor that takes orphans in. When the engine's process was killed, it also removes
what that can no longer remove: its folder.
"""

import contextlib
import os
import signal
import time
from pathlib import Path

from app.kernels.fork.system import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, children, prctl
from app.kernels.scratch import sweep, wait_for_lock

PAUSE_SECONDS = 0.01
# How long orphans are killed again and again, and how long the engine's folder may stay locked by
# other threads of a process that is just being killed.
PATIENCE_SECONDS = 10.0
# An engine's process that is just being killed closes its files a moment before it is gone.
SETTLING_SECONDS = 0.02


def fork_under_guard(engine: int, folder: Path, control: int) -> int:
    """Fork, and return in the child, with the guardian's number; the parent never returns.

    `engine` is the number of the engine's process and `folder` its folder; `control` is what only
    the child holds on to.
    """
    # Until there is something to kill, the news that the engine was killed has to wait.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    if os.getppid() != engine:
        remove(folder)
        os._exit(1)
    guardian = os.getpid()
    zygote = os.fork()
    if zygote == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != guardian:
            os._exit(1)
        return guardian
    os.close(control)
    # Whoever works in the engine's folder is killed when that is removed.
    os.chdir("/")
    told: list[int] = []

    def end_it(number: int, _: object) -> None:
        told.append(number)
        kill(zygote)

    signal.signal(signal.SIGTERM, end_it)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    if os.getppid() != engine:
        kill(zygote)
    wait_for(zygote)
    kill_orphans()
    if is_gone(engine, told):
        remove(folder)
    os._exit(0)


def is_gone(engine: int, told: list[int]) -> bool:
    """Whether the engine's process was killed.

    The signal comes when the thread that started us ends; while others of its threads are still
    being killed, they are our parent, under the same number.
    """
    began = time.monotonic()
    while os.getppid() == engine:
        if time.monotonic() - began > (PATIENCE_SECONDS if told else SETTLING_SECONDS):
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def kill(pid: int) -> None:
    """Kill a process that may be gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def wait_for(zygote: int) -> None:
    """Reap until this child has ended."""
    with contextlib.suppress(ChildProcessError):
        while os.wait()[0] != zygote:
            continue


def kill_orphans() -> None:
    """Kill all children, and theirs as these come here, until there are none."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        for pid in children():
            kill(pid)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue
        except ChildProcessError:
            return
        time.sleep(PAUSE_SECONDS)


def remove(folder: Path) -> None:
    """Remove the folder of an engine that was killed, once the system has freed its lock."""
    until = time.monotonic() + PATIENCE_SECONDS
    while folder.exists() and time.monotonic() < until:
        with contextlib.suppress(OSError), wait_for_lock(folder.parent / "sweep"):
            sweep(folder.parent)
        time.sleep(PAUSE_SECONDS)
