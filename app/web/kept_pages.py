"""Pages that were rendered once are kept for their reader, until something on them changes."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Flask, Response, current_app, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.clock import now_ms
from app.web.languages import COOKIE
from app.web.services import services
from app.web.session_version import SessionVersions

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Page:
    """A page as it was rendered for one reader, packed by gzip, its ETag and what it rests on;
    `until_ms` is when it becomes old by itself.

    Nearly every browser takes it as it is; for another one it is unpacked, which costs less than
    keeping both.
    """

    packed: bytes
    etag: str
    state: Hashable
    until_ms: int | None = None


class PageCache:
    """The pages rendered last, up to `limit` bytes of them; the least used goes first."""

    def __init__(self, versions: SessionVersions, limit: int = 3_000_000) -> None:
        self.versions = versions
        self._limit = limit
        self._size = 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, address: Hashable) -> Page | None:
        """The page kept for this address."""
        with self._lock:
            page = self._pages.get(address)
            if page is not None:
                self._pages.move_to_end(address)
            return page

    def put(self, address: Hashable, page: Page) -> None:
        """Keep a page."""
        with self._lock:
            self._drop(address)
            self._pages[address] = page
            self._size += len(page.packed)
            while self._size > self._limit:
                self._drop(next(iter(self._pages)))

    def _drop(self, address: Hashable) -> None:
        old = self._pages.pop(address, None)
        if old is not None:
            self._size -= len(old.packed)


def install(app: Flask) -> None:
    """Answer with kept pages, before anything else is looked up for a request."""
    app.extensions["kisima-pages"] = PageCache(SessionVersions())
    app.before_request(_kept_at_once)


def keep(render: Callable[[], str], until_ms: int | None = None) -> Response:
    """The page that `render` makes, kept for the same reader's next visit to this address.

    It is shown again as long as her account's version, the catalogue and the day are the same, so
    it may show nothing that changes without one of them, before `until_ms`. A page with a message
    to flash is rendered for this once.
    """
    generate_csrf()  # the token in the page's forms belongs to what is kept
    address = _address()
    html = render()
    if address is None:
        return Response(html, mimetype="text/html")
    data = html.encode()
    etag = hashlib.sha256(data).hexdigest()[:16]
    page = Page(gzip.compress(data, 6, mtime=0), etag, _state(current_user.version), until_ms)
    _pages().put(address, page)
    return _response(page)


def _kept_at_once() -> Response | None:
    address = _address()
    page = _pages().get(address) if address else None
    if page is None or page.state != _state(_pages().versions.of(session["_user_id"])):
        return None
    if page.until_ms is not None and page.until_ms <= now_ms():
        return None
    return _response(page)


def _address() -> Hashable | None:
    """What tells one kept page from another; None where none is to be kept."""
    if request.method != "GET" or request.query_string or "_flashes" in session:
        return None
    if "_user_id" not in session or "csrf_token" not in session:
        return None
    return (
        request.path,
        session["_user_id"],
        session["csrf_token"],
        request.cookies.get(COOKIE),
        request.headers.get("Accept-Language"),
    )


def _state(account_version: int | None) -> Hashable:
    """What makes a kept page old when it changes."""
    return account_version, services().catalog.version, now_ms() // DAY_MS


def _pages() -> PageCache:
    pages: PageCache = current_app.extensions["kisima-pages"]
    return pages


def _response(page: Page) -> Response:
    packed = "gzip" in request.accept_encodings
    response = Response(
        page.packed if packed else gzip.decompress(page.packed), mimetype="text/html"
    )
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(page.etag + ("-gzip" if packed else ""))
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response
