"""A student's notebook brought together with the exercise it belongs to.

What the exercise owns (tests, locked cells, points, types, ids, kernel) comes from the exercise;
what the student owns (answers and cells of her own) stays hers, in her order.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from app.notebooks.cells import (
    Cell,
    Notebook,
    checksum,
    grade_id,
    is_grade,
    is_locked,
    is_marked,
    is_solution,
    is_task,
    marks,
)
from app.notebooks.errors import CellsMissing, OtherExercise
from app.notebooks.mending import give_ids
from app.notebooks.notes import Note
from app.notebooks.releasing import StubWords, exercise_of, release
from app.notebooks.schema import upgraded


@dataclass(frozen=True)
class Restored:
    """A student's notebook ready to be graded, and what had to be put right."""

    notebook: Notebook
    notes: tuple[Note, ...]


def restore(source: Notebook, submitted: Notebook, *, words: StubWords | None = None) -> Restored:
    """The submission with the source's own tests, hidden ones included, and locked cells.

    A test, locked or task cell that is missing is put back in its place. A missing answer that is
    marked by hand comes back empty; one that is tested does not, since the student may have
    written it in another cell. Of cells that are there twice the last one counts, as nbgrader has
    it.
    """
    whole, released = map(json.loads, _both(json.dumps(source), words))
    return _joined(whole, released, submitted, put_back=_is_not_tested_answer)


# A class's submissions have one source; what is made of it costs more than the rest of a restoring.
@lru_cache(maxsize=8)
def _both(source: str, words: StubWords | None) -> tuple[str, str]:
    """The source in schema 3 and its release. As texts, so that nobody can change what is kept."""
    notebook = json.loads(source)
    return json.dumps(upgraded(notebook)), json.dumps(release(notebook, words=words))


def merge_into_release(release: Notebook, submitted: Notebook) -> Notebook:
    """An uploaded notebook as a draft of `release`: the student's answers and extra cells kept.

    Every cell of the exercise is there, those that were missing as they are in the release.
    Outputs stay where the source stayed. Call `check_belongs` first.
    """
    return _joined(release, release, submitted, put_back=is_marked).notebook


def notes_about(release: Notebook, submitted: Notebook) -> tuple[Note, ...]:
    """What `merge_into_release` puts right, to be told to the student."""
    return _joined(release, release, submitted, put_back=is_marked).notes


def check_belongs(source: Notebook, submitted: Notebook) -> None:
    """Raise OtherExercise or CellsMissing unless the notebook is one of this exercise.

    `source` may be the source or its release. Where both notebooks name their exercise the names
    decide; else one answer cell of the exercise (where it has none, one cell) must be there.
    """
    ours, theirs = exercise_of(source), exercise_of(submitted)
    if ours and theirs and ours != theirs:
        raise OtherExercise
    wanted = {grade_id(cell) for cell in source["cells"] if is_solution(cell)}
    wanted = wanted or {grade_id(cell) for cell in source["cells"] if is_marked(cell)}
    found = {grade_id(cell) for cell in submitted["cells"]} - {""}
    if not wanted or wanted & found:
        return
    if found and not theirs:
        raise OtherExercise
    raise CellsMissing


def _is_not_tested_answer(cell: Cell) -> bool:
    return is_marked(cell) and (is_grade(cell) or not is_solution(cell))


def _joined(
    source: Notebook, released: Notebook, submitted: Notebook, *, put_back: Callable[[Cell], bool]
) -> Restored:
    """`source` gives locked cells, `released` answers and checksums; both have the same cells."""
    known = {
        grade_id(cell): (cell, stub)
        for cell, stub in zip(source["cells"], released["cells"], strict=True)
        if is_marked(cell)
    }
    notes: list[Note] = []
    cells: list[Cell] = []
    placed: set[str] = set()
    for theirs in reversed(submitted["cells"]):
        name = grade_id(theirs)
        if name in known and name not in placed:
            placed.add(name)
            cells.append(_restored_cell(*known[name], theirs, notes))
            continue
        if name and is_marked(theirs):
            notes.append(Note("duplicate" if name in known else "foreign", {"cell": name}))
        cells.append(_plain(theirs))
    cells.reverse()
    notes.reverse()
    _free_ids(cells, {known[name][0]["id"] for name in placed})
    _put_back(cells, known, placed, put_back, notes)
    give_ids(cells)
    metadata = {**copy.deepcopy(submitted["metadata"])}
    for key in ("kernelspec", "language_info", "kisima"):
        metadata.pop(key, None)
        if key in released["metadata"]:
            metadata[key] = copy.deepcopy(released["metadata"][key])
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return Restored(notebook, tuple(notes))


