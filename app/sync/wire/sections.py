"""A batch's body before it is compressed: small facts first, then columns in sections.

Each section becomes a block of its own when compressed, so that bytes of one sort are packed by
their own frequencies and not by those of their neighbours.
"""

from collections.abc import Sequence

from app.sync.wire.errors import Damaged
from app.sync.wire.fields import Reader, Writer
from app.sync.wire.planes import WIDTHS, from_planes, to_planes, width_of


class SectionsWriter:
    """Collects the facts (`facts`) and the columns."""

    def __init__(self) -> None:
        self.facts = Writer()
        self._sections: list[bytes] = []
        self._open: list[bytes] = []

    def column(self, values: Sequence[int]) -> None:
        """A column of whole numbers; its width goes to the facts."""
        width = width_of(values)
        self.facts.varint(width)
        self._open += to_planes(values, width)

    def own_planes(self, values: Sequence[int]) -> None:
        """A long column, each plane of which is a section."""
        self.cut()
        width = width_of(values)
        self.facts.varint(width)
        self._sections += to_planes(values, width)

    def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._open.append(data)

    def cut(self) -> None:
        """What follows is another section."""
        self._sections.append(b"".join(self._open))
        self._open = []

    def sections(self) -> list[bytes]:
        """All of it; the reader needs them joined."""
        self.cut()
        start = Writer()
        start.blob(self.facts.data())
        return [section for section in (start.data(), *self._sections) if section]


class SectionsReader:
    """Gives back what was written, asked for in the same order."""

    def __init__(self, body: bytes) -> None:
        start = Reader(body)
        self.facts = Reader(start.blob())
        self._data = Reader(body, start.at)

    def column(self, count: int) -> Sequence[int]:
        """The next column, of so many numbers."""
        width = self.facts.varint()
        if width and width not in WIDTHS:
            raise Damaged(reason="a column of unknown width")
        return from_planes(self._data.fixed(count * width), count, width)

    def raw(self, length: int) -> bytes:
        """The next bytes."""
        return self._data.fixed(length)

    def end(self) -> None:
        """Raises Damaged when something is left over."""
        self.facts.end()
        self._data.end()
