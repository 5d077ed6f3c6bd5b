"""What is typed into an exercise and not saved, with a way back for each step.

The working copy is a text that is typed and not saved (see app.authoring.typed), a notebook as its
file would be. The steps back are kept in the same way under a name of their own.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, replace

from app.authoring.exercises.cell_editing import EditedCell, cells_of, with_cells
from app.authoring.own_folder import Source
from app.authoring.saving import Saved
from app.authoring.workshop import Workshop
from app.errors import KisimaError
from app.notebooks import read_notebook, write_notebook
from app.notebooks.cells import Notebook

MOST_STEPS = 30
_MOST_KEPT = 4_000_000  # characters of all steps together


@dataclass(frozen=True)
class WorkingCopy:
    """An exercise's notebook as its author has it before her. `base` is the version that her
    writing began with, `at_ms` when she typed last (None: nothing is unsaved), `steps` how many
    steps she can go back."""

    source: Source
    notebook: Notebook
    text: str
    base: str
    at_ms: int | None
    steps: int

    @property
    def cells(self) -> tuple[EditedCell, ...]:
        """Its cells in order."""
        return cells_of(self.notebook)


def key_of(slug: str) -> str:
    """The key of an exercise's notebook."""
    return f"exercises/{slug}/exercise.ipynb"


def open_copy(workshop: Workshop, slug: str, by: int) -> WorkingCopy:
    """What somebody typed last, or what is saved. Raises NoSuchFile and NotebookError."""
    source = workshop.source(key_of(slug))
    kept = workshop.typed(by, key_of(slug))
    steps = len(_steps(workshop, slug, by))
    saved = _canonical(source.text)
    if kept is not None and kept.text != saved:
        with suppress(KisimaError):
            notebook = read_notebook(kept.text.encode())
            return WorkingCopy(source, notebook, kept.text, kept.base_version, kept.at_ms, steps)
    notebook = read_notebook(source.text.encode())
    return WorkingCopy(source, notebook, saved, source.version, None, steps)


def typed(
    workshop: Workshop, slug: str, cells: tuple[EditedCell, ...], base: str, by: int
) -> WorkingCopy:
    """Keep cells as they are typed. Raises TooManyCells."""
    copy = open_copy(workshop, slug, by)
    notebook = with_cells(copy.notebook, cells)
    _keep(workshop, slug, text_of(notebook), base, by)
    return open_copy(workshop, slug, by)


def step(
    workshop: Workshop,
    slug: str,
    before: tuple[EditedCell, ...],
    after: tuple[EditedCell, ...],
    base: str,
    by: int,
) -> None:
    """Keep cells after a step that can be undone, and those before it. Raises TooManyCells."""
    copy = open_copy(workshop, slug, by)
    notebook = with_cells(copy.notebook, before)
    steps = [*_steps(workshop, slug, by), text_of(notebook)][-MOST_STEPS:]
    while len(steps) > 1 and sum(map(len, steps)) > _MOST_KEPT:
        steps.pop(0)
    _keep(workshop, slug, text_of(with_cells(notebook, after)), base, by)
    workshop.keep_typed(by, _steps_key(slug), json.dumps(steps, ensure_ascii=False), base)


def undo(workshop: Workshop, slug: str, now: tuple[EditedCell, ...], base: str, by: int) -> bool:
    """Go one step back; False where there is none. What was typed since then, into cells that were
    there before the step, stays."""
    steps = _steps(workshop, slug, by)
    if not steps:
        return False
    typed_now = {cell.id: cell.source for cell in now}
    before = read_notebook(steps.pop().encode())
    cells = [replace(cell, source=typed_now.get(cell.id, cell.source)) for cell in cells_of(before)]
    _keep(workshop, slug, text_of(with_cells(before, cells)), base, by)
    workshop.keep_typed(by, _steps_key(slug), json.dumps(steps, ensure_ascii=False), base)
    return True


def save(workshop: Workshop, slug: str, cells: tuple[EditedCell, ...], base: str, by: int) -> Saved:
    """Save the cells as the exercise's notebook. A shipped exercise is copied whole. Raises
    ChangedMeanwhile with both texts, and TooManyCells."""
    copy = open_copy(workshop, slug, by)
    text = text_of(with_cells(copy.notebook, cells))
    if text == _canonical(copy.source.text) and base == copy.source.version:
        # The same notebook is not written anew for the sake of its spaces.
        drop(workshop, slug, by)
        return Saved(copy.source.text, copy.source.version, key_of(slug), changed=False)
    saved = workshop.save(key_of(slug), text, base_version=base, by=by)
    drop(workshop, slug, by)
    return saved


def drop(workshop: Workshop, slug: str, by: int) -> None:
    """Forget what was typed, and the steps back."""
    workshop.drop_typed(by, key_of(slug))
    workshop.drop_typed(by, _steps_key(slug))


def text_of(notebook: Notebook) -> str:
    """A notebook as its file's text."""
    return write_notebook(notebook).decode()


def _keep(workshop: Workshop, slug: str, text: str, base: str, by: int) -> None:
    source = workshop.source(key_of(slug))
    if text == _canonical(source.text):
        workshop.drop_typed(by, key_of(slug))
    else:
        workshop.keep_typed(by, key_of(slug), text, base)


def _canonical(text: str) -> str:
    """A notebook's text as it is written here, whoever wrote it."""
    try:
        return text_of(read_notebook(text.encode()))
    except KisimaError:
        return text


def _steps_key(slug: str) -> str:
    return f"exercises/{slug}/steps back.json"


def _steps(workshop: Workshop, slug: str, by: int) -> list[str]:
    kept = workshop.typed(by, _steps_key(slug))
    return list(json.loads(kept.text)) if kept else []
