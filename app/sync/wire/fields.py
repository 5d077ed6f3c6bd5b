"""Fields of a message, one after the other: fixed bytes, varints, short texts, lists."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from app.sync.wire.errors import CannotBePacked, Damaged

T = TypeVar("T")
MOST_VARINT_BYTES = 9  # 63 bits, which a database's whole numbers hold too


class Writer:
    """Collects fields; `data()` is all of them in a row."""

    def __init__(self) -> None:
        self._parts = bytearray()

    def data(self) -> bytes:
        """Everything written so far."""
        return bytes(self._parts)

    def fixed(self, value: bytes, length: int) -> None:
        """Bytes whose number both sides know."""
        if len(value) != length:
            raise CannotBePacked(reason=f"{len(value)} bytes where {length} belong")
        self._parts += value

    def varint(self, value: int) -> None:
        """A number from 0 to 2⁶³ - 1: seven bits a byte, the lowest first."""
        if not 0 <= value < 1 << 63:
            raise CannotBePacked(reason=f"the number {value} is out of range")
        while value > 127:
            self._parts.append(value & 127 | 128)
            value >>= 7
        self._parts.append(value)

    def signed(self, value: int) -> None:
        """A number from -2⁶² to 2⁶² - 1, zigzagged: 0, -1, 1, -2 …"""
        if not -(1 << 62) <= value < 1 << 62:
            raise CannotBePacked(reason=f"the number {value} is out of range")
        self.varint(value << 1 if value >= 0 else (-value << 1) - 1)

    def blob(self, value: bytes) -> None:
        """Bytes with their number before them."""
        self.varint(len(value))
        self._parts += value

    def text(self, value: str) -> None:
        """A text as UTF-8, with its length in bytes before it; no zeros, which databases refuse."""
        if "\0" in value:
            raise CannotBePacked(reason="a text with a zero in it")
        try:
            self.blob(value.encode())
        except UnicodeEncodeError:
            raise CannotBePacked(reason="a text that is not Unicode") from None

    def option(self, value: T | None, write: Callable[[T], None]) -> None:
        """One byte that says whether there is a value, and the value."""
        self._parts.append(value is not None)
        if value is not None:
            write(value)

    def several(self, values: Iterable[T], write: Callable[[T], None]) -> None:
        """How many, and each."""
        listed = list(values)
        self.varint(len(listed))
        for value in listed:
            write(value)


class Reader:
    """Takes fields off the front of `data`; raises Damaged where they are not there."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data = data
        self.at = at

    @property
    def left(self) -> int:
        """How many bytes have not been read."""
        return len(self._data) - self.at

    def end(self) -> None:
        """Raises Damaged when something follows."""
        if self.left:
            raise Damaged(reason="more bytes than it says")

    def fixed(self, length: int) -> bytes:
        """So many bytes."""
        if length > self.left:
            raise Damaged(reason="it ends too early")
        self.at += length
        return self._data[self.at - length : self.at]

    def varint(self) -> int:
        """A number from 0 to 2⁶³ - 1."""
        value = 0
        for place in range(MOST_VARINT_BYTES):
            byte = self.fixed(1)[0]
            value |= (byte & 127) << 7 * place
            if byte < 128:
                return value
        raise Damaged(reason="a number that is too long")

    def signed(self) -> int:
        """A number from -2⁶² to 2⁶² - 1."""
        value = self.varint()
        return -(value + 1 >> 1) if value & 1 else value >> 1

    def blob(self, most: int = 1 << 32) -> bytes:
        """Bytes with their number before them, at most so many."""
        length = self.varint()
        if length > most:
            raise Damaged(reason="a field that is too long")
        return self.fixed(length)

    def text(self, most: int = 1 << 32) -> str:
        """A text of at most so many bytes."""
        data = self.blob(most)
        if 0 in data:
            raise Damaged(reason="a text with a zero in it")
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise Damaged(reason="a text that is not UTF-8") from None

    def option(self, read: Callable[[], T]) -> T | None:
        """A value or None."""
        there = self.fixed(1)[0]
        if there > 1:
            raise Damaged(reason="neither there nor not there")
        return read() if there else None

    def several(self, read: Callable[[], T], most: int) -> tuple[T, ...]:
        """A list of at most `most` values."""
        count = self.varint()
        if count > most:
            raise Damaged(reason="a list that is too long")
        return tuple(read() for _ in range(count))
