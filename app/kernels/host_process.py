"""The kernel host as seen from the web process: a child, its pipes, and who waits for what."""

import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from app.kernels.environment import allowed
from app.kernels.errors import KernelHostGone
from app.kernels.wire import error_from_json, from_line, to_line

CLOSE_SECONDS = 5.0


class HostProcess:
    """One child; once `gone` it stays gone, and another is made. Callable from any thread."""

    def __init__(self, command: Sequence[str]) -> None:
        environment = allowed(os.environ)
        # So that the child finds this package wherever the server was started.
        environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
        for name in ("TMPDIR", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "HOME"):
            if name in os.environ:
                environment[name] = os.environ[name]
        apart: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        # A process group of its own: Ctrl-C in the server's terminal ends the server, and only
        # then, by the end of its input, the host.
        self._popen = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, **apart
        )
        self.gone = False
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[Any]] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        threading.Thread(target=self._read, name="kisima-host", daemon=True).start()

    @property
    def pid(self) -> int:
        """The child's process number."""
        return self._popen.pid

    def request(self, do: str, given: Mapping[str, Any], timeout: float) -> Any:
        """Ask, and wait for the answer.

        Raises the error that the host answers with, and KernelHostGone when it does not answer
        within `timeout` seconds; it is then killed, for a host that is alive answers at once.
        """
        number = next(self._numbers)
        future: Future[Any] = Future()
        with self._lock:
            if self.gone:
                raise KernelHostGone()
            self._waiting[number] = future
        until = time.monotonic() + timeout
        try:
            self._send(to_line({"id": number, "do": do, "with": dict(given)}), timeout)
            return future.result(max(until - time.monotonic(), 0.0))
        except (OSError, ValueError, TimeoutError):
            self.kill()
            raise KernelHostGone() from None
        finally:
            with self._lock:
                self._waiting.pop(number, None)

    def _send(self, line: bytes, timeout: float) -> None:
        """Raises TimeoutError when another thread is stuck in a full pipe."""
        assert self._popen.stdin is not None
        if not self._writing.acquire(timeout=timeout):
            raise TimeoutError
        try:
            self._popen.stdin.write(line)
            self._popen.stdin.flush()
        finally:
            self._writing.release()

    def _read(self) -> None:
        assert self._popen.stdout is not None
        try:
            for line in self._popen.stdout:
                self._deliver(from_line(line))
        except (OSError, ValueError):
            self._popen.kill()
        finally:
            with self._lock:
                self.gone = True
                left = list(self._waiting.values())
            for future in left:
                if not future.done():
                    future.set_exception(KernelHostGone())
            self._popen.wait()

    def _deliver(self, answer: dict[str, Any]) -> None:
        with self._lock:
            future = self._waiting.get(answer["id"])
        if future is None or future.done():
            return
        if "error" in answer:
            future.set_exception(error_from_json(answer["error"]))
        else:
            future.set_result(answer["ok"])

    def kill(self) -> None:
        """End it at once; its kernels die with it."""
        self.gone = True
        self._popen.kill()

    def close(self) -> None:
        """Let it end by itself, with its kernels and folders, and kill it if it does not."""
        self.gone = True
        assert self._popen.stdin is not None
        if self._writing.acquire(timeout=1.0):
            try:
                self._popen.stdin.close()
            except OSError:
                self._popen.kill()
            finally:
                self._writing.release()
        try:
            self._popen.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
