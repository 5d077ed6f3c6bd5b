"""A centre and syncs as processes of their own, and a bad road between them."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from sync_servers import Listener

from scripts.free_port import free_port

ROOT = Path(__file__).resolve().parents[2]
LONG = 120  # seconds: the end of waiting for something that should come much sooner


class CentreProcess:
    """`kisima centre` on a port of its own, which can be killed and started again."""

    def __init__(self, data: Path, database_url: str) -> None:
        self.data, self.database_url = data, database_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        words = ["centre", "--data", str(self.data), "--host", "127.0.0.1"]
        words += ["--port", str(self.port), "--database-url", self.database_url]
        with (self.data / "terminal.txt").open("ab") as terminal:
            self._process = started(words, stdout=terminal, stderr=terminal)
        wait_for(self._answers, lambda: (self.data / "terminal.txt").read_text())

    def kill(self) -> None:
        """As a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.data / "terminal.txt").read_text()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/sync/hello")
            return connection.getresponse().status == 405
        return False


def page_answers(port: int, path: str) -> bool:
    """Whether a server shows this page, or leads to another."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        return connection.getresponse().status < 400
    return False


def started(words: list[str], **given: object) -> subprocess.Popen[bytes]:
    """A process of the application."""
    environ = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environ["KISIMA_PRELOAD"] = ""  # nobody runs code here
    command = [sys.executable, "-m", "app.cli", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environ, **given)  # type: ignore[call-overload]


def sync(data: Path, **given: object) -> subprocess.Popen[bytes]:
    """`kisima sync` of a school, started and not waited for."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return started(["sync", "--quiet", "--data", str(data)], **{**quiet, **given})


def sync_until_delivered(data: Path, tries: int = 20) -> None:
    """As cron does: again and again."""
    codes = []
    for _ in range(tries):
        codes.append(sync(data).wait(LONG * 3))
        if codes[-1] == 0:
            return
    raise AssertionError(f"never delivered: {codes}")


def wait_for(there: Callable[[], bool], says: Callable[[], str] = str) -> None:
    """Until it is so."""
    ends = time.monotonic() + LONG
    while not there():
        assert time.monotonic() < ends, says()
        time.sleep(0.02)


def kill_tree(pids: list[int]) -> None:
    """kill -9."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class BadRoad(Listener):
    """Hands bytes on to a server, slowly, and drops a share of the connections halfway.

    `passed` are the bytes so far, both ways.
    """

    def __init__(self, url: str, rate: int, dropped: float = 0, seed: int = 0) -> None:
        self._to = (urlsplit(url).hostname, urlsplit(url).port)
        self._rate, self._dropped = rate, dropped
        self._random = random.Random(seed)
        self.passed = self.drops = 0
        super().__init__()

    def handle(self, connection: socket.socket) -> None:
        drops = self._random.random() < self._dropped
        left = [self._random.randrange(1, 6000) if drops else 1 << 60]
        self.drops += drops
        with connection, socket.create_connection(self._to) as server:
            ends = (server, connection, left)
            back = threading.Thread(target=self._pass, args=ends, daemon=True)
            back.start()
            self._pass(connection, server, left)
            back.join(LONG)

    def _pass(self, source: socket.socket, target: socket.socket, left: list[int]) -> None:
        with suppress(OSError):
            while left[0] > 0 and (data := source.recv(1024)):
                data = data[: left[0]]
                left[0] -= len(data)
                time.sleep(len(data) / self._rate)
                target.sendall(data)
                self.passed += len(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
