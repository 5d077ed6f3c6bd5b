"""Children born in namespaces of their own, for the price of one fork."""

import ctypes
import os
import signal

from app.kernels.sandbox.report import Namespaces, Plan
from app.kernels.sandbox.syscalls import call, column, libc, number, prctl

NEW_MOUNTS = 0x00020000
NEW_IPC = 0x08000000
NEW_USER = 0x10000000
NEW_PROCESSES = 0x20000000
NEW_NETWORK = 0x40000000
CLEAR_THREAD_NUMBER = 0x00200000
SET_THREAD_NUMBER = 0x01000000

PR_GET_TID_ADDRESS = 40
PR_SET_PDEATHSIG = 1


def flags(*, user: bool) -> int:
    """The namespaces that a child gets."""
    every = NEW_MOUNTS | NEW_IPC | NEW_PROCESSES | NEW_NETWORK
    return every | (NEW_USER if user else 0)


def fork(plan: Plan) -> int:
    """Like os.fork(), but the child stands in fresh namespaces where the plan can do so.

    It is process 1 in them: its end ends all that it started. The caller, which has one thread
    only, gets its ordinary number. Where the plan has no such way this is os.fork(), and
    `confine` makes the namespaces by a second fork. Raises OSError.
    """
    if plan.namespaces is None or not plan.namespaces.direct:
        return os.fork()
    return born_apart(plan.namespaces)


def born_apart(namespaces: Namespaces) -> int:
    """Fork by the raw system call. Python's own care around a fork is taken, and so is the C
    library's: it must know the child's thread number and its list of locks.
    """
    thread_number = ctypes.c_ulong()
    prctl(PR_GET_TID_ADDRESS, ctypes.addressof(thread_number))
    locks, size = ctypes.c_ulong(), ctypes.c_ulong()
    call("get_robust_list", 0, ctypes.addressof(locks), ctypes.addressof(size))
    wanted = flags(user=namespaces.user) | SET_THREAD_NUMBER | CLEAR_THREAD_NUMBER | signal.SIGCHLD
    # clone(flags, stack, parent's number, …): the last two stand the other way round on aarch64.
    where = thread_number.value
    last = (where, 0) if column() == 0 else (0, where)

    ctypes.pythonapi.PyOS_BeforeFork()
    pid = -1
    try:
        pid = int(_raw_clone(wanted, *last))
    finally:
        if pid == 0:
            ctypes.pythonapi.PyOS_AfterFork_Child()
        else:
            error = ctypes.get_errno()
            ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(error, os.strerror(error), "clone")
    if pid == 0:
        call("set_robust_list", locks.value, size.value)
    return pid


def _raw_clone(wanted: int, fourth: int, fifth: int) -> int:
    values = (number("clone"), wanted, 0, 0, fourth, fifth)
    return int(libc().syscall(*map(ctypes.c_long, values)))


def fork_into_namespaces(*, user: bool) -> None:
    """Move to fresh namespaces by a second fork; only the new process comes back from here.

    The first one waits for it and ends as it does, so that whoever started that one notices.
    Raises OSError.
    """
    call("unshare", flags(user=user))
    pid = os.fork()
    if pid == 0:
        return
    try:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        call("close_range", 0, 0x7FFFFFFF, 0)
    finally:
        _end_like(pid)


def _end_like(pid: int) -> None:
    while True:
        try:
            _, status = os.waitpid(pid, 0)
            break
        except InterruptedError:
            continue
        except ChildProcessError:
            os._exit(1)
    if os.WIFSIGNALED(status):
        ended_by = os.WTERMSIG(status)
        if ended_by not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(ended_by, signal.SIG_DFL)
        os.kill(os.getpid(), ended_by)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
