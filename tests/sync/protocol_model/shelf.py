"""What a centre keeps of one epoch: places on branches, tips, signed heads, what waits."""

from typing import NamedTuple

from protocol_model.chain import Batch, Content, Head, Opening, Point, first_link
from protocol_model.sender import Path

Key = tuple[bytes, bytes]  # origin and id: the identity of an event at a centre


class Place(NamedTuple):
    """A place on a branch: where it continues, and which event stands there."""

    seq: int
    previous: bytes
    key: Key
    again: bytes | None
    subject: tuple[int, bytes] | None  # whom the number means here, if the row came plain
    came_blank: bool  # a hub passes a row on as it came in this place


class Stored(NamedTuple):
    digest: bytes
    content: Content | None
    pseudonym: bytes | None


class Shelf:
    """What a centre holds of one epoch."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.places: dict[bytes, Place] = {}
        self.tips: set[bytes] = set()
        self.heads: dict[bytes, Head] = {}
        self.aside: list[Batch] = []

    def copy(self) -> "Shelf":
        other = Shelf(self.opening)
        other.places, other.tips = dict(self.places), set(self.tips)
        other.heads, other.aside = dict(self.heads), list(self.aside)
        return other

    def holds(self, point: Point) -> bool:
        if point.seq == 0:
            return point.hash == first_link(self.opening.epoch)
        place = self.places.get(point.hash)
        return place is not None and place.seq == point.seq

    def tip_points(self) -> frozenset[Point]:
        return frozenset(Point(self.places[tip].seq, tip) for tip in self.tips)

    def path_to(self, tip: bytes) -> Path:
        found = [tip]
        while found[-1] in self.places:
            found.append(self.places[found[-1]].previous)
        return found[::-1]

    def subjects(self, hashed: bytes) -> dict[int, bytes]:
        """Which number means whom, on the branch that ends here."""
        found: dict[int, bytes] = {}
        while hashed in self.places:
            place = self.places[hashed]
            if place.subject:
                found.setdefault(*place.subject)
            hashed = place.previous
        return found


class Refused(Exception):
    def __init__(self, reason: str, unknown: frozenset[int] = frozenset()) -> None:
        super().__init__(reason)
        self.reason, self.unknown = reason, unknown
