"""What is typed into an exercise and not saved, with a way back for each step.

The working copy is a text that is typed and not saved (see app.authoring.typed), a notebook as its
file would be, with the rubric at its cells (see rubric_rows). The steps back are kept in the same
way under a name of their own.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from app.authoring.exercises import rubrics, wrong_names
from app.authoring.exercises.cell_editing import EditedCell, cells_of, with_cells
from app.authoring.own_folder import Source
from app.authoring.saving import ChangedMeanwhile, Saved
from app.authoring.workshop import Workshop
from app.errors import KisimaError
from app.notebooks import read_notebook, write_notebook
from app.notebooks.cells import Notebook

MOST_STEPS = 30
_MOST_KEPT = 4_000_000  # characters of all steps together


@dataclass(frozen=True)
class WorkingCopy:
    """An exercise's notebook as its author has it before her. `base` is the version that her
    writing began with, and behind a point a digest of the rubric then; `at_ms` when she typed last
    (None: nothing is unsaved), `steps` how many steps she can go back."""

    source: Source
    notebook: Notebook
    text: str
    base: str
    at_ms: int | None
    steps: int

    @property
    def behind(self) -> bool:
        """Whether another notebook was saved since the writing began."""
        return self.base.partition(".")[0] != self.source.version

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
    saved = _canonical(workshop, slug, source.text)
    if kept is not None and kept.text != saved:
        with suppress(KisimaError):
            notebook = read_notebook(kept.text.encode())
            return WorkingCopy(source, notebook, kept.text, kept.base_version, kept.at_ms, steps)
    read_notebook(source.text.encode())
    notebook = read_notebook(saved.encode())
    base = _base(source.version, cells_of(notebook))
    return WorkingCopy(source, notebook, saved, base, None, steps)


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
    """Save the cells as the exercise's notebook, and in its settings their rubric if a row was
    changed, and their names elsewhere. A shipped exercise is copied whole. What is saved has the rubric at its cells, and
    the next save begins with its `version`. Raises ChangedMeanwhile with both texts, TooManyCells,
    RubricRowUnusable and SettingsUneditable."""
    copy = open_copy(workshop, slug, by)
    after = now = with_cells(copy.notebook, cells)
    with suppress(KisimaError):
        now = read_notebook(_canonical(workshop, slug, copy.source.text).encode())
    version, _, began = base.partition(".")
    typed_rubric = rubrics.digest_of_rubric(cells_of(after)) != began
    if typed_rubric:
        for _number, values in rubrics.unusable(cells_of(after)):
            raise rubrics.RubricRowUnusable(**values)
    text = text_of(rubrics.without_rubric(after))
    saved = Saved(copy.source.text, copy.source.version, key_of(slug), changed=False)
    try:
        # The same notebook is not written anew for the sake of its spaces.
        if version != copy.source.version or text != text_of(rubrics.without_rubric(now)):
            saved = workshop.save(key_of(slug), text, base_version=version, by=by)
        changed = rubrics.save(workshop, slug, now, after, typed=typed_rubric, by=by)
        changed |= wrong_names.save(workshop, slug, now, after, by=by)
    except KisimaError as error:
        # What is kept as typed must have its rubric, too.
        base = f"{saved.version}.{began}" if saved.changed else base
        _keep(workshop, slug, text_of(after), base, by)
        if isinstance(error, ChangedMeanwhile):
            raise ChangedMeanwhile(error.theirs, text_of(after)) from None
        raise
    drop(workshop, slug, by)
    there = open_copy(workshop, slug, by)
    return replace(saved, text=there.text, version=there.base, changed=saved.changed or changed)


def drop(workshop: Workshop, slug: str, by: int) -> None:
    """Forget what was typed, and the steps back."""
    workshop.drop_typed(by, key_of(slug))
    workshop.drop_typed(by, _steps_key(slug))


def text_of(notebook: Notebook) -> str:
    """A notebook as its file's text."""
    return write_notebook(notebook).decode()


def _keep(workshop: Workshop, slug: str, text: str, base: str, by: int) -> None:
    source = workshop.source(key_of(slug))
    if text == _canonical(workshop, slug, source.text):
        workshop.drop_typed(by, key_of(slug))
    else:
        workshop.keep_typed(by, key_of(slug), text, base)


def _base(version: str, cells: Sequence[EditedCell]) -> str:
    return f"{version}.{rubrics.digest_of_rubric(cells)}"


def _canonical(workshop: Workshop, slug: str, text: str) -> str:
    """A saved notebook as a working copy is written here, whoever wrote it."""
    try:
        return text_of(rubrics.with_rubric(workshop, slug, read_notebook(text.encode())))
    except KisimaError:
        return text


def _steps_key(slug: str) -> str:
    return f"exercises/{slug}/steps back.json"


def _steps(workshop: Workshop, slug: str, by: int) -> list[str]:
    kept = workshop.typed(by, _steps_key(slug))
    return list(json.loads(kept.text)) if kept else []