def _free_ids(cells: list[Cell], taken: set[str]) -> None:
    """Take the ids of the exercise's cells from copies of them, which are the student's own now.

    A page that finds two cells of one id shows one of them, and the other text would be lost.
    """
    for cell in cells:
        if not is_marked(cell) and cell["id"] in taken:
            cell["id"] = None


def _restored_cell(ours: Cell, stub: Cell, theirs: Cell, notes: list[Note]) -> Cell:
    """The student's copy of one of the exercise's cells, all but an answer put right."""
    name = grade_id(ours)
    locked = is_locked(ours) or is_task(ours)
    cell = _own(ours, stub)
    same_type = theirs["cell_type"] == ours["cell_type"]
    if not same_type:
        notes.append(Note("changed-type", {"cell": name}))
    if locked:
        if same_type and _text(theirs) != stub["source"]:
            kind = "changed-test" if is_grade(ours) else "changed-locked"
            notes.append(Note(kind, {"cell": name}))
    else:
        cell["source"] = _text(theirs)
        if "attachments" in theirs and cell["cell_type"] != "code":
            cell["attachments"] = copy.deepcopy(theirs["attachments"])
    if cell["cell_type"] == "code":
        keeps = same_type and (not locked or _text(theirs) == cell["source"])
        cell["outputs"] = copy.deepcopy(theirs["outputs"]) if keeps else []
        cell["execution_count"] = theirs["execution_count"] if keeps else None
    return cell


def _own(ours: Cell, stub: Cell) -> Cell:
    """The exercise's cell as it goes to the grader: its tests whole, mark schemes left out."""
    cell = copy.deepcopy(stub)
    if is_locked(ours) and ours["cell_type"] == "code":
        cell["source"] = ours["source"]
    return cell


def _text(cell: Cell) -> str:
    # A form on a web page sends \r\n where Jupyter writes \n; checksums must not see it.
    text: str = cell["source"]
    return text.replace("\r\n", "\n")


def _plain(theirs: Cell) -> Cell:
    """A cell of the student's own, with nothing that would make nbgrader count it."""
    about = {key: value for key, value in theirs["metadata"].items() if key != "nbgrader"}
    about.pop("deletable", None)
    about.pop("editable", None)
    cell = copy.deepcopy({**theirs, "metadata": about})
    cell["source"] = _text(theirs)
    return cell


def _put_back(
    cells: list[Cell],
    known: dict[str, tuple[Cell, Cell]],
    placed: set[str],
    put_back: Callable[[Cell], bool],
    notes: list[Note],
) -> None:
    """Insert the missing cells where they can do their work.

    What is only locked, a preparation say, goes as far up as its place in the source allows.
    Tests go as far down, since the student may have written the answer in a cell of her own.
    """
    names = list(known)
    for place, (name, (ours, stub)) in enumerate(known.items()):
        if name in placed:
            continue
        kind = "missing-answer" if is_solution(ours) else "missing-locked"
        notes.append(Note("missing-test" if _is_tests(ours) else kind, {"cell": name}))
        if not put_back(ours):
            continue
        at = {grade_id(cell): index for index, cell in enumerate(cells) if is_marked(cell)}
        if is_grade(ours) or is_solution(ours):
            index = next((at[after] for after in names[place + 1 :] if after in at), len(cells))
        else:
            index = next((at[before] + 1 for before in names[:place][::-1] if before in at), 0)
        cells.insert(index, _own(ours, stub))


def _is_tests(cell: Cell) -> bool:
    return is_grade(cell) and not is_solution(cell)


def is_unanswered(cell: Cell) -> bool:
    """True where a restored answer cell is still as the release had it."""
    return marks(cell).get("checksum") == checksum(cell)
