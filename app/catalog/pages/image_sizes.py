"""The width and height of an image, from the first bytes of its file.

A page that names them keeps the place of an image free and does not jump when it arrives.
Formats: SVG 2 (8.2), PNG (11.2.2 IHDR), JPEG (ITU-T T.81, B.2.2), GIF89a (18).
"""

import re
from pathlib import Path

Size = tuple[int, int]

_READ_BYTES = 65_536
_LARGEST = 20_000
_SVG = re.compile(rb"<svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_LENGTH = r"""\s%s\s*=\s*["']\s*([0-9.]+)(?:px)?\s*["']"""
_WIDTH, _HEIGHT = (re.compile((_LENGTH % name).encode()) for name in ("width", "height"))
_VIEW_BOX = re.compile(
    rb"""\sviewBox\s*=\s*["']\s*[-0-9.e]+[\s,]+[-0-9.e]+[\s,]+([0-9.]+)[\s,]+([0-9.]+)\s*["']"""
)


def image_size(path: Path) -> Size | None:
    """Width and height in CSS pixels; None where they are not plain to see."""
    try:
        with path.open("rb") as file:
            return size_in(file.read(_READ_BYTES))
    except OSError:
        return None


def size_in(data: bytes) -> Size | None:
    """The same from the first bytes of a file."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return _usable(int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = data[6:8], data[8:10]
        return _usable(int.from_bytes(width, "little"), int.from_bytes(height, "little"))
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    svg = _SVG.search(data)
    return _svg(svg[0]) if svg else None


def _svg(tag: bytes) -> Size | None:
    width, height = _WIDTH.search(tag), _HEIGHT.search(tag)
    if width and height:
        return _from_text(width[1], height[1])
    if width or height or not (box := _VIEW_BOX.search(tag)):
        return None
    return _from_text(box[1], box[2])


def _from_text(width: bytes, height: bytes) -> Size | None:
    try:
        return _usable(round(float(width)), round(float(height)))
    except ValueError:
        return None


def _jpeg(data: bytes) -> Size | None:
    """From the first frame header; the segments before it are stepped over."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = data[place + 5 : place + 7], data[place + 7 : place + 9]
            return _usable(int.from_bytes(width), int.from_bytes(height))
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return None


def _usable(width: int, height: int) -> Size | None:
    return (width, height) if 0 < width <= _LARGEST and 0 < height <= _LARGEST else None
