"""What handing in late costs, as nbgrader has it: nothing, everything, or more with time."""

import math
from dataclasses import dataclass
from typing import Literal, Self

Kind = Literal["none", "zero", "hour", "day"]
SECONDS = {"hour": 3600, "day": 86_400}


@dataclass(frozen=True)
class LateRule:
    """`share` (0 to 1) is of the exercise's points, lost for each hour or day that has begun."""

    kind: Kind = "none"
    share: float = 0.0

    @classmethod
    def read(cls, text: str) -> Self:
        """The rule as it is kept: "none", "zero", "hour:0.05" or "day:0.1"; what is none of
        these costs nothing."""
        name, _, share = text.partition(":")
        if name == "zero":
            return cls("zero")
        if name in ("hour", "day"):
            try:
                return cls(name, min(1.0, max(0.0, float(share))))  # type: ignore[arg-type]
            except ValueError:
                pass
        return cls()

    def __str__(self) -> str:
        return f"{self.kind}:{self.share:g}" if self.kind in SECONDS else self.kind

    def lost(self, points: float, most: float, seconds_late: float) -> float:
        """How many of the points are lost; never more than there are."""
        if seconds_late <= 0 or self.kind == "none":
            return 0.0
        if self.kind == "zero":
            return points
        begun = math.ceil(seconds_late / SECONDS[self.kind])
        return min(points, begun * self.share * most)


@dataclass(frozen=True)
class Due:
    """When a student's work is due, her extra time counted in, and what coming late costs."""

    due_ms: int
    rule: LateRule = LateRule()

    def seconds_late(self, handed_in_ms: int) -> float:
        """How late that was; 0 when in time."""
        return max(0.0, (handed_in_ms - self.due_ms) / 1000)
