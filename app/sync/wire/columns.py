"""The rows of a batch as columns: contents, students, times, and what only few rows have."""

from collections.abc import Sequence
from itertools import pairwise
from operator import add, sub

from app.sync.wire.contents import Content, read_contents, write_contents
from app.sync.wire.errors import CannotBePacked, Damaged, TooLarge
from app.sync.wire.events import WireEvent, blank
from app.sync.wire.guesses import from_surprises, to_surprises
from app.sync.wire.planes import MOST, steps, sums
from app.sync.wire.sections import SectionsReader, SectionsWriter


def write_rows(events: Sequence[WireEvent], to: SectionsWriter, most_bytes: int) -> None:
    """Put the rows into sections.

    Raises CannotBePacked for a number or a name that has no room, TooLarge for what read_rows
    would refuse under the same `most_bytes`.
    """
    plain = [event for event in events if event.digest is None]
    said = [(event.kind, event.item, event.payload) for event in plain]
    contents = sorted(set(said), key=_alike)
    places = {content: place for place, content in enumerate(contents)}
    write_contents(contents, to, most_bytes)
    students = [0 if event.subject is None else _student(event.subject) for event in plain]
    to.facts.varint(len(plain))
    to.own_planes(students)
    to.own_planes(to_surprises(map(places.__getitem__, said), students))
    walls = [_time(event.wall_ms) for event in plain]
    _write_steps(walls, to)
    _write_steps(list(map(sub, [_time(event.monotonic_ms) for event in plain], walls)), to)
    blanks = [(place, event) for place, event in enumerate(events) if event.digest is not None]
    for _, event in blanks:
        if event != blank(event.digest or b"", event.id):
            raise CannotBePacked(reason="a row has both content and a digest in its place")
    again = [(place, event) for place, event in enumerate(events) if event.id is not None]
    for few in (blanks, again):
        to.facts.varint(len(few))
        to.column(steps([place for place, _ in few]))
    to.cut()
    to.raw(b"".join(_fixed(event.digest, 32) for _, event in blanks))
    to.raw(b"".join(_fixed(event.id, 16) for _, event in again))
    sizes = {content: _size(content) for content in contents}
    if sum(map(sizes.__getitem__, said)) > most_bytes:
        raise TooLarge(most=most_bytes)


def read_rows(data: SectionsReader, count: int, most_bytes: int) -> tuple[WireEvent, ...]:
    """So many rows. Raises Damaged, or TooLarge when their texts are too long together."""
    contents = read_contents(data, count, most_bytes)
    plain = data.facts.varint()
    if plain > count:
        raise Damaged(reason="more rows than it says")
    students = data.column(plain)
    if plain and not 0 <= min(students) <= max(students) <= MOST:
        raise Damaged(reason="a student's number out of range")
    places = from_surprises(data.column(plain), students)
    if plain and not 0 <= min(places) <= max(places) < len(contents):
        raise Damaged(reason="a row without content")
    sizes = list(map(_size, contents))
    if sum(map(sizes.__getitem__, places)) > most_bytes:
        raise TooLarge(most=most_bytes)
    walls = _read_steps(data, plain)
    monotonics = list(map(add, walls, _read_steps(data, plain)))
    for times in (walls, monotonics):
        if plain and not -MOST < min(times) <= max(times) < MOST:
            raise Damaged(reason="a time out of range")
    blanks = _read_places(data, count)
    if len(blanks) != count - plain:
        raise Damaged(reason="more or fewer rows than it says")
    again = _read_places(data, count)
    digests = _pieces(data.raw(32 * len(blanks)), 32)
    ids = dict(zip(again, _pieces(data.raw(16 * len(again)), 16), strict=True))
    rows = []
    blank_at = dict(zip(blanks, digests, strict=True))
    seq = 0
    for place, student, wall, monotonic in zip(places, students, walls, monotonics, strict=True):
        while seq in blank_at:
            rows.append(blank(blank_at[seq], ids.get(seq)))
            seq += 1
        kind, item, payload = contents[place]
        subject = student - 1 if student else None
        rows.append(WireEvent(kind, subject, item, payload, wall, monotonic, ids.get(seq)))
        seq += 1
    rows += [blank(blank_at[seq], ids.get(seq)) for seq in range(seq, count)]
    return tuple(rows)


def _alike(content: Content) -> tuple[str, str, str]:
    kind, item, payload = content
    return kind, item or "", payload


def _size(content: Content) -> int:
    kind, item, payload = content
    return len(kind) + len(item or "") + len(payload)


def _write_steps(values: list[int], to: SectionsWriter) -> None:
    # The first value goes to the facts, so that one large number does not widen the column.
    first = values[0] if values else 0
    to.facts.signed(first)
    to.own_planes(steps([value - first for value in values]))


def _read_steps(data: SectionsReader, count: int) -> list[int]:
    first = data.facts.signed()
    return [value + first for value in sums(data.column(count))]


def _read_places(data: SectionsReader, count: int) -> list[int]:
    few = data.facts.varint()
    if few > count:
        raise Damaged(reason="more rows than it says")
    places = sums(data.column(few))
    if places and (places[0] < 0 or places[-1] >= count):
        raise Damaged(reason="a row that is not there")
    if any(later <= before for before, later in pairwise(places)):
        raise Damaged(reason="rows out of order")
    return places


def _pieces(data: bytes, length: int) -> list[bytes]:
    return [data[at : at + length] for at in range(0, len(data), length)]


def _student(number: int) -> int:
    if not 0 <= number < MOST:
        raise CannotBePacked(reason=f"the number {number} is out of range")
    return number + 1


def _time(milliseconds: int) -> int:
    if not -MOST < milliseconds < MOST:
        raise CannotBePacked(reason=f"the time {milliseconds} is out of range")
    return milliseconds


def _fixed(value: bytes | None, length: int) -> bytes:
    if value is None or len(value) != length:
        raise CannotBePacked(reason=f"a name or digest that is not {length} bytes long")
    return value
