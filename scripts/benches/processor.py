"""Processor time of this process and of everything it has started."""

import contextlib
import resource


def seconds() -> float:
    """Seconds of processor time, user and system, that were used here and below until now.

    Three parts make the whole, so that a difference of two readings misses nobody: this process
    with all its threads; what it has started and waited for, with what those had waited for in
    turn; and what still runs below it, warm processes say, with the kernels that these have
    buried. A kernel that still runs counts with what it has used so far. The system tells the
    third part in hundredths of a second, so what is measured should take a second or more.
    """
    import psutil

    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        total += used.ru_utime + used.ru_stime
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
