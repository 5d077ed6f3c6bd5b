"""The system's own limits on a process: memory, processor time, processes, open files."""

import contextlib
import os
import platform
import sys
from pathlib import Path

from app.kernels.sandbox.policy import Allowance
from app.kernels.sandbox.report import LayerReport
from app.kernels.sandbox.throwaway import attempt

MEGABYTE = 1024 * 1024
COUNTED_APART_SINCE = (5, 14)
"""From this kernel on, processes in a user namespace are counted for that namespace alone."""
KILL_FIRST = 900


def kernel_version() -> tuple[int, int]:
    """The running kernel's version, (0, 0) when its name cannot be read."""
    numbers = platform.release().split("-")[0].split(".")
    try:
        return int(numbers[0]), int(numbers[1])
    except (IndexError, ValueError):
        return 0, 0


def threads_of(user: int) -> int:
    """How many threads a user has on this machine, as the limit on processes counts them."""
    threads = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            # A process may end at any moment. A task folder has one link for each thread, and two.
            with contextlib.suppress(OSError):
                if folder.stat().st_uid == user:
                    threads += (folder / "task").stat().st_nlink - 2
    return threads


def apply(allowance: Allowance, *, others: int = 0) -> None:
    """Set the limits, never above those in force. Raises OSError or ValueError.

    `others` is how many threads of the same user the system counts besides this child's.
    """
    import resource

    wanted = {
        resource.RLIMIT_AS: allowance.memory_mb * MEGABYTE,
        resource.RLIMIT_NPROC: allowance.processes + others,
        resource.RLIMIT_NOFILE: allowance.open_files,
        resource.RLIMIT_FSIZE: allowance.file_mb * MEGABYTE,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    if sys.platform == "linux":
        wanted |= {resource.RLIMIT_MSGQUEUE: 0, resource.RLIMIT_RTPRIO: 0}
        wanted[resource.RLIMIT_SIGPENDING] = 1024
    for which, value in wanted.items():
        _lower(which, value, value)
    if allowance.cpu_seconds is not None:
        # Soft and hard alike: the first would only be a signal, which process 1 does not heed.
        _lower(resource.RLIMIT_CPU, allowance.cpu_seconds, allowance.cpu_seconds)


def _lower(which: int, soft: int, hard: int) -> None:
    import resource

    _, highest = resource.getrlimit(which)
    if highest != resource.RLIM_INFINITY:
        soft, hard = min(soft, highest), min(hard, highest)
    resource.setrlimit(which, (soft, hard))


def die_first() -> None:
    """Where memory runs out, have the kernel end students' code before anything else."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(KILL_FIRST))


def available() -> LayerReport:
    """Whether limits can be set here, tried in a throwaway child."""
    if not hasattr(os, "fork"):
        return LayerReport("rlimits", False, reason="this system has no such limits")
    reason = attempt(lambda: apply(Allowance(), others=100_000))
    return LayerReport("rlimits", not reason, reason=reason)
