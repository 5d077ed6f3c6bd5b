"""A student's notebook of an exercise at one revision, as a sheet."""

from dataclasses import dataclass
from typing import Any

from flask_login import current_user

from app.progress import drafts
from app.progress.drafts import Draft
from app.web.practice.area import Place
from app.web.practice.sheet import Slot, assemble, sheet
from app.web.services import services


@dataclass(frozen=True)
class Sheet:
    """A student's notebook at one revision (0: nothing saved yet)."""

    place: Place
    slots: tuple[Slot, ...]
    revision: int

    def slot(self, id: str) -> Slot | None:
        """The cell of this id."""
        return next((slot for slot in self.slots if slot.id == id), None)

    def notebook(self, texts: dict[str, str] | None = None) -> dict[str, Any]:
        """The sheet as a notebook in release form, `texts` put in by cell id."""
        release = services().catalog.release(self.place.exercise, self.place.lang)
        return assemble(release, self.slots, texts or {})

    def at(self, draft: Draft) -> "Sheet":
        """The same exercise with another draft."""
        return sheet_of(self.place, draft)


def my_sheet(place: Place) -> Sheet:
    """The reader's notebook of an exercise: her draft, or the release."""
    return sheet_of(place, drafts.draft(current_user.id, place.exercise.id))


def sheet_of(place: Place, draft: Draft | None) -> Sheet:
    """A draft, or the release where there is none, as a sheet."""
    page = services().catalog.exercise_page(place.exercise, place.lang)
    slots = sheet(page.cells, draft.notebook if draft else None)
    return Sheet(place, slots, draft.revision if draft else 0)
