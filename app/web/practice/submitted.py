"""The cells of a handed-in notebook, with what they printed while it was tested."""

from collections.abc import Mapping, Sequence
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


def shown_cells(slots: Sequence[Slot], executed: Mapping[str, Any] | None) -> list[ShownCell]:
    """The cells that the student typed in, with the outputs that grading found fit to show."""
    outputs = {
        cell.get("id", ""): cell.get("outputs", []) for cell in (executed or {}).get("cells", ())
    }
    return [
        ShownCell(slot, render_outputs(outputs.get(slot.id, []), translate=_))
        for slot in slots
        if slot.typed
    ]
