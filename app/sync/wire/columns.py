"""The rows of a batch as columns: contents, students, times, and what only few rows have."""

from collections.abc import Sequence
from operator import sub

from app.sync.wire.contents import Content, read_contents, write_contents
from app.sync.wire.errors import CannotBePacked, Damaged, TooLarge
from app.sync.wire.events import WireEvent, blank
from app.sync.wire.planes import MOST, steps, sums
from app.sync.wire.sections import SectionsReader, SectionsWriter


def write_rows(events: Sequence[WireEvent], to: SectionsWriter) -> int:
    """Put the rows into sections; returns how many bytes of text the rows hold when unpacked."""
    places: dict[Content, int] = {}
    plain = [event for event in events if event.digest is None]
    for event in plain:
        places.setdefault((event.kind, event.item, event.payload), 0)
    contents = sorted(places, key=_alike)
    sizes = {}
    for place, content in enumerate(contents, 1):
        places[content] = place
        sizes[content] = _size(content)
    which = []  # 0 for a blank row, else the place of its content, counted from 1
    size = 0
    for event in events:
        if event.digest is None:
            content = (event.kind, event.item, event.payload)
            which.append(places[content])
            size += sizes[content]
        else:
            _check_blank(event)
            which.append(0)
    write_contents(contents, to)
    to.own_planes(which)
    to.own_planes([0 if event.subject is None else _checked(event.subject) + 1 for event in plain])
    walls = [_checked(event.wall_ms) for event in plain]
    to.own_planes(_steps(walls, to))
    drifts = list(map(sub, [_checked(event.monotonic_ms) for event in plain], walls))
    to.own_planes(_steps(drifts, to))
    again = [place for place, event in enumerate(events) if event.id is not None]
    to.facts.varint(len(again))
    to.column(steps(again))
    to.cut()
    to.raw(b"".join(_fixed(event.id, 16) for event in events if event.id is not None))
    to.raw(b"".join(_fixed(event.digest, 32) for event in events if event.digest is not None))
    return size


def read_rows(data: SectionsReader, count: int, most_bytes: int) -> tuple[WireEvent, ...]:
    """So many rows. Raises Damaged, or TooLarge when their texts are too much in all."""
    contents = read_contents(data, count, most_bytes)
    which = data.column(count)
    if count and not 0 <= min(which) <= max(which) <= len(contents):
        raise Damaged(reason="a row without content")
    sizes = [0, *map(_size, contents)]
    if sum(map(sizes.__getitem__, which)) > most_bytes:
        raise TooLarge(most=most_bytes)
    plain = list(filter(None, which))
    subjects = data.column(len(plain))
    if plain and min(subjects) < 0:
        raise Damaged(reason="a student's number below zero")
    walls = _sums(data, len(plain))
    drifts = _sums(data, len(plain))
    again_count = data.facts.varint()
    if again_count > count:
        raise Damaged(reason="more first names than events")
    again = sums(data.column(again_count))
    if again and not (again[0] >= 0 and again[-1] < count and _rising(again)):
        raise Damaged(reason="first names out of order")
    ids = data.raw(16 * again_count)
    digests = data.raw(32 * (count - len(plain)))
    data.end()
    first_ids = {place: ids[16 * at : 16 * at + 16] for at, place in enumerate(again)}
    if len(plain) == count and not first_ids:
        return tuple(
            [
                WireEvent(*content_of(contents, place, subject, wall, drift))
                for place, subject, wall, drift in zip(plain, subjects, walls, drifts, strict=True)
            ]
        )
    rows = []
    plain_rows = zip(plain, subjects, walls, drifts, strict=True)
    at = 0
    for row, place in enumerate(which):
        first_id = first_ids.get(row)
        if place == 0:
            rows.append(blank(digests[at : at + 32], first_id))
            at += 32
        else:
            rows.append(WireEvent(*content_of(contents, *next(plain_rows)), first_id))
    return tuple(rows)


def content_of(
    contents: Sequence[Content], place: int, subject: int, wall: int, drift: int
) -> tuple[str, int | None, str | None, str, int, int]:
    """The first six fields of a row."""
    kind, item, payload = contents[place - 1]
    return kind, subject - 1 if subject else None, item, payload, wall, wall + drift


def _alike(content: Content) -> tuple[str, str, str]:
    kind, item, payload = content
    return kind, item or "", payload


def _size(content: Content) -> int:
    kind, item, payload = content
    return len(kind) + len(item or "") + len(payload)


def _steps(values: list[int], to: SectionsWriter) -> list[int]:
    # The first value goes to the facts, so that one large number does not widen the column.
    first = values[0] if values else 0
    to.facts.signed(first)
    return steps([value - first for value in values])


def _sums(data: SectionsReader, count: int) -> list[int]:
    first = data.facts.signed()
    return [value + first for value in sums(data.column(count))]


def _checked(number: int) -> int:
    if not -MOST < number < MOST:
        raise CannotBePacked(reason=f"the number {number} is out of range")
    return number


def _fixed(value: bytes | None, length: int) -> bytes:
    if value is None or len(value) != length:
        raise CannotBePacked(reason=f"a name or digest that is not {length} bytes long")
    return value


def _check_blank(event: WireEvent) -> None:
    if event != blank(event.digest or b"", event.id):
        raise CannotBePacked(reason="a row has both content and a digest in its place")


def _rising(places: Sequence[int]) -> bool:
    return all(map(int.__lt__, places, places[1:]))
