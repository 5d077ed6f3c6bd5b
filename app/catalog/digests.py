"""Short content hashes: the keys of the cache and the versions of pages."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

# What decides how a page looks besides its own text.
_RENDERERS = ("markdown", "markdown-it-py", "mdit-py-plugins", "math-core", "nh3", "pygments")


def digest_of(*parts: str | bytes) -> str:
    """24 hexadecimal digits that stand for these parts in this order."""
    total = blake2b(digest_size=12)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


@lru_cache(maxsize=1)
def renderer_version() -> str:
    """A digest of the code that makes pages, so that a new version makes them anew."""
    rooms = Path(__file__).parent, Path(__file__).parent.parent / "notebooks"
    code = [path.read_bytes() for room in rooms for path in sorted(room.rglob("*.py"))]
    return digest_of(*code, *_versions(_RENDERERS))


def _versions(names: Iterable[str]) -> Iterable[str]:
    from importlib.metadata import PackageNotFoundError, version

    for name in names:
        try:
            yield version(name)
        except PackageNotFoundError:
            yield ""
