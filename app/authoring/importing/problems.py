"""What an import could not take over as it was: a place, a sentence and how bad it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalog.findings import fill
from app.errors import N_, KisimaError

ACTING = N_(
    "Parts of this drawing could act by themselves or load something from elsewhere, and were "
    "taken out: %(names)s"
)


@dataclass(frozen=True)
class Problem:
    """One thing that is lost or changed: `sentence` is a gettext msgid with %(name)s places.

    `line` counts from 1, 0 where there is no line to name. `left_out` says that something is not
    taken over; else it is, in another form.
    """

    line: int
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    left_out: bool = False
    file: str = ""

    @property
    def text(self) -> str:
        """The sentence in English."""
        return fill(self.sentence, self.values)

    @property
    def place(self) -> str:
        """`name:12`, as far as it is known."""
        return ":".join(part for part in (self.file, str(self.line or "")) if part)


def problem_of(error: KisimaError, file: str = "") -> Problem:
    """A failure with one file among many, as a problem of the whole import."""
    return Problem(int(error.values.get("line", 0)), error.sentence, error.values, True, file)


def taken_out(names: Sequence[str], file: str, line: int = 0) -> Problem:
    """What a drawing lost on its way in, by the names of its elements and attributes."""
    return Problem(line, ACTING, {"names": ", ".join(names[:8])}, file=file)
