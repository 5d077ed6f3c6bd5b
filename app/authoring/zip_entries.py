"""Entries of zips that are the same bytes for the same contents, whenever and wherever made."""

import zipfile
from pathlib import Path, PurePosixPath

from app.authoring.intake.file_tree import CHUNK

# The first moment that a zip can tell of; when a zip was made is nobody's business.
_WHEN = (1980, 1, 1, 0, 0, 0)
_PACKED_ALREADY = frozenset((".png", ".jpg", ".jpeg", ".webp", ".gif", ".pdf", ".zip"))


def write_entry(archive: zipfile.ZipFile, name: str, content: bytes | Path) -> None:
    """Put bytes, or a file piece by piece, into a zip opened for writing. Raises OSError."""
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.create_system = 3  # the same on Windows
    entry.external_attr = 0o100644 << 16
    dense = PurePosixPath(name).suffix.lower() in _PACKED_ALREADY
    entry.compress_type = zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED
    if isinstance(content, bytes):
        archive.writestr(entry, content, compresslevel=9)
        return
    entry.file_size = content.stat().st_size
    with content.open("rb") as source, archive.open(entry, "w") as packed:
        while piece := source.read(CHUNK):
            packed.write(piece)
