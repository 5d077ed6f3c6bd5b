"""The warm process: everything imported, one thread, and a fork for every kernel.

Started by `start_zygote.py` with a JSON configuration: {"control": descriptor of a SEQPACKET
socket, "parent": the engine's process number, "confine", "prepare", "fork": names as
`module:callable` ("" for none), "order": the rehearsal's, "rehearse": whether there is one,
"preload": names of modules}.

On the socket it says {"ready": megabytes of address space, "pid"} or {"failed": why}, and answers
{"id", …order} with five descriptors (see `child.PLACES`) by {"id", "pid", "rss"} and a pidfd, or
{"id", "failed"}. Of a kernel that has ended it says {"ended": its number, "lost": whether from
outside, "known": whether that is certain}. It ends when the socket does, and takes all kernels
along; when it is killed, its `guardian` does that.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.kernels.fork.arenas import SCIENCE_MB, reserve
from app.kernels.fork.child import Order, Parts, become_kernel, for_kernel, keep_places_free
from app.kernels.fork.confine import named
from app.kernels.fork.endings import ending_of
from app.kernels.fork.guardian import fork_under_guard
from app.kernels.fork.huge_pages import collapse
from app.kernels.fork.inheritance import forget_ourselves, new_seeds, prepare_inheritance
from app.kernels.fork.practice import practise
from app.kernels.fork.rehearsal import import_all, rehearse
from app.kernels.fork.system import (
    PR_SET_CHILD_SUBREAPER,
    address_space_mb,
    children,
    libc,
    open_descriptors,
    prctl,
    resident_mb,
    threads,
)
from app.kernels.interface import PRELOAD

if TYPE_CHECKING:
    from app.kernels.fork.shell import ZMQInteractiveShell

ORDER_BYTES = 65_536
DESCRIPTORS = 5
STRAY_MS = 20


class Zygote:
    """Forks kernels, and buries them with all they left."""

    def __init__(self, configuration: dict[str, Any]) -> None:
        self._control = socket.socket(fileno=keep_places_free(configuration["control"]))
        self._confine = named(configuration["confine"])
        self._fork: Callable[[], int] = (
            named(configuration["fork"]) if configuration["fork"] else os.fork
        )
        self._configuration = configuration
        self._shell: ZMQInteractiveShell
        self._pid = os.getpid()
        self._environment: dict[str, str] = {}
        self._parts: Parts
        self._kernels: dict[int, int] = {}
        self._poll = select.poll()

    def warm_up(self) -> None:
        """Import everything, make the shell, rehearse. Raises what goes wrong."""
        # IPython would load these for completion and debugging, which nobody asks a kernel for.
        for unused in ("debugpy", "jedi"):
            sys.modules[unused] = None  # type: ignore[assignment]
        from app.kernels.fork.shell import make_shell, prepare_plots

        import_all(self._configuration["preload"])
        self._shell = make_shell()
        prepare_plots(self._shell)
        if self._configuration["prepare"]:
            named(self._configuration["prepare"])()
        forget_ourselves()
        self._parts = Parts(self._shell)
        if self._configuration["rehearse"]:
            order = Order.from_json(self._configuration["order"])
            import_all(rehearse(lambda descriptors: self._start(order, descriptors)))
            practise(self._shell)
        prepare_inheritance()
        self._environment = dict(os.environ)
        must_have_one_thread()
        gc.collect()
        # What is given back to the system need not be copied at every fork.
        libc().malloc_trim(0)
        gc.freeze()
        collapse()

    def serve(self) -> None:
        """Fork on demand, until the engine is gone; then kill all kernels."""
        self._poll.register(self._control, select.POLLIN)
        self._say({"ready": address_space_mb(), "pid": self._pid})
        strays = False
        while True:
            ready = {descriptor for descriptor, _ in self._poll.poll(STRAY_MS if strays else None)}
            for descriptor in ready & set(self._kernels):
                self._bury(descriptor)
                strays = True
            strays = strays and self._kill_strays()
            if self._control.fileno() in ready and not self._take_order():
                break
        self._end()

    def _take_order(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._control, ORDER_BYTES, DESCRIPTORS)
        if not data:
            return False
        order = json.loads(data)
        answer: dict[str, Any] = {"id": order["id"]}
        try:
            must_have_one_thread()
            pid = self._start(Order.from_json(order), list(descriptors))
            pidfd = os.pidfd_open(pid)
            self._kernels[pidfd] = pid
            self._poll.register(pidfd, select.POLLIN)
            answer |= {"pid": pid, "rss": resident_mb()}
            self._say(answer, [pidfd])
        except Exception as error:
            self._say(answer | {"failed": f"{type(error).__name__}: {error}"})
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return True

    def _start(self, order: Order, descriptors: list[int]) -> int:
        environment = order.changes_to(self._environment)
        new_seeds()
        given = for_kernel(descriptors)
        highest = max(open_descriptors())
        try:
            pid = self._fork()
            if pid == 0:
                parts, confine = self._parts, self._confine
                become_kernel(order.place, environment, given, highest, parts, confine, self._pid)
        finally:
            for descriptor in given:
                os.close(descriptor)
        return pid

    def _say(self, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
        with contextlib.suppress(OSError):
            socket.send_fds(self._control, [json.dumps(message).encode()], descriptors or [])

    # ---- ends

    def _bury(self, pidfd: int) -> None:
        """Kill the rest of a dead kernel's group while its number is still its own; reap it."""
        pid = self._kernels.pop(pidfd)
        self._poll.unregister(pidfd)
        os.close(pidfd)
        ending = ending_of(pid)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self._say({"ended": pid, "lost": ending.lost, "known": ending.known})

    def _kill_strays(self) -> bool:
        """Kill what dead kernels left to this process; whether there was any."""
        found = False
        for pid in children():
            if pid not in self._kernels.values():
                found = True
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
        return found

    def _end(self) -> None:
        for pid in self._kernels.values():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pidfd in tuple(self._kernels):
            self._bury(pidfd)
        for _ in range(100):
            if not self._kill_strays():
                return
            select.poll().poll(STRAY_MS)


def must_have_one_thread() -> None:
    """Raises RuntimeError where there are more: a copy of this process would miss the others."""
    count = threads()
    if count > 1 or threading.active_count() > 1:
        names = [thread.name for thread in threading.enumerate()]
        raise RuntimeError(f"the warm process has {count} threads: {names}")


def main() -> None:
    """Have a guardian, warm up, and serve."""
    configuration = json.loads(sys.argv[1])
    sys.argv = [""]
    # Kernels come to the world with these. The engine's terminal is not ours.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    folder = Path(configuration["order"]["place"]["folder"]).parent
    fork_under_guard(configuration["parent"], folder, configuration["control"])
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    if set(PRELOAD) <= set(configuration["preload"]):
        reserve(SCIENCE_MB)
    zygote = Zygote(configuration)
    try:
        zygote.warm_up()
    except BaseException as error:
        traceback.print_exc()
        zygote._say({"failed": f"{type(error).__name__}: {error}"})
        os._exit(1)
    zygote.serve()
    os._exit(0)
