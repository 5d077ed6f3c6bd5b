"""nbgrader's cell metadata, older schema versions brought up to version 3 and checked.

The versions are those of nbgrader's `nbgraderformat`: version 0 (no number) may leave keys out and
has empty or negative points, version 2 added the cell's type, version 3 the task cells.
"""

import copy
import re
from typing import Any

from app.notebooks.cells import Cell, Notebook, grade_id, is_marked, marked_cells, marks
from app.notebooks.errors import BadMetadata, DuplicateId, SchemaTooNew

SCHEMA = 3
_FLAGS = ("grade", "solution", "locked")
_KEYS = frozenset(
    (*_FLAGS, "task", "schema_version", "grade_id", "points", "checksum", "cell_type")
)
_GOOD_GRADE_ID = re.compile(r"[A-Za-z0-9_-]+\Z")


def upgraded(source: Notebook) -> Notebook:
    """A copy of an instructor's notebook with its nbgrader metadata in schema 3.

    Raises SchemaTooNew, BadMetadata and DuplicateId with the cell's number, counted from 1.
    """
    notebook = copy.deepcopy(source)
    for number, cell in enumerate(notebook["cells"], 1):
        if "nbgrader" in cell.get("metadata", {}):
            _upgrade_cell(cell, number)
    first_with: dict[str, int] = {}
    for number, cell in marked_cells(notebook):
        first = first_with.setdefault(grade_id(cell), number)
        if first != number:
            raise DuplicateId(grade_id=grade_id(cell), first=first, number=number)
    return notebook


def _upgrade_cell(cell: Cell, number: int) -> None:
    about = marks(cell)
    version = about.get("schema_version", 0)
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise BadMetadata(number=number, problem=f"schema_version is {version!r}")
    if version > SCHEMA:
        raise SchemaTooNew(number=number, version=version, newest=SCHEMA)
    kept = {key: value for key, value in about.items() if key in _KEYS}
    for key in _FLAGS:
        kept[key] = bool(kept.get(key, False))
    if version == 0:
        _mend_oldest_points(kept)
    if "checksum" in kept and "cell_type" not in kept:
        kept["cell_type"] = cell["cell_type"]
    kept["schema_version"] = SCHEMA
    cell["metadata"]["nbgrader"] = kept
    if is_marked(cell):
        _check(cell, kept, number)
    else:
        # nbgrader takes a cell with no mark at all for an ordinary one.
        del cell["metadata"]["nbgrader"]


def _mend_oldest_points(about: dict[str, Any]) -> None:
    if not about["grade"]:
        about.pop("points", None)
        return
    try:
        about["points"] = max(0.0, float(about.get("points") or 0.0))
    except (TypeError, ValueError):
        about["points"] = 0.0


def _check(cell: Cell, about: dict[str, Any], number: int) -> None:
    found = about.get("grade_id")
    if not isinstance(found, str) or not _GOOD_GRADE_ID.match(found):
        raise BadMetadata(number=number, problem=f"grade_id is {found!r}")
    if about["grade"] or about.get("task"):
        points = about.get("points")
        if not isinstance(points, int | float) or isinstance(points, bool) or points < 0:
            raise BadMetadata(number=number, problem=f"points is {points!r}")
    is_text = cell["cell_type"] == "markdown"
    if about.get("task"):
        if not is_text:
            raise BadMetadata(number=number, problem="a task must be a Markdown cell")
    elif is_text and about["grade"] != about["solution"]:
        raise BadMetadata(
            number=number, problem="a Markdown answer needs grade and solution, or neither"
        )
