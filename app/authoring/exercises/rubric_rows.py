"""The rows of a rubric as they are typed: words and points, whether they can be used or not.

In a working copy they stand with their cell, so that what is typed, steps back and conflicts hold
them too. Files of notebooks never have them: they belong into exercise.yaml (see rubrics).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from app.authoring.exercises.typed_numbers import plain_number, typed_number
from app.catalog.rubric import LONGEST_TEXT, RubricRow, read_row
from app.notebooks.cells import Cell

MOST_ROWS = 30
SPARE_ROWS = 3
_KEY = "kisima-rubric"

Rows = tuple[tuple[str, str], ...]


def typed_rows(rows: Iterable[Sequence[str]]) -> Rows:
    """Rows out of a form's fields; those with nothing in them go."""
    found = ((" ".join(words.split())[:LONGEST_TEXT], _worth(worth)) for words, worth in rows)
    return tuple(row for row in found if any(row))[:MOST_ROWS]


def row_of(words: str, worth: str) -> RubricRow | None:
    """What a typed row says, None for one that cannot be used."""
    number = _number(worth)
    return None if number is None else read_row({"text": words, "points": number})


def yaml_row(words: str, worth: str) -> dict[str, Any]:
    """A row that can be used, as exercise.yaml has it."""
    number = float(worth)
    return {"text": words, "points": int(number) if number == int(number) else number}


def rows_of_yaml(listed: Any) -> Rows:
    """The rows that exercise.yaml has for a cell, as they are typed; what is none has no points."""
    found = []
    for row in listed if isinstance(listed, list) else [listed]:
        read = read_row(row)
        found.append((str(row), "") if read is None else (read.text, plain_number(read.points)))
    return typed_rows(found)


def rows_in(cell: Cell) -> Rows:
    """The rows that stand with a cell of a working copy."""
    return tuple((str(words), str(worth)) for words, worth in cell["metadata"].get(_KEY, ()))


def with_rows(cell: Cell, rows: Rows) -> Cell:
    """The cell with these rows in a working copy, without any for ()."""
    metadata = {key: value for key, value in cell["metadata"].items() if key != _KEY}
    if rows:
        metadata[_KEY] = [list(row) for row in rows]
    return {**cell, "metadata": metadata}


def _worth(typed: str) -> str:
    number = _number(typed)
    return typed.strip()[:20] if number is None else plain_number(number)


def _number(typed: str) -> float | None:
    number = typed_number(typed)
    return number if number is not None and abs(number) < 1e12 else None
