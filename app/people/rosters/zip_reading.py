"""The members of a zip file, none of which can hurt: nothing is written to the disk, and no more
is unpacked than a list of people can need."""

import io
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from app.people.rosters.problems import BadZip, FileTooLarge, UnsafeZip

MOST_MEMBERS = 500
MOST_BYTES = 40_000_000  # of all wanted members together, unpacked
PIECE = 1_000_000


def read_members(data: bytes, wanted: Sequence[str]) -> dict[str, bytes]:
    """The wanted files that are there, by name; they may all lie in one folder of the zip.

    Raises BadZip, UnsafeZip or FileTooLarge.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise UnsafeZip(name="…")
            for member in members:
                _check(member)
            return _wanted(archive, members, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise BadZip() from error


def _check(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    outside = name.startswith("/") or ".." in parts or ":" in name or "\x00" in name
    link = stat.S_ISLNK(member.external_attr >> 16)
    if outside or link or member.flag_bits & 1:
        raise UnsafeZip(name=name[:60])


def _wanted(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], wanted: Sequence[str]
) -> dict[str, bytes]:
    by_name = {name.lower(): name for name in wanted}
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for member in members:
        path = PurePosixPath(member.filename)
        name = by_name.get(path.name.lower())
        if name is None or len(path.parts) > 2 or path.parts[0] == "__MACOSX":
            continue
        if name in found:
            raise UnsafeZip(name=member.filename[:60])
        found[name] = _unpacked(archive, member, left)
        left -= len(found[name])
    return found


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """The member's bytes; what the zip says of its size is not believed."""
    pieces, length = [], 0
    with archive.open(member) as source:
        while piece := source.read(PIECE):
            length += len(piece)
            if length > most:
                raise FileTooLarge(most=MOST_BYTES // 1_000_000)
            pieces.append(piece)
    return b"".join(pieces)
