"""Reading a text file that somebody else wrote: UTF-8 or a finding with the line."""

from dataclasses import dataclass
from pathlib import Path

from app.catalog.digests import digest_of
from app.catalog.findings import Finding


@dataclass(frozen=True)
class TextFile:
    """A file's text, without a byte order mark, and the digest of its bytes."""

    text: str
    digest: str


def read_text(path: Path) -> TextFile | Finding:
    """The text of a file, or what keeps it from being read."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        return Finding(path, 1, "unreadable", {"reason": problem.strerror or str(problem)})
    try:
        return TextFile(data.decode("utf-8-sig"), digest_of(data))
    except UnicodeDecodeError as problem:
        return Finding(path, data[: problem.start].count(b"\n") + 1, "bad-encoding")
