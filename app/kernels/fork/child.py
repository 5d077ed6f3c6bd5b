"""From the fork to the first request: a copy of the zygote becomes a kernel of its own."""

import contextlib
import fcntl
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.kernels.fork.confine import Confine, Place
from app.kernels.fork.interrupts import Interrupts
from app.kernels.fork.outlet import Outlet
from app.kernels.fork.serving import Server
from app.kernels.fork.streams import MessageStream, close_in_forks, send_when_asked
from app.kernels.fork.system import (
    PR_SET_CHILD_SUBREAPER,
    PR_SET_PDEATHSIG,
    open_descriptors,
    prctl,
)

if TYPE_CHECKING:
    from app.kernels.fork.shell import ZMQInteractiveShell

# Where the descriptors are in every kernel; the last two are a pair by which asyncio wakes itself.
SOCKET, STDOUT_READ, STDERR_READ, LOOP_READ, LOOP_WRITE = 3, 4, 5, 6, 7
# The order in which they are handed over: the socket, what to write to, and what to read from.
PLACES = (SOCKET, 1, 2, STDOUT_READ, STDERR_READ)
LAST_PLACE = LOOP_WRITE


@dataclass(frozen=True)
class Order:
    """What a new kernel is to be."""

    place: Place
    environment: Mapping[str, str]

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> "Order":
        """From what the engine has sent."""
        return cls(Place(**given["place"]), given["environment"])

    def changes_to(self, environment: Mapping[str, str]) -> dict[str, str | None]:
        """What has to be set, and with None to be taken away, to come from one to the other."""
        wanted = self.environment
        gone: dict[str, str | None] = dict.fromkeys(environment.keys() - wanted.keys())
        return gone | {
            name: value for name, value in wanted.items() if environment.get(name) != value
        }


class Parts:
    """What every kernel consists of, made in the zygote but for its connection.

    Raises RuntimeError unless `keep_places_free` was called before.
    """

    def __init__(self, shell: "ZMQInteractiveShell") -> None:
        self.interrupts = Interrupts()
        pipes = {"stdout": STDOUT_READ, "stderr": STDERR_READ}
        self.outlet = Outlet(pipes, self.interrupts)
        self.stdout = MessageStream("stdout", 1, self.outlet)
        self.stderr = MessageStream("stderr", 2, self.outlet)
        self.interrupts.on_nudge = lambda: send_when_asked(self.outlet)
        self.shell = shell
        before = set(open_descriptors())
        self.server = Server(SOCKET, shell, self.outlet, self.interrupts)
        if set(open_descriptors()) - before != {LOOP_READ, LOOP_WRITE}:
            raise RuntimeError("asyncio's own descriptors are not where they should be")


def become_kernel(
    place: Place,
    environment: Mapping[str, str | None],
    descriptors: Sequence[int],
    highest: int,
    parts: Parts,
    confine: Confine,
    zygote: int,
) -> None:
    """In the new process: be a kernel, until the connection ends. Never returns.

    `environment` are the variables that differ from the zygote's, None for those to be removed;
    `descriptors` are what `for_kernel` made; none is open above `highest`.
    What can be done before the fork is done there (see `inheritance`): every page of memory that is
    written to here, if only by looking at an object, is copied first.
    """
    try:
        os.setsid()
        die_with(zygote)
        # What its programs leave behind stays its own, and goes with it.
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        for descriptor, target in zip(descriptors, (*PLACES, LOOP_READ, LOOP_WRITE), strict=True):
            os.dup2(descriptor, target, inheritable=target in (1, 2))
        os.closerange(LAST_PLACE + 1, highest + 1)
        os.chdir(place.work)
        for name, value in environment.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, SOCKET)
        parts.outlet.connect(connection)
        sys.stdout, sys.stderr = parts.stdout, parts.stderr
        parts.shell.connect(parts.outlet)
        confine(place)
        # A change of user, which may be part of that, makes the system forget this.
        die_with(zygote)
        close_in_forks(parts.outlet)
        parts.interrupts.install()
        parts.server.serve_for_ever(connection)
    except BaseException:
        import traceback

        # To the engine's log by way of the pipe, if anybody still reads it.
        with contextlib.suppress(Exception):
            os.write(2, traceback.format_exc().encode())
        os._exit(70)
    os._exit(0)


def keep_places_free(control: int) -> int:
    """In the zygote, at first: have no other descriptor where a kernel has its own.

    Returns where `control` is from now on.
    """
    moved = fcntl.fcntl(control, fcntl.F_DUPFD_CLOEXEC, LAST_PLACE + 1)
    os.close(control)
    nothing = os.open(os.devnull, os.O_RDWR)
    for place in range(SOCKET, LOOP_READ):
        if place != nothing:
            os.dup2(nothing, place, inheritable=False)
    if nothing >= LOOP_READ:
        os.close(nothing)
    return moved


def for_kernel(descriptors: Sequence[int]) -> list[int]:
    """In the zygote: what a kernel needs for its places, from what the engine has sent."""
    made = [os.dup(descriptor) for descriptor in descriptors[:3]]
    for descriptor in descriptors[3:]:
        # Opened anew: else the kernel could make the engine's own reading block.
        made.append(os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY | os.O_NONBLOCK))
    for end in socket.socketpair():
        end.setblocking(False)
        made.append(end.detach())
    return made


def die_with(parent: int) -> None:
    """Have the system kill this process when `parent` ends, however that ends."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # In a process namespace of its own a process sees no parent.
    if os.getppid() not in (parent, 0):
        os._exit(1)
