"""Columns of whole numbers as planes of bytes: all the lowest bytes, then all the next …

Planes pack better than numbers one after the other, since the high bytes of small numbers are
alike, and reading them is a few steps of C for a whole column.
"""

import sys
from array import array
from collections.abc import Sequence
from itertools import accumulate, chain
from operator import sub

from app.sync.wire.errors import CannotBePacked

# Bytes a number -> the type code of a signed array of that size. 0: every number is 0.
WIDTHS = {1: "b", 2: "h", 4: "i", 8: "q"}
MOST = 1 << 60  # differences of two numbers up to here fit into 64 bits


def width_of(values: Sequence[int]) -> int:
    """The fewest bytes that hold each of these numbers: 0, 1, 2, 4 or 8."""
    if not values:
        return 0
    low, high = min(values), max(values)
    if low == high == 0:
        return 0
    bits = max(low.bit_length() if low >= 0 else (~low).bit_length(), high.bit_length()) + 1
    for width in WIDTHS:
        if bits <= 8 * width:
            return width
    raise CannotBePacked(reason=f"the number {high if high > -low else low} is out of range")


def to_planes(values: Sequence[int], width: int) -> list[bytes]:
    """One plane for each byte of the width, the lowest first."""
    if width == 0:
        return []
    numbers = array(WIDTHS[width], values)
    if sys.byteorder == "big":
        numbers.byteswap()
    data = numbers.tobytes()
    return [data[place::width] for place in range(width)]


def from_planes(data: bytes, count: int, width: int) -> Sequence[int]:
    """The numbers again; `data` is the planes in a row, `count` × `width` bytes."""
    if width == 0:
        return bytes(count)
    mixed = bytearray(count * width)
    for place in range(width):
        mixed[place::width] = data[place * count : (place + 1) * count]
    numbers = array(WIDTHS[width])
    numbers.frombytes(mixed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def steps(values: Sequence[int]) -> list[int]:
    """The first number and the differences of each from the one before it."""
    return list(map(sub, values, chain((0,), values)))


def sums(differences: Sequence[int]) -> list[int]:
    """The reverse of steps."""
    return list(accumulate(differences))
