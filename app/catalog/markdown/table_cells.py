"""Where the cells of a table's row stand in its line."""

import re
from collections.abc import Sequence
from itertools import pairwise

_PREFIX = re.compile(
    r"[ \t]*(?:>[ \t]?|[-+*][ \t]+|\d{1,9}[.)][ \t]+|\[\^[^\]\s]+\]:[ \t]*|[:~][ \t]+)"
)


def cells_of_row(line: str, contents: Sequence[str]) -> list[tuple[int, int]]:
    """The columns of each cell of a row, given what the cells hold; [] when they do not fit.

    The row may stand behind the marks of quotes and lists, which are tried one after the other.
    """
    start = 0
    while True:
        cells = _split(line, start)
        texts = [line[a:b].replace("\\|", "|") for a, b in cells]
        wanted = list(contents)
        shown = texts[: len(wanted)]
        if shown + [""] * (len(wanted) - len(shown)) == wanted:
            return cells[: len(wanted)]
        found = _PREFIX.match(line, start)
        if not found or found.end() == start:
            return []
        start = found.end()


def _split(line: str, start: int) -> list[tuple[int, int]]:
    """Split at every | that has no backslash before it; trimmed columns of what is between."""
    while start < len(line) and line[start].isspace():
        start += 1
    end = len(line.rstrip())
    places = [n for n in range(start, end) if line[n] == "|" and (n == 0 or line[n - 1] != "\\")]
    edges = [start - 1, *places, end]
    cells = []
    for before, after in pairwise(edges):
        a, b = before + 1, after
        while a < b and line[a].isspace():
            a += 1
        while b > a and line[b - 1].isspace():
            b -= 1
        cells.append((a, b))
    if cells and places and places[0] == start:
        cells.pop(0)
    if cells and places and places[-1] == end - 1:
        cells.pop()
    return cells
