"""What nbgrader's metadata says about a cell, and its checksum.

The rules are those of nbgrader 0.9 (`nbgrader/utils.py`): a test cell is a grade cell that is no
solution; a solution cell is never locked; a grade cell that is no solution always is.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

Cell = dict[str, Any]
Notebook = dict[str, Any]


def marks(cell: Cell) -> dict[str, Any]:
    """The cell's nbgrader metadata; an empty dict where it has none."""
    found = cell.get("metadata", {}).get("nbgrader")
    return found if isinstance(found, dict) else {}


def is_grade(cell: Cell) -> bool:
    """True for a cell that has points of its own: a test, or an answer marked by hand."""
    return bool(marks(cell).get("grade", False))


def is_solution(cell: Cell) -> bool:
    """True for a cell that the student writes in."""
    return bool(marks(cell).get("solution", False))


def is_task(cell: Cell) -> bool:
    """True for a description of work that is marked by hand, wherever it was done."""
    return bool(marks(cell).get("task", False))


def is_locked(cell: Cell) -> bool:
    """True where the exercise's own text counts, whatever the student made of it."""
    if is_solution(cell):
        return False
    return is_grade(cell) or bool(marks(cell).get("locked", False))


def is_test(cell: Cell) -> bool:
    """True for a code cell whose outcome gives points."""
    return is_grade(cell) and not is_solution(cell) and cell.get("cell_type") == "code"


def is_marked(cell: Cell) -> bool:
    """True for a cell that nbgrader knows by its grade_id."""
    return is_grade(cell) or is_solution(cell) or is_locked(cell) or is_task(cell)


def grade_id(cell: Cell) -> str:
    """The cell's nbgrader id; an empty string where it has none."""
    found = marks(cell).get("grade_id")
    return found if isinstance(found, str) else ""


def points(cell: Cell) -> float:
    """What the cell is worth."""
    return float(marks(cell).get("points") or 0.0)


def marked_cells(notebook: Notebook) -> Iterator[tuple[int, Cell]]:
    """The cells that nbgrader knows, with their number counted from 1."""
    for number, cell in enumerate(notebook["cells"], 1):
        if is_marked(cell):
            yield number, cell


def checksum(cell: Cell) -> str:
    """nbgrader's checksum of a cell: 32 hexadecimal digits.

    MD5 over the source, the cell's type, whether it is a grade cell, a solution cell and in effect
    locked, its grade_id and, for a grade cell, its points as a float. Raises KeyError for a cell
    without nbgrader metadata.
    """
    about = cell["metadata"]["nbgrader"]
    # nbgrader writes the stored values as they are, and only works out the lock.
    solution = about.get("solution", False)
    grade = about.get("grade", False)
    locked = False if solution else True if grade else about.get("locked", False)
    pieces = [cell["source"], cell["cell_type"], str(grade), str(solution), str(locked)]
    pieces.append(about["grade_id"])
    if grade:
        pieces.append(str(float(about["points"])))
    digest = hashlib.md5(usedforsecurity=False)
    for piece in pieces:
        digest.update(piece.encode("utf-8"))
    return digest.hexdigest()
