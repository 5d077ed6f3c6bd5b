"""Trying again within a run (rule 10), and how much is sent at once (rule 9)."""

from collections.abc import Callable
from dataclasses import dataclass

from app.sync.link_errors import AskedToWait, LinkError

WAITS = (1.0, 2.0, 4.0)  # seconds
LONGEST_ASKED = 30  # seconds that a run waits when the centre asks for it
FIRST, LEAST, MOST = 16_000, 4_000, 512_000  # bytes of a batch


@dataclass
class Patience:
    """Counts failures in a row, and waits after each; `pause` waits seconds."""

    pause: Callable[[float], None]
    failures: int = 0

    def worked(self) -> None:
        """Something came through."""
        self.failures = 0

    def failed(self, error: LinkError) -> None:
        """Wait before the next try; raises the error when there were too many in a row."""
        if self.failures >= len(WAITS):
            raise error
        wait = WAITS[self.failures]
        if isinstance(error, AskedToWait):
            if error.seconds > LONGEST_ASKED:
                raise error
            wait = max(wait, error.seconds)
        self.failures += 1
        self.pause(wait)


@dataclass
class Chunk:
    """How many bytes the next batch is to have."""

    size: int = FIRST

    def worked(self) -> None:
        """Send more at once."""
        self.size = min(MOST, self.size * 2)

    def failed(self) -> None:
        """Send less at once."""
        self.size = max(LEAST, self.size // 2)
