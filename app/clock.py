"""The time, as milliseconds; the one place where clocks are read."""

import time


def now_ms() -> int:
    """Milliseconds of wall time since 1970 in UTC; a school's clock may be wrong by years."""
    return time.time_ns() // 1_000_000


def monotonic_ms() -> int:
    """Milliseconds of a clock that never runs backwards, from an unknown start."""
    return time.monotonic_ns() // 1_000_000
