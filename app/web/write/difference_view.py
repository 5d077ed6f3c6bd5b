"""Two texts beside each other for a page, with the names of both."""

from dataclasses import dataclass

from app.authoring.differences import Row, differences


@dataclass(frozen=True)
class DifferenceView:
    """The rows of a difference, none where both texts say the same, and what the two are called."""

    rows: list[Row]
    old: str
    new: str


def difference_view(before: str, after: str, *, old: str, new: str) -> DifferenceView:
    """What changed between two texts that are called `old` and `new`."""
    return DifferenceView(differences(before, after), old, new)
