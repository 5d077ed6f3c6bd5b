"""Load on one address: many connections that each ask again as soon as they are answered.

Run as a process of its own (python -m scripts.benches.hammer), since it and the server share the
machine's cores but should not share an interpreter. Prints JSON.
"""

import argparse
import json
import selectors
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Line:
    """One connection and the answer it is waiting for."""

    socket: socket.socket
    request: bytes
    sent_at: float = 0.0
    got: bytearray = field(default_factory=bytearray)
    wanted: int = 0


def hammer(port: int, requests: list[bytes], connections: int, seconds: float) -> dict[str, float]:
    """Ask for `seconds`; the answers a second, failures, and the 95th percentile in ms."""
    selector = selectors.DefaultSelector()
    for number in range(connections):
        line = Line(socket.create_connection(("127.0.0.1", port)), requests[number % len(requests)])
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(line.socket, selectors.EVENT_READ, line)
        ask(line)
    taken: list[float] = []
    failed = 0
    started = time.perf_counter()
    while (now := time.perf_counter()) < started + seconds:
        for key, _events in selector.select(1):
            line = key.data
            if not read(line):
                continue
            taken.append(now - line.sent_at)
            failed += not line.got.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304"))
            ask(line)
    taken.sort()
    return {
        "per_second": len(taken) / (time.perf_counter() - started),
        "failed": failed,
        "p95_ms": taken[int(len(taken) * 0.95)] * 1000 if taken else 0.0,
    }


def ask(line: Line) -> None:
    """Send the request."""
    line.got.clear()
    line.wanted = 0
    line.sent_at = time.perf_counter()
    line.socket.sendall(line.request)


def read(line: Line) -> bool:
    """Take what has come; whether the answer is whole."""
    data = line.socket.recv(65536)
    if not data:
        raise ConnectionError("the server closed a connection")
    line.got += data
    if not line.wanted:
        head = line.got.find(b"\r\n\r\n")
        if head < 0:
            return False
        lower = bytes(line.got[:head]).lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        line.wanted = head + 4 + length
    return len(line.got) >= line.wanted


def main() -> None:
    """Read the requests' heads from a JSON file and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("requests", help="JSON file: a list of requests as text")
    parser.add_argument("--connections", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    with Path(options.requests).open(encoding="utf-8") as file:
        requests = [request.encode() for request in json.load(file)]
    print(json.dumps(hammer(options.port, requests, options.connections, options.seconds)))


if __name__ == "__main__":
    main()
