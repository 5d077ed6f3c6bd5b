"""The salts that a batch brings for its plain rows: on a stick, or when they were asked for."""

from itertools import pairwise

from app.sync.wire.errors import CannotBePacked, Damaged
from app.sync.wire.planes import MOST, steps, sums
from app.sync.wire.sections import SectionsReader, SectionsWriter

Salts = tuple[tuple[int, bytes], ...]  # students' numbers, rising, each with its 16 bytes


def write_salts(salts: Salts, to: SectionsWriter) -> None:
    """Numbers in a column, salts as they are."""
    numbers = [number for number, _ in salts]
    if any(len(salt) != 16 for _, salt in salts) or not _fit(numbers):
        raise CannotBePacked(reason="salts that are not 16 bytes, or not in order")
    to.facts.varint(len(salts))
    to.column(steps(numbers))
    to.raw(b"".join(salt for _, salt in salts))


def read_salts(data: SectionsReader, most: int) -> Salts:
    """The reverse, for at most so many students."""
    count = data.facts.varint()
    if count > most:
        raise Damaged(reason="more salts than events")
    numbers = sums(data.column(count))
    if not _fit(numbers):
        raise Damaged(reason="salts that are not in order")
    return tuple((number, data.raw(16)) for number in numbers)


def _fit(numbers: list[int]) -> bool:
    rising = all(before < later for before, later in pairwise(numbers))
    return not numbers or (rising and numbers[0] >= 0 and numbers[-1] < MOST)
