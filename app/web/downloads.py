"""Files that a browser saves, under names in any script."""

from urllib.parse import quote

from flask import Response

_PLAIN = "!#$&+-.^_`|~"  # signs that RFC 5987 lets stand as they are


def as_download(response: Response, name: str) -> Response:
    """The response as a file of this name. A header holds Latin letters only, so any other name is
    given twice (RFC 6266): as it is, percent-encoded, and what is Latin in it for old programs."""
    names = {"filename": name}
    if not name.isascii():
        latin = name.encode("ascii", "ignore").decode()
        names["filename"] = f"file{latin}" if latin.startswith(".") else latin or "file"
        names["filename*"] = f"UTF-8''{quote(name, safe=_PLAIN)}"
    response.headers.set("Content-Disposition", "attachment", **names)
    return response
