"""The C library, for what Python has no function for."""

import ctypes
from functools import cache
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


@cache
def libc() -> Any:
    """The C library; loaded in the zygote, so that kernels have it."""
    return ctypes.CDLL(None)


def prctl(option: int, value: int) -> None:
    """Ask the system; it may refuse, and then does without."""
    libc().prctl(option, value, 0, 0, 0)
