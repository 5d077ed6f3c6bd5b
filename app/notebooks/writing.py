"""Writing a notebook as Jupyter writes it."""

import json
from typing import Any

from app.notebooks.cells import Notebook


def write_notebook(nb: Notebook) -> bytes:
    """The notebook as a file's bytes: UTF-8, one space of indent, sorted keys, a last newline.

    Long texts are lists of lines, as Jupyter has them, so that a notebook can be compared line by
    line. The same notebook always gives the same bytes.
    """
    cells = [_split_cell(cell) for cell in nb["cells"]]
    text = json.dumps(
        {**nb, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False
    )
    return (text + "\n").encode("utf-8")


def _lines(text: Any) -> Any:
    # Only \n ends a line here: splitlines() would also split at \f, \v and the Unicode separators.
    if not isinstance(text, str):
        return text
    pieces = text.split("\n")
    lines = [piece + "\n" for piece in pieces[:-1]]
    return [*lines, pieces[-1]] if pieces[-1] else lines


def _split_cell(cell: dict[str, Any]) -> dict[str, Any]:
    split = {**cell, "source": _lines(cell["source"])}
    if "outputs" in cell:
        split["outputs"] = [_split_output(output) for output in cell["outputs"]]
    return split


def _split_output(output: dict[str, Any]) -> dict[str, Any]:
    if output.get("output_type") == "stream":
        return {**output, "text": _lines(output["text"])}
    if isinstance(output.get("data"), dict):
        data = {mime: _split_data(mime, value) for mime, value in output["data"].items()}
        return {**output, "data": data}
    return output


def _split_data(mime: str, value: Any) -> Any:
    is_text = mime.startswith("text/") or mime in ("image/svg+xml", "application/javascript")
    return _lines(value) if is_text else value
