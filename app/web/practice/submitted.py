"""The cells of a handed-in notebook, with what they printed while it was tested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.web.practice.outputs import shown_outputs
from app.web.practice.sheet import Slot


@dataclass(frozen=True)
class ShownCell:
    """One cell that the student wrote in: its text, and its outputs as safe HTML."""

    slot: Slot
    output: Markup


def shown_cells(slots: Sequence[Slot], executed: Mapping[str, Any] | None) -> list[ShownCell]:
    """The cells that the student typed in, with the outputs that grading found fit to show."""
    outputs = {
        cell.get("id", ""): cell.get("outputs", []) for cell in (executed or {}).get("cells", ())
    }
    return [
        ShownCell(slot, shown_outputs(outputs.get(slot.id, []))) for slot in slots if slot.typed
    ]
