"""A kernel's operating system process: started, interrupted, killed, and its death noticed."""

import asyncio
import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.kernels.environment import kernel_environment
from app.kernels.scratch import KernelFolder

POLL_SECONDS = 0.1
LAUNCHER = Path(__file__).with_name("launch.py")


class KernelProcess:
    """One kernel's process with its whole process group.

    Made inside a running asyncio loop, and used there only. `died` is set the moment it ends.
    """

    def __init__(
        self, folder: KernelFolder, *, python: str, preload: Sequence[str], niceness: int
    ) -> None:
        from jupyter_client.launcher import launch_kernel

        command = [python, str(LAUNCHER), str(folder.connection_file), f"--nice={niceness}"]
        if preload:
            command.append(f"--preload={','.join(preload)}")
        environment = kernel_environment(
            os.environ,
            home=folder.home,
            temporary=folder.temporary,
            matplotlib=folder.matplotlib,
        )
        with folder.log.open("wb") as log:
            # It starts a new session, and on Windows passes the event that interrupts.
            self._popen: subprocess.Popen[bytes] = launch_kernel(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log.fileno(),
                stderr=log.fileno(),
                env=environment,
                cwd=str(folder.work),
            )
        self.pid = self._popen.pid
        self.died = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._pidfd: int | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._watch()

    def _watch(self) -> None:
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                self._pidfd = os.pidfd_open(self.pid)
                self._loop.add_reader(self._pidfd, self._ended)
                return
        self._watcher = self._loop.create_task(self._poll())

    async def _poll(self) -> None:
        while self._popen.poll() is None:
            await asyncio.sleep(POLL_SECONDS)
        self._ended()

    def _ended(self) -> None:
        """Reap the process, once; what it started is killed while its number is still its own."""
        if self._pidfd is not None:
            self._loop.remove_reader(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = None
        self._kill_group()
        self._popen.wait()
        self.died.set()

    def still_runs(self) -> bool:
        """Whether the process runs at this moment, before the loop has heard of its end."""
        if self.died.is_set():
            return False
        if self._pidfd is not None:
            ended = select.poll()
            ended.register(self._pidfd, select.POLLIN)
            return not ended.poll(0)
        return self._popen.poll() is None

    def interrupt(self) -> None:
        """Send KeyboardInterrupt to the code that is running."""
        if self.died.is_set():
            return
        if sys.platform == "win32":
            from jupyter_client.win_interrupt import send_interrupt

            send_interrupt(self._popen.win32_interrupt_event)
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """Kill the process and all it started; `died` follows."""
        if not self.died.is_set():
            self._kill_group()

    def _kill_group(self) -> None:
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            return
        import psutil

        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(self.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    child.kill()
        with contextlib.suppress(OSError):
            self._popen.kill()

    def limit_memory(self, megabytes: int) -> bool:
        """Have the system refuse memory beyond `megabytes`; False where it cannot (not Linux)."""
        if sys.platform != "linux":
            return False
        import resource

        size = megabytes * 1024 * 1024
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(self.pid, resource.RLIMIT_AS, (size, size))
            return True
        return False
