"""A slow link that breaks, for measuring: real bytes through a relay, time on a clock of its own.

Each request and its answer really go through the relay to a real centre, and a cut really ends the
connection at that byte. Only time is worked out: bytes by the link's speed, a round trip for each
request and each handshake, and the pauses that the client makes. TLS is added by constants, since
the relay must see where a request ends: a full handshake with two certificates, a resumed one, and
what each record of 16 kB takes.
"""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

from app.sync.http import HttpLink
from app.sync.link_errors import LinkError

SPEED = 2_500.0  # bytes a second, both ways together
ROUND_TRIP = 0.6  # seconds
CUT = 0.3  # share of requests
# Reckoned for OpenSSL 3 and a public centre's usual chain of two EC certificates.
FULL_HANDSHAKE, RESUMED_HANDSHAKE, RECORD, RECORD_BYTES = 4_500, 1_500, 22, 16_384
HEADS = 300  # bytes of HTTP's heads, both ways
ANSWER = 450  # bytes of a usual answer


class Relay:
    """Hands bytes on to a server and counts them; `left` is how many until the next cut."""

    def __init__(self, url: str) -> None:
        self._to = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.bytes = self.connections = 0
        self.left: int | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                self.connections += 1
                server = socket.create_connection(self._to)
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                with self._lock:
                    cut = self.left is not None and len(data) >= self.left
                    if self.left is not None:
                        data = data[: self.left]
                        self.left = None if cut else self.left - len(data)
                    self.bytes += len(data)
                target.sendall(data)
                if cut:
                    break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@dataclass
class Clock:
    """Seconds of the link's own time, and bytes with TLS."""

    seconds: float = 0.0
    bytes: float = 0.0

    def pause(self, seconds: float) -> None:
        """Stands for time.sleep."""
        self.seconds += seconds


class SlowLink:
    """The real client's link behind the relay; a Transport."""

    def __init__(self, relay: Relay, clock: Clock, random: Random, share: float) -> None:
        self._relay, self._clock, self._random, self._share = relay, clock, random, share
        self._inner = HttpLink(relay.url)
        self._handshakes = 0
        self.requests = 0

    @property
    def up(self) -> int:
        """Bytes sent."""
        return self._inner.up

    @property
    def down(self) -> int:
        """Bytes received."""
        return self._inner.down

    def post(self, path: str, data: bytes) -> bytes:
        """One request, cut by chance."""
        self.requests += 1
        bytes_before, connections = self._relay.bytes, self._relay.connections
        if self._random.random() < self._share:
            self._relay.left = self._random.randint(1, len(data) + HEADS + ANSWER)
        try:
            return self._inner.post(path, data)
        except LinkError:
            self._inner.close()
            raise
        finally:
            self._relay.left = None
            passed = self._relay.bytes - bytes_before
            self._spend(passed, self._relay.connections - connections)

    def close(self) -> None:
        """Let go of the connection."""
        self._inner.close()

    def _spend(self, passed: int, handshakes: int) -> None:
        tls = RECORD * (1 + passed // RECORD_BYTES) + RECORD
        for _ in range(handshakes):
            tls += RESUMED_HANDSHAKE if self._handshakes else FULL_HANDSHAKE
            self._handshakes += 1
        self._clock.bytes += passed + tls
        # A handshake of TCP and one of TLS 1.3 take a round trip each.
        self._clock.seconds += (passed + tls) / SPEED + ROUND_TRIP * (1 + 2 * handshakes)
