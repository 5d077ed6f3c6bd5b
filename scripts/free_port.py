"""Ports for servers that are ended and started again, as tests and benches do."""

import secrets
import socket

# Systems give outgoing connections ports from 32768 (Linux) or 49152 (Windows, macOS) on: one of
# those could be gone to somebody's connection while the server is down. Chromium refuses 10080.
LOWEST, HIGHEST = 11_000, 32_000


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now, nor gets by chance later."""
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
