"""A parsed notebook file made regular: every cell with its type, source, metadata and own id."""

import re
from collections.abc import Callable
from typing import Any

from app.notebooks.cells import Cell, Notebook, grade_id
from app.notebooks.errors import BadCell, NotANotebook
from app.notebooks.output_cap import cut_outputs

CELL_TYPES = ("code", "markdown", "raw")
_GOOD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]+")


def mend(parsed: dict[str, Any], *, output_limit: int) -> Notebook:
    """The notebook as format 4.5 has it, whatever small liberties the file took.

    Sources given as lists of lines are joined; damaged outputs are left out; outputs beyond
    `output_limit` characters in all are cut with a mark. Raises NotANotebook and BadCell.
    """
    if not isinstance(parsed.get("cells"), list):
        raise NotANotebook
    metadata = parsed.get("metadata")
    cells = [_mended_cell(cell, number) for number, cell in enumerate(parsed["cells"], 1)]
    left = output_limit
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["outputs"], used = cut_outputs(cell["outputs"], left)
            left = max(0, left - used)
    give_ids(cells)
    return {
        "cells": cells,
        "metadata": metadata if isinstance(metadata, dict) else {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def give_ids(cells: list[Cell]) -> None:
    """Give every cell an id of its own, in place.

    A missing or repeated id becomes the cell's grade_id or its place in the notebook, so that the
    same file gets the same ids each time, in every language it is translated into.
    """
    taken = {cell["id"] for cell in cells if _is_good_id(cell.get("id"))}
    seen: set[str] = set()
    for number, cell in enumerate(cells, 1):
        wanted = str(cell.get("id"))
        if not _is_good_id(cell.get("id")) or wanted in seen:
            base = _NOT_IN_ID.sub("-", grade_id(cell))[:50] or f"cell-{number}"
            wanted, tries = base, 1
            while wanted in taken or wanted in seen:
                tries += 1
                wanted = f"{base}-{tries}"
        cell["id"] = wanted
        seen.add(wanted)


def scrub(value: Any) -> Any:
    """The value with the characters that no UTF-8 file and no database holds replaced by �."""
    return _map_text(value, _without_impossible_characters)


def _map_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_map_text(item, change) for item in value]
    if isinstance(value, dict):
        return {change(key): _map_text(item, change) for key, item in value.items()}
    return value


def _without_impossible_characters(text: str) -> str:
    clean = text.replace("\0", "\ufffd")
    return clean.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_good_id(value: object) -> bool:
    return isinstance(value, str) and _GOOD_ID.match(value) is not None


def joined(value: object) -> str | None:
    """Text that a file may hold as one string or as a list of lines; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return None


def _mended_cell(cell: object, number: int) -> Cell:
    if not isinstance(cell, dict) or cell.get("cell_type") not in CELL_TYPES:
        raise BadCell(number=number)
    source = joined(cell.get("source", ""))
    if source is None:
        raise BadCell(number=number)
    metadata = cell.get("metadata")
    mended: Cell = {
        "cell_type": cell["cell_type"],
        "id": cell.get("id"),
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": source,
    }
    if cell["cell_type"] == "code":
        mended["execution_count"] = _count(cell.get("execution_count"))
        outputs = cell.get("outputs")
        found = outputs if isinstance(outputs, list) else []
        mended["outputs"] = [good for output in found if (good := _mended_output(output))]
    elif isinstance(cell.get("attachments"), dict):
        mended["attachments"] = cell["attachments"]
    return mended


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _mended_output(output: object) -> dict[str, Any] | None:
    """The output with its text joined; None for one that no kernel would make."""
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream":
        text = joined(output.get("text"))
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return None if text is None else {"output_type": "stream", "name": name, "text": text}
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": "error",
            "ename": str(output.get("ename") or ""),
            "evalue": str(output.get("evalue") or ""),
            "traceback": [str(line) for line in lines] if isinstance(lines, list) else [],
        }
    if kind not in ("display_data", "execute_result") or not isinstance(output.get("data"), dict):
        return None
    about = output.get("metadata")
    mended = {
        "output_type": kind,
        "metadata": about if isinstance(about, dict) else {},
        "data": {key: _mended_data(key, item) for key, item in output["data"].items()},
    }
    if kind == "execute_result":
        mended["execution_count"] = _count(output.get("execution_count"))
    return mended


def _mended_data(mime: str, value: Any) -> Any:
    # JSON mime types hold any value; all others hold text.
    if mime == "application/json" or mime.endswith("+json"):
        return value
    text = joined(value)
    return "" if text is None else text
