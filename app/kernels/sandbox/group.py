"""Whether the memory of all processes of one student's code can be counted together here."""

import os
import signal
import sys

from app.kernels import group_memory
from app.kernels.sandbox.report import LayerReport


def available() -> LayerReport:
    """Tried on a child that has a child of its own. Elsewhere than on Linux psutil counts."""
    if sys.platform != "linux":
        return LayerReport("group", True, mode="psutil")
    try:
        seen = _seen()
    except OSError as error:
        return LayerReport("group", False, reason=error.strerror or str(error))
    if seen < 2:
        return LayerReport("group", False, reason="/proc does not name the children of a process")
    return LayerReport("group", True, mode="proc")


def _seen() -> int:
    """How many processes of two are found. Raises OSError."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.setpgid(0, 0)
            os.fork()
            os.write(writer, b"x")
            signal.pause()
        finally:
            os._exit(0)
    os.close(writer)
    try:
        for _ in range(2):
            os.read(reader, 1)
        return sum(group_memory.resident_mb(member) > 0 for member in group_memory.family(pid))
    finally:
        os.close(reader)
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
