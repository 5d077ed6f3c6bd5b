"""What the author of an exercise says that tests make of a wrong answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """The points that tests give, None for any fewer than all, and the names of the tests that
    do not give all theirs, None where that is not said."""

    score: float | None = None
    loses: frozenset[str] | None = None
