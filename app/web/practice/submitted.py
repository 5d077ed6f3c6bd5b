"""The cells of a handed-in notebook, with what they printed while it was tested."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.notebooks import render_outputs
from app.web.practice.sheet import Slot


@dataclass(frozen=True)
class ShownCell:
    """One cell that the student wrote in: its text, and its outputs as safe HTML."""

    slot: Slot
    output: str


def shown_cells(
    slots: Sequence[Slot], executed: Mapping[str, Any] | None, hidden: Collection[str]
) -> list[ShownCell]:
    """The cells that the student typed in, with their outputs.

    Test cells are left out: as executed they hold the hidden tests. So are the outputs of what ran
    after the first test with a hidden part (`hidden` are their grade ids), since such a cell can
    print the source of the cells before it.
    """
    outputs: dict[str, Any] = {}
    for cell in (executed or {}).get("cells", ()):
        if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") in hidden:
            break
        outputs[cell.get("id", "")] = cell.get("outputs", [])
    return [
        ShownCell(slot, render_outputs(outputs.get(slot.id, []), translate=_))
        for slot in slots
        if slot.typed
    ]
