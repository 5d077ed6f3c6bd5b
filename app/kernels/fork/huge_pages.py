"""The zygote's memory in large pages: a fork copies one entry for two megabytes, not 512.

Kernels still get copies of four kilobytes where they write. Linux 6.1 and later; elsewhere
nothing happens.
"""

import ctypes
from pathlib import Path

from app.kernels.fork.system import libc

HUGE = 2 * 1024 * 1024
MADV_COLLAPSE = 25


def collapse() -> None:
    """Have the system gather this process's own memory, as far as it can."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, access, _, _, inode, *name = line.split(maxsplit=5)
        if not access.startswith("rw-p") or inode != "0" or name not in ([], ["[heap]"]):
            continue
        start, end = (int(number, 16) for number in span.split("-"))
        start, end = -(-start // HUGE) * HUGE, end // HUGE * HUGE
        if start < end:
            libc().madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)
