"""How kernels ended: by their own code or its limits, or from outside.

Only the zygote, their parent, can tell: it looks at each one that has ended before it reaps it.
"""

import asyncio
import contextlib
import os
import signal
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_REMEMBERED = 1000
ANSWER_SECONDS = 5.0
STRICT = "1"
UNLIMITED = ["unlimited", "unlimited"]


@dataclass(frozen=True)
class Ending:
    """How a kernel ended: from outside or not, and whether that is certain."""

    lost: bool
    known: bool


def ending_of(pid: int) -> Ending:
    """In the zygote, of a child that has ended and is not reaped: whether its code cannot have
    done that.

    Only SIGKILL counts. No code can send it to process 1 of its own namespace; what is left is a
    limit on processor time that it set itself, and the strict mode of seccomp. The system may also
    have killed it for want of memory. Of other processes nothing is certain.
    """
    try:
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
        status = Path(f"/proc/{pid}/status").read_text()
        limits = Path(f"/proc/{pid}/limits").read_text()
    except OSError:
        return Ending(lost=False, known=False)
    numbers = _fields(status, "NSpid:")
    is_first = len(numbers) > 1 and numbers[-1] == "1"
    if ended is None or not is_first:
        return Ending(lost=False, known=False)
    killed = ended.si_code != os.CLD_EXITED and ended.si_status == signal.SIGKILL
    is_strict = _fields(status, "Seccomp:") == [STRICT]
    unlimited = _fields(limits, "Max cpu time")[:2] == UNLIMITED
    return Ending(lost=killed and not is_strict and unlimited, known=True)


def _fields(text: str, name: str) -> list[str]:
    """What follows a name at the beginning of one of the lines."""
    for line in text.splitlines():
        if line.startswith(name):
            return line.removeprefix(name).split()
    return []


class Endings:
    """In the engine: what the zygote has said of its kernels, the last thousand of them."""

    def __init__(self) -> None:
        self._said: OrderedDict[int, Ending] = OrderedDict()
        self._news = asyncio.Event()
        self._zygote_is_gone = False

    def take(self, said: Mapping[str, Any]) -> bool:
        """Remember it; False when it is no word of an ending."""
        if "ended" not in said:
            # A new kernel may have the number of an old one.
            self._said.pop(said.get("pid", 0), None)
            return False
        self._said[said["ended"]] = Ending(said["lost"], said["known"])
        self._said.move_to_end(said["ended"])
        if len(self._said) > MOST_REMEMBERED:
            self._said.popitem(last=False)
        self._news.set()
        return True

    def zygote_is_gone(self) -> None:
        """Kernels of which nothing was said ended with it."""
        self._zygote_is_gone = True
        self._news.set()

    async def lost(self, pid: int) -> bool:
        """Whether a kernel that has ended was ended from outside, as far as is known."""
        return (await self._ending(pid)).lost

    async def known(self, pid: int) -> bool:
        """Whether it is certain who ended it."""
        return (await self._ending(pid)).known

    async def _ending(self, pid: int) -> Ending:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._until_said(pid), ANSWER_SECONDS)
        gone = self._zygote_is_gone
        return self._said.get(pid, Ending(lost=gone, known=gone))

    async def _until_said(self, pid: int) -> None:
        while pid not in self._said and not self._zygote_is_gone:
            self._news.clear()
            await self._news.wait()
