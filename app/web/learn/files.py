"""A lesson's pictures and other files, with the right type and kept by the browser."""

from pathlib import Path

from flask import Response, request, send_file

# What a browser may show inside the page; everything else is only ever downloaded.
SHOWN = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
}
LARGEST_READ = 200_000  # bytes; a small file is read whole, so that it can go packed
AN_HOUR, A_YEAR = 3600, 31_536_000
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def drawing(data: bytes) -> Response:
    """A drawing that is in no file, because its labels were translated; kept as files are."""
    response = Response(data, mimetype=SHOWN[".svg"])
    response.add_etag()
    _keep(response)
    response.make_conditional(request)
    return response


def lesson_file(path: Path) -> Response:
    """The file, for keeping: for ever where its address says which version, else an hour."""
    kind = SHOWN.get(path.suffix.lower())
    response = send_file(
        path,
        mimetype=kind or "application/octet-stream",
        as_attachment=kind is None,
        conditional=True,
    )
    _keep(response)
    if kind == "image/svg+xml" and response.status_code == 200 and _is_small(path):
        response.direct_passthrough = False
        response.set_data(path.read_bytes())
    return response


def _keep(response: Response) -> None:
    """Say how long a browser may keep a file, and how little it may do."""
    kept = f"max-age={A_YEAR}, immutable" if "v" in request.args else f"max-age={AN_HOUR}"
    response.headers["Cache-Control"] = f"private, {kept}"
    # A drawing opened by itself must not run scripts in our name.
    response.headers["Content-Security-Policy"] = DRAWING_POLICY


def _is_small(path: Path) -> bool:
    return path.stat().st_size <= LARGEST_READ
