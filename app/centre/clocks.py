"""Clocks: both times are kept, order never comes from them, and the implausible is flagged."""

DAY_MS = 86_400_000
# Kisima's first release: no event is older.
FIRST_MS = 1_735_689_600_000  # 2025-01-01
# A laptop whose clock is further off than this is shown to a person.
MOST_OFFSET_MS = 10 * 60_000


def is_odd(wall_ms: int, received_ms: int) -> bool:
    """Whether a laptop's clock cannot have been right when it wrote an event."""
    return not FIRST_MS <= wall_ms <= received_ms + DAY_MS


def is_off(offset_ms: int) -> bool:
    """Whether a laptop's clock is so far off that somebody should set it."""
    return abs(offset_ms) > MOST_OFFSET_MS
