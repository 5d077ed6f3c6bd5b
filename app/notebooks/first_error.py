"""The first of a student's cells that did not run to its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.notebooks.cells import is_locked
from app.notebooks.made_names import made_names
from app.notebooks.tracebacks import failing_line, is_unwritten, last_line, shorten_traceback


@dataclass(frozen=True)
class CellError:
    """A cell by its id, the error's name and message, the line of the cell that it stopped at
    (from 1, None where that is not known), the lines around it as a shortened traceback shows
    them, Python's own last line, and the names that the cell would have made."""

    cell_id: str
    name: str
    message: str
    line: int | None
    lines: str
    said: str
    names: frozenset[str] = frozenset()


def first_error(executed: Mapping[str, Any]) -> CellError | None:
    """The first error in a cell that the student wrote, from a notebook as it ran; None where all
    ran. A part that is not written yet is no error, nor is a name that it would have made."""
    unwritten = False
    for cell in executed.get("cells", ()):
        if cell.get("cell_type") != "code" or is_locked(cell):
            continue
        errors = [one for one in cell.get("outputs", ()) if one.get("output_type") == "error"]
        if not errors:
            continue
        error = errors[-1]
        name, message = str(error.get("ename") or "Error"), str(error.get("evalue") or "")
        if is_unwritten(error):
            unwritten = True
        elif not (unwritten and name == "NameError"):
            said = last_line(error)
            source = str(cell.get("source", ""))
            lines = shorten_traceback(error, source=source).removesuffix(said).rstrip()
            return CellError(
                cell_id=str(cell.get("id", "")),
                name=name,
                message=message,
                line=failing_line(error),
                lines=lines,
                said=said,
                names=made_names(source),
            )
    return None
