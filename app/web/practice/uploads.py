"""A notebook sent as a file."""

from typing import Any

from flask import request

from app.errors import N_, KisimaError
from app.notebooks import read_notebook
from app.notebooks.errors import NotebookTooLarge
from app.web.services import services

MEGABYTE = 1_000_000


class NoFileChosen(KisimaError):
    sentence = N_("No file was chosen. Please choose a notebook whose name ends in .ipynb.")


def uploaded_notebook() -> dict[str, Any]:
    """The notebook in the form's file; raises NoFileChosen or what read_notebook raises."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise NoFileChosen()
    limit = services().upload_bytes
    data = file.stream.read(limit + 1)
    if len(data) > limit:
        size = -(-(request.content_length or len(data)) // MEGABYTE)
        raise NotebookTooLarge(megabytes=size, limit=limit // MEGABYTE)
    return read_notebook(data, max_bytes=limit)
