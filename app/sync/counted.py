"""Connections that count their bytes, for plain HTTP and for TLS, directly or through a proxy."""

import socket
import ssl
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from urllib3 import PoolManager

SEND_SECONDS = 120.0  # in which not one byte is taken
# Small, so that what the system keeps on its way never takes longer than the waits above.
SEND_BUFFER = 32 * 1024
PIECE = 4096


class Counter(Protocol):
    """Who counts: bytes sent and received; `until` is when an answer must be here at last, by the
    monotonic clock."""

    up: int
    down: int
    until: float


class _CountingSocket(socket.socket):
    """A socket that counts into a link, and waits for each piece and not for the whole."""

    link: Counter

    def sendall(self, data: Any, flags: int = 0) -> None:
        self.settimeout(SEND_SECONDS)
        with memoryview(data) as view, view.cast("B") as rest:
            sent = 0
            while sent < len(rest):
                count = self.send(rest[sent : sent + PIECE], flags)
                sent += count
                self.link.up += count

    def recv(self, size: int, flags: int = 0) -> bytes:
        self._check()
        data = super().recv(size, flags)
        self.link.down += len(data)
        return data

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        self._check()
        count = super().recv_into(buffer, nbytes, flags)
        self.link.down += count
        return count

    def _check(self) -> None:
        # Who sends a byte now and then would hold a run for ever, and with it every later one.
        if monotonic() > self.link.until:
            raise TimeoutError("the answer does not end")


class _Context(ssl.SSLContext):
    """Runs TLS in memory above a counted socket, and resumes the session with the same host.

    Nobody looks at a certificate when a session is resumed, so that one host's session must never
    be offered to another: a proxy could pass itself off as the centre.
    """

    def wrap_socket(self, sock: Any, *args: Any, **given: Any) -> Any:
        from urllib3.util.ssltransport import SSLTransport

        return SSLTransport(sock, self, given.get("server_hostname"))

    def wrap_bio(
        self, incoming: Any, outgoing: Any, *args: Any, server_hostname: Any = None, **given: Any
    ) -> Any:
        known: dict[Any, ssl.SSLObject] = self.__dict__.setdefault("known", {})
        before = known.get(server_hostname)
        known[server_hostname] = super().wrap_bio(
            incoming,
            outgoing,
            server_hostname=server_hostname,
            session=None if before is None else before.session,
        )
        return known[server_hostname]


def tls_context(cafile: str | None = None) -> ssl.SSLContext:
    """Verified against the system's certificates, or those of a file; TLS 1.2 at least."""
    context = _Context(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if cafile is None:
        context.load_default_certs()
    else:
        context.load_verify_locations(cafile)
    return context


def _proxy_headers(proxy: str) -> Mapping[str, str]:
    """The name and password that a proxy's address may hold."""
    from urllib.parse import unquote

    from urllib3.util import make_headers

    parts = urlsplit(proxy)
    if not parts.username:
        return {}
    return make_headers(
        proxy_basic_auth=f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    )


def pool_of(url: str, link: Counter, context: ssl.SSLContext | None) -> "PoolManager":
    """One connection at most; through the proxy that the environment names, if it does."""
    from urllib.request import getproxies, proxy_bypass

    import urllib3
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    def counted(sock: socket.socket) -> socket.socket:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        wait = sock.gettimeout()
        new = _CountingSocket(sock.family, sock.type, sock.proto, fileno=sock.detach())
        new.settimeout(wait)
        new.link = link
        return new

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return counted(super()._new_conn())

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return counted(super()._new_conn())

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    options: dict[str, Any] = {"num_pools": 1, "maxsize": 1, "block": True}
    options["ssl_context"] = context or tls_context()
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    if proxy and not proxy_bypass(parts.hostname or ""):
        pool: PoolManager = urllib3.ProxyManager(
            proxy, proxy_headers=_proxy_headers(proxy), **options
        )
    else:
        pool = urllib3.PoolManager(**options)
    pool.pool_classes_by_scheme = cast(Any, {"http": PlainPool, "https": SecurePool})
    return pool
