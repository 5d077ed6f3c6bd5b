"""Keeping the server's memory small on a laptop that has little."""

import ctypes
import gc
import sys
import time

M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8


def keep_memory_small() -> None:
    """Have glibc give back what big, short-lived blocks took; elsewhere nothing is done.

    Hashing a password takes 8 MB for 20 ms. By default glibc keeps such a block for later, in
    each thread's own arena, so that a class signing in would cost 60 MB for good.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, 256 * 1024)
        libc.mallopt(M_ARENA_MAX, 2)
    except (OSError, AttributeError):
        return  # another C library, which has no such setting


def freeze_start() -> None:
    """Take what was made at the start out of the garbage collector's rounds: it stays anyway."""
    gc.collect()
    gc.freeze()


def give_back_for_ever(every: float = 30.0) -> None:
    """Now and then give unused memory back to the system; returns where that is not possible."""
    if not sys.platform.startswith("linux"):
        return
    try:
        give_back = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return
    while True:
        give_back(0)
        time.sleep(every)
