"""Regions of a cell between `### BEGIN …` and `### END …` lines.

As in nbgrader, a line belongs to the markers when it contains the words, whatever stands around
them. Unlike nbgrader, a region that ends without having begun is refused too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.notebooks.errors import NestedRegion, UnclosedRegion, UnopenedRegion

SOLUTION = "SOLUTION"
HIDDEN_TESTS = "HIDDEN TESTS"
MARK_SCHEME = "MARK SCHEME"


@dataclass(frozen=True)
class Region:
    """The lines of one region, both markers included, counted from 1."""

    first: int
    last: int
    indent: str


def find_regions(source: str, region: str, number: int) -> tuple[Region, ...]:
    """The regions of one kind in a cell's source; `number` is the cell's, for the errors.

    Raises NestedRegion, UnclosedRegion and UnopenedRegion.
    """
    found: list[Region] = []
    begun: int | None = None
    indent = ""
    for line_number, line in enumerate(source.split("\n"), 1):
        if f"BEGIN {region}" in line:
            if begun is not None:
                raise NestedRegion(region=region, number=number, line=line_number)
            begun = line_number
            indent = line[: len(line) - len(line.lstrip())]
        elif f"END {region}" in line:
            if begun is None:
                raise UnopenedRegion(region=region, number=number, line=line_number)
            found.append(Region(begun, line_number, indent))
            begun = None
    if begun is not None:
        raise UnclosedRegion(region=region, number=number, line=begun)
    return tuple(found)


def replace_regions(
    source: str, regions: Sequence[Region], replacement: Callable[[Region], Sequence[str]]
) -> str:
    """The source with each region's lines replaced by those that `replacement` gives for it."""
    lines = source.split("\n")
    for region in reversed(regions):
        lines[region.first - 1 : region.last] = replacement(region)
    return "\n".join(lines)
