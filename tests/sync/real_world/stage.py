"""What makes a history repeatable: random bytes that come from its seed, and clocks of its own."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from unittest import mock

import app.clock

TODAY = 1_795_000_000_000  # ms


class Clock:
    """Stands where app.clock has the module `time`: each look at it is a millisecond later.

    `offset` is how wrong the clock is of whoever is at work now, in milliseconds.
    """

    def __init__(self) -> None:
        self.ticks, self.offset = 0, 0

    def time_ns(self) -> int:
        self.ticks += 1
        return (TODAY + self.ticks + self.offset) * 1_000_000

    def monotonic_ns(self) -> int:
        self.ticks += 1
        return self.ticks * 1_000_000

    @contextmanager
    def wrong_by(self, offset: int) -> Iterator[None]:
        """Somebody with such a clock is at work."""
        before, self.offset = self.offset, offset
        try:
            yield
        finally:
            self.offset = before


@contextmanager
def repeatable(seed: int) -> Iterator[Clock]:
    """Random bytes and time as this seed gives them, wherever the application asks for them."""
    random, clock = Random(seed), Clock()
    with (
        mock.patch.object(secrets, "token_bytes", lambda size=32: random.randbytes(size)),
        mock.patch.object(secrets, "token_hex", lambda size=32: random.randbytes(size).hex()),
        mock.patch.object(app.clock, "time", clock),
    ):
        yield clock
