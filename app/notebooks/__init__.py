"""The notebook format: reading, nbgrader's cells, releases, checksums, outputs made safe to show.

A notebook is a dict in nbformat 4.5 (JSON as parsed). Nothing here runs code, and nothing needs
Flask, a database or, except for upgrading old formats, nbformat.
"""

from app.notebooks.cells import checksum
from app.notebooks.graded import GradedCell, graded_cells
from app.notebooks.header_footer import with_header_and_footer
from app.notebooks.notes import Note
from app.notebooks.outputs import render_outputs
from app.notebooks.reading import read_notebook
from app.notebooks.releasing import StubWords, label, release
from app.notebooks.restoring import (
    Restored,
    check_belongs,
    merge_into_release,
    notes_about,
    restore,
)
from app.notebooks.tracebacks import shorten_traceback
from app.notebooks.writing import write_notebook

__all__ = [
    "GradedCell",
    "Note",
    "Restored",
    "StubWords",
    "check_belongs",
    "checksum",
    "graded_cells",
    "label",
    "merge_into_release",
    "notes_about",
    "read_notebook",
    "release",
    "render_outputs",
    "restore",
    "shorten_traceback",
    "with_header_and_footer",
    "write_notebook",
]
