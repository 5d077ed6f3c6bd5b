"""Static files: small, named by what is in them, and kept by the browser for ever."""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One static file as it is served: `packed` is `data` by gzip, `digest` 10 hex digits."""

    data: bytes
    packed: bytes
    type: str
    digest: str


class Assets:
    """The static files of `folder`, each read when it is first asked for.

    `additions` maps a file's name to a function that gives text to put at its end.
    """

    def __init__(self, folder: Path, additions: dict[str, Callable[[], str]]) -> None:
        self._folder = folder
        self._additions = additions
        self._loaded: dict[str, Asset] = {}

    def get(self, name: str) -> Asset | None:
        """The file of this name, or None when there is no such file."""
        if name not in self._loaded:
            path = self._folder / name
            if "/" in name or "\\" in name or path.suffix not in TYPES or not path.is_file():
                return None
            self._loaded[name] = self._load(path)
        return self._loaded[name]

    def url(self, name: str) -> str:
        """The address of a file, which changes when the file does."""
        asset = self.get(name)
        if asset is None:
            raise FileNotFoundError(self._folder / name)
        return f"/static/{name}?v={asset.digest}"

    def _load(self, path: Path) -> Asset:
        data = path.read_bytes()
        if path.suffix in (".css", ".js"):
            text = data.decode("utf-8")
            text += self._additions.get(path.name, str)()
            data = (smaller_css(text) if path.suffix == ".css" else smaller_js(text)).encode()
        packed = gzip.compress(data, 9, mtime=0)
        return Asset(data, packed, TYPES[path.suffix], hashlib.sha256(data).hexdigest()[:10])


def smaller_css(text: str) -> str:
    """The style sheet without comments and without white space that says nothing."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    text = re.sub(r"([\w-]): ", r"\1:", text)
    return text.replace(";}", "}").strip() + "\n"


def smaller_js(text: str) -> str:
    """The script without lines that are comments and without indents; it must hold no
    template string that goes over lines."""
    lines = (re.sub(r"\s+// .*", "", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def install(app: Flask, additions: dict[str, Callable[[], str]] | None = None) -> None:
    """Serve /static/<name>, and give templates `asset(name)`."""
    assets = Assets(FOLDER, additions or {})

    def static_file(name: str) -> Response:
        asset = assets.get(name)
        if asset is None:
            abort(404)
        packed = "gzip" in request.accept_encodings
        response = Response(asset.packed if packed else asset.data, content_type=asset.type)
        response.headers["Cache-Control"] = FOR_EVER
        response.headers["Vary"] = "Accept-Encoding"
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.set_etag(asset.digest + ("-gzip" if packed else ""))
        response.make_conditional(request)
        return response

    app.add_url_rule("/static/<path:name>", "static_file", static_file)
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True  # smaller pages
