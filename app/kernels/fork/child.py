"""From the fork to the first request: a copy of the zygote becomes a kernel of its own."""

import builtins
import contextlib
import fcntl
import getpass
import os
import random
import signal
import socket
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.kernels.fork.confine import Confine, Place
from app.kernels.fork.interrupts import Interrupts
from app.kernels.fork.outlet import Outlet
from app.kernels.fork.serving import Server
from app.kernels.fork.streams import MessageStream, close_in_forks, no_input, send_when_asked
from app.kernels.fork.system import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, prctl
from app.kernels.launch import INPUT_SENTENCE, forget_the_project

if TYPE_CHECKING:
    from app.kernels.fork.shell import ZMQInteractiveShell

# Where the descriptors are in every kernel.
SOCKET, STDOUT_READ, STDERR_READ = 3, 4, 5
# The order in which they are handed over: the socket, what to write to, and what to read from.
PLACES = (SOCKET, 1, 2, STDOUT_READ, STDERR_READ)
KEPT = frozenset({0, *PLACES})


@dataclass(frozen=True)
class Order:
    """What a new kernel is to be."""

    place: Place
    environment: Mapping[str, str]

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> "Order":
        """From what the engine has sent."""
        return cls(Place(**given["place"]), given["environment"])


def become_kernel(
    order: Order,
    descriptors: list[int],
    shell: "ZMQInteractiveShell",
    confine: Confine,
    zygote: int,
    ours: Sequence[str],
) -> None:
    """In the new process: be a kernel, until the connection ends. Never returns.

    `ours` are the loaded modules of this project. They are found in the zygote, since to look at
    every name here would make a copy of the memory that each is in.
    """
    try:
        connection = settle(order, descriptors, zygote)
        interrupts = Interrupts()
        pipes = {"stdout": STDOUT_READ, "stderr": STDERR_READ}
        outlet = Outlet(connection, pipes, interrupts)
        sys.stdout = MessageStream("stdout", 1, outlet)
        sys.stderr = MessageStream("stderr", 2, outlet)
        shell.connect(outlet)
        builtins.input = no_input(INPUT_SENTENCE)
        getpass.getpass = no_input(INPUT_SENTENCE)
        server = Server(connection, shell, outlet, interrupts)
        confine(order.place)
        # A change of user, which may be part of that, makes the system forget this.
        die_with(zygote)
        forget_ourselves(ours)
        close_in_forks(outlet)
        interrupts.on_nudge = lambda: send_when_asked(outlet)
        interrupts.install()
        server.serve_for_ever()
    except BaseException:
        import traceback

        # To the engine's log by way of the pipe, if anybody still reads it.
        with contextlib.suppress(Exception):
            os.write(2, traceback.format_exc().encode())
        os._exit(70)
    os._exit(0)


def settle(order: Order, descriptors: list[int], zygote: int) -> socket.socket:
    """Leave the zygote's signals, session, descriptors, folder, variables and seeds behind."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    # Until the kernel is ready, an interrupt has nothing to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.setsid()
    die_with(zygote)
    # What its programs leave behind stays its own, and goes with it.
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    place_descriptors(descriptors)
    os.chdir(order.place.work)
    os.environ.clear()
    os.environ.update(order.environment)
    tempfile.tempdir = None
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    return socket.socket(fileno=SOCKET)


def place_descriptors(descriptors: list[int]) -> None:
    """Put them where they belong, nothing into standard input, and close all others."""
    # First out of each other's way.
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 64) for descriptor in descriptors]
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for descriptor, target in zip(high, PLACES, strict=True):
        if target in (STDOUT_READ, STDERR_READ):
            # Opened anew: else this process could make the engine's own reading block.
            descriptor = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY | os.O_NONBLOCK)
        os.dup2(descriptor, target, inheritable=target in (1, 2))
    for path in list(Path("/proc/self/fd").iterdir()):
        if int(path.name) not in KEPT:
            with contextlib.suppress(OSError):
                os.close(int(path.name))


def die_with(parent: int) -> None:
    """Have the system kill this process when `parent` ends, however that ends."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # In a process namespace of its own a process sees no parent.
    if os.getppid() not in (parent, 0):
        os._exit(1)


def forget_ourselves(ours: Sequence[str]) -> None:
    """Students' code imports its own modules, also where they are named like ours."""
    for name in ours:
        del sys.modules[name]
    forget_the_project()
    if "" not in sys.path:
        sys.path.insert(0, "")
    # IPython's advice on leaving a terminal helps nobody here.
    warnings.filterwarnings("ignore", message="To exit: use")
