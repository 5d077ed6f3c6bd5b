"""What every response gets: security headers, and gzip for those who ask for it."""

import gzip

from flask import Flask, Response, request

from app.web import kept_pages

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


def install(app: Flask) -> None:
    """Give every response its headers, gzip to those who ask for it, and keep pages."""
    kept_pages.install(app)
    app.after_request(_finish)


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
