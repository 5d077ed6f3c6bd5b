"""Servers for tests of the link: one that always answers alike, a relay that cuts, a proxy."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from running_centre import served


@contextmanager
def answering(status: str, body: bytes, *headers: tuple[str, str]) -> Iterator[str]:
    """A web server that says one thing to everything."""

    def application(environ, start):
        start(status, [("Content-Length", str(len(body))), *headers])
        return [body]

    with served(application) as url:
        yield url


class Listener:
    """Accepts connections on a port of its own and handles each in a thread."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._safely, args=(connection,), daemon=True).start()

    def _safely(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            self.handle(connection)

    def handle(self, connection: socket.socket) -> None:
        raise NotImplementedError


class Relay(Listener):
    """Hands bytes on to a server, counts them, and cuts the connection where it is told to.

    `cuts`: the next connections end after so many bytes, both ways together. Of a request longer
    than `lose_answers_longer_than` the answer is lost, once.
    """

    def __init__(self, url: str, context: ssl.SSLContext | None) -> None:
        self._to = (urlsplit(url).hostname, urlsplit(url).port)
        self._context = context
        self._lock = threading.Lock()
        self.bytes = self.resumed = 0
        self.cuts: list[int] = []
        self.lose_answers_longer_than = 0
        super().__init__()

    def handle(self, connection: socket.socket) -> None:
        if self._context is not None:
            connection = self._context.wrap_socket(connection, server_side=True)
            self.resumed += bool(connection.session_reused)
        left = [self.cuts.pop(0) if self.cuts else 1 << 60]
        up = [0]
        with connection, socket.create_connection(self._to) as server:
            back = threading.Thread(
                target=self._pass, args=(server, connection, left, up, False), daemon=True
            )
            back.start()
            self._pass(connection, server, left, up, True)
            back.join(60)

    def _pass(self, source, target, left, up, upwards) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                if not upwards and 0 < self.lose_answers_longer_than < up[0]:
                    self.lose_answers_longer_than = 0
                    break
                with self._lock:
                    data = data[: left[0]]
                    left[0] -= len(data)
                    self.bytes += len(data)
                up[0] = up[0] + len(data) if upwards else 0
                target.sendall(data)
                if left[0] <= 0:
                    break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(url: str, context: ssl.SSLContext | None = None) -> Iterator[Relay]:
    """A relay in front of a server; with TLS of its own where a context is given."""
    found = Relay(url, context)
    try:
        yield found
    finally:
        found.close()


class Garbled(Listener):
    """Says something that is no HTTP."""

    says = b""

    def handle(self, connection: socket.socket) -> None:
        connection.sendall(self.says)
        connection.recv(4096)


@contextmanager
def garbled(says: bytes) -> Iterator[str]:
    """A server that says this and nothing else."""
    found = Garbled()
    found.says = says
    try:
        yield found.url
    finally:
        found.close()


class Proxy(Listener):
    """An HTTP proxy for plain requests; `asked` are their addresses."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__()

    def handle(self, connection: socket.socket) -> None:
        data = connection.recv(65536)
        address = data.split(b" ", 2)[1].decode()
        self.asked.append(address)
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname, parts.port)) as server:
            server.sendall(data.replace(address.encode(), parts.path.encode(), 1))
            server.settimeout(5)
            with suppress(OSError):
                if b"\r\n\r\n" in data and data.endswith(b"\r\n\r\n"):
                    server.sendall(connection.recv(65536))
                while answer := server.recv(65536):
                    connection.sendall(answer)


@contextmanager
def proxied() -> Iterator[Proxy]:
    """A proxy."""
    found = Proxy()
    try:
        yield found
    finally:
        found.close()
