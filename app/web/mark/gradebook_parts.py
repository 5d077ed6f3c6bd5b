"""Which of a gradebook's columns are shown: many items come in parts, so that the page stays small
and a screen holds one part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PART = 15  # about as many as stand side by side at 1280 px; 60 students by 15 are some 50 kB
UNDIVIDED = 20  # so many items are shown together


@dataclass(frozen=True)
class Part:
    """A run of columns, the first and the last counted from 1; `name` is what the address says."""

    name: str
    first: int
    last: int


def parts_of(columns: int) -> tuple[Part, ...]:
    """The parts of so many columns; none where all are shown together."""
    if columns <= UNDIVIDED:
        return ()
    return tuple(
        Part(str(number), first + 1, min(first + PART, columns))
        for number, first in enumerate(range(0, columns, PART), 1)
    )


def part_shown(
    parts: Sequence[Part], wanted: str, keys: Sequence[str], done: Iterable[str], students: int
) -> Part | None:
    """The part that is asked for; None for all columns together.

    Where none is asked for it is where the class has got to: the last part with an item in which a
    quarter of the students have something. `keys` name the columns' items; `done` has an item's
    name once for each student who has something in it.
    """
    if not parts or wanted == "all":
        return None
    for part in parts:
        if part.name == wanted:
            return part
    counts = dict.fromkeys(keys, 0)
    for key in done:
        if key in counts:
            counts[key] += 1
    reached = [count * 4 >= students > 0 for count in counts.values()]
    return next(
        (part for part in reversed(parts) if any(reached[part.first - 1 : part.last])), parts[0]
    )
