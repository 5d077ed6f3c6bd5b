"""What every response gets: security headers, gzip; and pages that are made once and kept."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Flask, Response, current_app, request, session
from flask_wtf.csrf import generate_csrf

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
PACKED_TYPES = {
    "text/html",
    "text/plain",
    "text/csv",
    "application/json",
    "application/x-ipynb+json",
    "image/svg+xml",
}
SMALLEST_PACKED = 500  # bytes; below it gzip saves no packet
LARGEST_PACKED = 4_000_000  # bytes; above it packing would hold up a thread for too long


@dataclass(frozen=True)
class Page:
    """A page as it was rendered for one reader, with its gzip and its ETag."""

    data: bytes
    packed: bytes
    etag: str


class PageCache:
    """The pages rendered last, up to `limit` bytes of them; the least used goes first."""

    def __init__(self, limit: int = 12_000_000) -> None:
        self._limit = limit
        self._size = 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Page | None:
        """The page kept under this key."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        """Keep a page."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._size += len(page.data) + len(page.packed)
            while self._size > self._limit:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Hashable) -> None:
        old = self._pages.pop(key, None)
        if old is not None:
            self._size -= len(old.data) + len(old.packed)


def install(app: Flask) -> None:
    """Give every response its headers, and gzip to those who ask for it."""
    app.extensions["kisima-pages"] = PageCache()
    app.after_request(_finish)


def kept(key: Hashable) -> Response | None:
    """The page that was kept under this key for the present reader's session, if there is one.

    The key must hold all that the page shows: which page, the reader and her account's version,
    the language, the catalogue's version. The CSRF token in the page's forms is added here.
    """
    token = session.get("csrf_token")
    if token is None or "_flashes" in session:
        return None
    page = _pages().get((key, token))
    return None if page is None else _response(page)


def keep(key: Hashable, render: Callable[[], str]) -> Response:
    """The page that `render` makes, kept under the key for the next time.

    A page with a message to flash is rendered for this once.
    """
    generate_csrf()
    if "_flashes" in session:
        return Response(render(), mimetype="text/html")
    data = render().encode()
    page = Page(data, gzip.compress(data, 6, mtime=0), hashlib.sha256(data).hexdigest()[:16])
    _pages().put((key, session["csrf_token"]), page)
    return _response(page)


def _pages() -> PageCache:
    pages: PageCache = current_app.extensions["kisima-pages"]
    return pages


def _response(page: Page) -> Response:
    packed = "gzip" in request.accept_encodings
    response = Response(page.packed if packed else page.data, mimetype="text/html")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(page.etag + ("-gzip" if packed else ""))
    response.make_conditional(request)
    return response


def _finish(response: Response) -> Response:
    headers = response.headers
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if "Cache-Control" not in headers:
        # For this reader only, and to be asked for again each time.
        headers["Cache-Control"] = "private, no-cache"
    if response.mimetype in PACKED_TYPES:
        headers.add("Vary", "Accept-Encoding")
        _pack(response)
    return response


def _pack(response: Response) -> None:
    if (
        response.direct_passthrough
        or response.is_streamed
        or response.status_code in (204, 206, 304)
        or "Content-Encoding" in response.headers
        or "gzip" not in request.accept_encodings
    ):
        return
    data = response.get_data()
    if SMALLEST_PACKED <= len(data) <= LARGEST_PACKED:
        response.set_data(gzip.compress(data, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
