"""The rubric of an exercise: for each cell that a person marks, rows of words with points.

In exercise.yaml: `rubric: {why: [{text: Names the cause, points: 2}, …]}`, by the cell's name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.findings import Finding
from app.catalog.one_line import one_line
from app.catalog.settings_file import YamlSettings
from app.errors import N_

MOST_POINTS = 1e6
LONGEST_TEXT = 500  # characters of a row
A_RUBRIC = N_("cells with lists of rows, such as `why: [{text: Names the cause, points: 2}]`")


@dataclass(frozen=True)
class RubricRow:
    """What an answer may have, and the points for it; below 0 for what takes some away."""

    text: str
    points: float


@dataclass(frozen=True)
class ShownRow:
    """A row as somebody reads it: `lang` is the language of the words, empty where nobody knows
    it, and `changed` says that they translate what stood there before."""

    text: str
    points: float
    lang: str = ""
    changed: bool = False


Rubric = Mapping[str, tuple[RubricRow, ...]]


def read_rubric(settings: YamlSettings, by_hand: Mapping[str, float]) -> Rubric:
    """The rubric by cell. `by_hand` are the points of the cells that a person marks; what is
    wrong is reported at its line."""
    given = settings.values.get("rubric")
    if given is None:
        return {}
    if not isinstance(given, dict):
        value = repr(given)[:60]
        settings.report("rubric", "wrong-value", key="rubric", value=value, expected=A_RUBRIC)
        return {}
    lines = _Lines(settings.source)
    found: dict[str, tuple[RubricRow, ...]] = {}
    for cell, rows in given.items():
        name = str(cell)
        if name not in by_hand:
            _report(settings, lines.cell(cell), "rubric-cell", cell=name)
            continue
        read = tuple(_rows(settings, lines, cell, rows))
        most = sum(row.points for row in read if row.points > 0)
        if read and most < by_hand[name]:
            values = {"sum": f"{most:g}", "most": f"{by_hand[name]:g}"}
            _report(settings, lines.cell(cell), "rubric-short", cell=name, **values)
        found[name] = read
    return {cell: rows for cell, rows in found.items() if rows}


def _rows(settings: YamlSettings, lines: "_Lines", cell: object, rows: Any) -> Iterator[RubricRow]:
    for number, row in enumerate(rows if isinstance(rows, list) else [rows]):
        read = read_row(row)
        if read is None:
            values = {"cell": str(cell), "value": repr(row)[:60]}
            _report(settings, lines.row(cell, number), "rubric-row", **values)
        else:
            yield read


def read_row(row: Any) -> RubricRow | None:
    """A row as YAML gives it, None for one that cannot be used."""
    if not isinstance(row, dict) or row.keys() != {"text", "points"}:
        return None
    text, points = row["text"], row["points"]
    if isinstance(points, bool) or not isinstance(points, (int, float)):
        return None
    if not isinstance(text, (str, int, float)) or not abs(points) < MOST_POINTS:
        return None
    words = one_line(str(text))
    return RubricRow(words, float(points)) if 0 < len(words) <= LONGEST_TEXT else None


def row_lines(source: str) -> dict[tuple[str, str], int]:
    """The lines in exercise.yaml, from 1, of the words of each row, by the cell's name and them."""
    found: dict[tuple[str, str], int] = {}
    for cell, rows in _Lines(source).cells():
        for row in rows.value if rows.id == "sequence" else ():
            for key, words in row.value if row.id == "mapping" else ():
                if key.value == "text" and words.id == "scalar":
                    place = cell.value, one_line(words.value)
                    found.setdefault(place, words.start_mark.line + 1)
    return found


def _report(settings: YamlSettings, line: int, id: str, **values: str) -> None:
    settings.findings.append(Finding(settings.path, line, id, values))


class _Lines:
    """Where the rubric's cells and rows stand in the file; read only when somebody asks."""

    def __init__(self, source: str) -> None:
        self._source = source

    def cell(self, cell: object) -> int:
        """The line of a cell's name, counted from 1."""
        return next((key.start_mark.line + 1 for key, _rows in self.cells(cell)), 1)

    def row(self, cell: object, number: int) -> int:
        """The line of one of its rows, counted from 0."""
        for key, rows in self.cells(cell):
            listed = rows.value if rows.id == "sequence" else []
            node = listed[number] if number < len(listed) else key
            return int(node.start_mark.line) + 1
        return 1

    def cells(self, cell: object = None) -> Iterator[tuple[Any, Any]]:
        """The nodes of the cells' names and of their rows; of one cell only where it is named."""
        import yaml

        root: Any = yaml.compose(self._source, Loader=yaml.SafeLoader)
        rubric = next((value for key, value in root.value if key.value == "rubric"), None)
        for key, rows in rubric.value if rubric is not None else ():
            if cell is None or key.value == str(cell):
                yield key, rows
