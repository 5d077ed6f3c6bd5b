"""A forked kernel as the engine holds it: by its number and by a descriptor for the process."""

import asyncio
import contextlib
import os
import select
import signal


class ForkedProcess:
    """One kernel's process and its group. `died` is set the moment it ends. Owns `pidfd`.

    The zygote is its parent: that reaps it, and before that kills the rest of its group.
    """

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self.died = asyncio.Event()
        self._pidfd = pidfd
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(pidfd, self._ended)

    def _ended(self) -> None:
        self._loop.remove_reader(self._pidfd)
        os.close(self._pidfd)
        self._pidfd = -1
        self.died.set()

    def still_runs(self) -> bool:
        """Whether the process runs at this moment, before the loop has heard of its end."""
        if self._pidfd < 0:
            return False
        ended = select.poll()
        ended.register(self._pidfd, select.POLLIN)
        return not ended.poll(0)

    def interrupt(self) -> None:
        """Send KeyboardInterrupt to the code that is running, and to programs it started."""
        self._signal_group(signal.SIGINT)

    def nudge(self) -> None:
        """Have text that the kernel keeps back sent."""
        if self.still_runs():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGURG)

    def kill(self) -> None:
        """Kill the process and its group; `died` follows."""
        self._signal_group(signal.SIGKILL)
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def _signal_group(self, number: int) -> None:
        if self.still_runs():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)
