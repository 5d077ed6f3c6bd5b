"""What the system is asked for without any module of Python's: its C library, and /proc."""

# Read after a fork, where each page that is touched is copied first: so no pathlib.
# ruff: noqa: PTH123, PTH208

import ctypes
import os
from functools import cache
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PAGE_BYTES = os.sysconf("SC_PAGESIZE")


@cache
def libc() -> Any:
    """The C library; loaded in the zygote, so that kernels have it."""
    return ctypes.CDLL(None)


def prctl(option: int, value: int) -> None:
    """Ask the system; it may refuse, and then does without."""
    libc().prctl(option, value, 0, 0, 0)


def children() -> list[int]:
    """The numbers of this process's children; those of its one thread."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return []


def threads() -> int:
    """How many threads this process has."""
    return len(os.listdir("/proc/self/task"))


def open_descriptors() -> list[int]:
    """The open descriptors of this process, without the one by which they are listed."""
    listed = [int(name) for name in os.listdir("/proc/self/fd")]
    return [number for number in listed if _is_open(number)]


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def resident_mb() -> int:
    """The resident memory of this process in megabytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE_BYTES // 1024 // 1024


def address_space_mb() -> int:
    """The address space of this process in megabytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * PAGE_BYTES // 1024 // 1024
