"""What a cell of an exercise is for, and the metadata of nbgrader (schema 3) that says so."""

import re
from typing import Any, Literal, get_args

from app.notebooks.cells import Cell, grade_id, is_grade, is_solution, is_task, marks
from app.notebooks.schema import SCHEMA

Kind = Literal[
    "text",
    "code",
    "locked-text",
    "locked-code",
    "solution",
    "test",
    "manual-text",
    "manual-code",
    "task",
    "raw",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
BY_HAND = frozenset(("manual-text", "manual-code", "task"))
WITH_POINTS = BY_HAND | {"test"}
MARKED = WITH_POINTS | {"solution", "locked-text", "locked-code"}
_MARKDOWN = frozenset(("text", "locked-text", "manual-text", "task"))
_STEMS = {"solution": "answer", "test": "test", "task": "task"}
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_NAME = 80


def cell_type_of(kind: Kind) -> str:
    """The notebook's own type for a cell of a kind."""
    return "raw" if kind == "raw" else "markdown" if kind in _MARKDOWN else "code"


def kind_of(cell: Cell) -> Kind:
    """What a cell is for. Metadata that cannot be right gets the nearest kind."""
    if cell["cell_type"] == "raw":
        return "raw"
    is_text = cell["cell_type"] == "markdown"
    if is_task(cell):
        return "task"
    if is_solution(cell):
        if is_text:
            return "manual-text"
        return "manual-code" if is_grade(cell) else "solution"
    if is_grade(cell):
        return "manual-text" if is_text else "test"
    if marks(cell).get("locked"):
        return "locked-text" if is_text else "locked-code"
    return "text" if is_text else "code"


def with_kind(cell: Cell, kind: Kind, name: str, worth: float) -> Cell:
    """The cell as one of a kind, with its nbgrader id and its points where the kind has them.

    Nothing else in its metadata changes; and nothing at all where it was so already.
    """
    if kind_of(cell) == kind and _says(cell, kind, name, worth):
        return cell
    metadata = {key: value for key, value in cell["metadata"].items() if key != "nbgrader"}
    if kind in MARKED:
        metadata["nbgrader"] = _marks(kind, name, worth)
    made: Cell = {**cell, "cell_type": cell_type_of(kind), "metadata": metadata}
    if made["cell_type"] == "code":
        made.setdefault("outputs", [])
        made.setdefault("execution_count", None)
        made.pop("attachments", None)
    else:
        made.pop("outputs", None)
        made.pop("execution_count", None)
    return made


def good_name(name: str) -> str:
    """An nbgrader id out of what was typed; empty where nothing of it can stand in one."""
    return _NOT_IN_NAME.sub("-", name.strip()).strip("-")[:_LONGEST_NAME]


def new_name(kind: Kind, taken: set[str]) -> str:
    """An nbgrader id that no other cell has."""
    stem, number = _STEMS.get(kind, "question" if kind in WITH_POINTS else "fixed"), 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _says(cell: Cell, kind: Kind, name: str, worth: float) -> bool:
    """Whether the metadata is what `with_kind` would write, whatever it says besides."""
    if kind not in MARKED:
        return "nbgrader" not in cell["metadata"]
    about = marks(cell)
    wanted = _marks(kind, name, worth)
    return grade_id(cell) == name and all(about.get(key) == wanted[key] for key in wanted)


def _marks(kind: Kind, name: str, worth: float) -> dict[str, Any]:
    about: dict[str, Any] = {
        "grade": kind in ("test", "manual-text", "manual-code"),
        "grade_id": name,
        "locked": kind in ("test", "locked-text", "locked-code"),
        "schema_version": SCHEMA,
        "solution": kind in ("solution", "manual-text", "manual-code"),
        "task": kind == "task",
    }
    if kind in WITH_POINTS:
        about["points"] = int(worth) if worth == int(worth) else worth
    return about
