"""Exercises as a source folder of nbgrader: `source/<exercise>/<exercise>.ipynb` and its data."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from app.authoring.intake.bare_notebooks import without_outputs
from app.authoring.zip_entries import write_entry
from app.catalog.model import Exercise
from app.errors import N_, KisimaError
from app.notebooks import read_notebook, write_notebook
from app.notebooks.schema import upgraded

CONFIG = (
    "# Written by Kisima, so that `nbgrader generate_assignment` works in this folder.\n"
    "c = get_config()\n"
    'c.CourseDirectory.course_id = "%s"\n'
)


class NoExercises(KisimaError):
    sentence = N_("No lesson of this course leads to an exercise, so there is nothing to export.")


def write_nbgrader(course: str, exercises: Iterable[Exercise], target: BinaryIO) -> int:
    """Write the zip into a file opened for writing; how many exercises are in it.

    Raises NoExercises, NotebookError for a source that cannot be read, and OSError.
    """
    files: dict[str, bytes | Path] = {}
    count = 0
    for exercise in exercises:
        place = f"source/{exercise.slug}"
        files[f"{place}/{exercise.slug}.ipynb"] = source_notebook(exercise)
        files |= {f"{place}/{name}": path for name, path in exercise.files.items()}
        count += 1
    if not count:
        raise NoExercises()
    name = "".join(c for c in course if c.isalnum() or c in "-_") or "course"
    files["nbgrader_config.py"] = (CONFIG % name).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            write_entry(archive, name, files[name])
    return count


def source_notebook(exercise: Exercise) -> bytes:
    """The instructor's notebook as nbgrader reads it: its metadata in the newest form, no
    outputs. Raises NotebookError."""
    notebook = upgraded(read_notebook(exercise.path.read_bytes()))
    return without_outputs(write_notebook(notebook))
