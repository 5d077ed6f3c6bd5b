"""The cells of a handed-in notebook, with what they printed while it was tested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.notebooks.first_error import first_error
from app.web.practice.error_words import meaning, name_missed
from app.web.practice.outputs import shown_outputs
from app.web.practice.sheet import Slot
from app.web.practice.wording import cell_label


@dataclass(frozen=True)
class ShownCell:
    """One cell that the student wrote in: its text, and its outputs as safe HTML."""

    slot: Slot
    output: Markup


@dataclass(frozen=True)
class StoppedCell:
    """The first cell of the student's that stopped with an error while it was tested."""

    label: str
    line: int | None
    meaning: str
    lines: str
    said: str
    names: frozenset[str] = frozenset()  # that it would have made

    def explains(self, said: str) -> bool:
        """Whether this is why a test ended with these words of Python's: a name is missing that
        the cell would have made."""
        return name_missed(said) in self.names


def stopped_cell(slots: Sequence[Slot], executed: Mapping[str, Any] | None) -> StoppedCell | None:
    """That cell as the pages call it, with what its error means; None where all of hers ran."""
    error = first_error(executed or {})
    slot = next((slot for slot in slots if error and slot.id == error.cell_id), None)
    if error is None or slot is None or not slot.typed:
        return None
    words = meaning(error.name, error.message)
    return StoppedCell(cell_label(slot), error.line, words, error.lines, error.said, error.names)


def shown_cells(slots: Sequence[Slot], executed: Mapping[str, Any] | None) -> list[ShownCell]:
    """The cells that the student typed in, with the outputs that grading found fit to show."""
    outputs = {
        cell.get("id", ""): cell.get("outputs", []) for cell in (executed or {}).get("cells", ())
    }
    return [
        ShownCell(slot, shown_outputs(outputs.get(slot.id, []), slot.source))
        for slot in slots
        if slot.typed
    ]
