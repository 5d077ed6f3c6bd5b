"""What every response gets: security headers, and gzip for those who ask for it."""

import gzip

from flask import Flask, Response, request

from app.web import kept_pages

HEADERS = {"X-Content-Type-Options": "nosniff"}
# What a browser heeds in a page, or in whatever else it may open as one.
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
} | HEADERS
# Style sheets and scripts are parts of pages, never pages: a phone need not fetch these for each.
PARTS_OF_PAGES = {"text/css", "text/javascript"}
PACKED_TYPES = {
    "text/html",
    "text/plain",
    "text/csv",
    "application/json",
    "application/x-ipynb+json",
    "image/svg+xml",
}
SMALLEST_PACKED = 500  # bytes; below it gzip saves no packet
PACKING = 6  # gzip's level: 5 saves a millisecond of a notebook page, and sends 2 % more
LARGEST_PACKED = 4_000_000  # bytes; above it packing would hold up a thread for too long


def install(app: Flask) -> None:
    """Give every response its headers, gzip to those who ask for it, and keep pages."""
    kept_pages.install(app)
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    headers = response.headers
    expected = HEADERS if response.mimetype in PARTS_OF_PAGES else PAGE_HEADERS
    for name, value in expected.items():
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
        response.set_data(gzip.compress(data, PACKING, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
