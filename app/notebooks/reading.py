"""Reading a notebook file that anybody may have sent."""

import json
import math
import re
from typing import Any

from app.notebooks.cells import Notebook
from app.notebooks.errors import (
    BadEncoding,
    NotANotebook,
    NotebookTooLarge,
    NotebookTooNew,
    NotJson,
    TooDeep,
)
from app.notebooks.mending import mend, scrub

NEWEST_FORMAT = 4
MAX_DEPTH = 100
_IMPOSSIBLE = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)|\x00")


def read_notebook(
    data: bytes, *, max_bytes: int = 20_000_000, output_limit: int = 2_000_000
) -> Notebook:
    """The notebook in `data` as a dict in nbformat 4.5.

    Older formats are upgraded. NaN and infinite numbers become None. Cells without an id, or with
    one that is taken, get one. Outputs beyond `output_limit` characters are cut with a mark.
    Raises NotebookTooLarge (more than `max_bytes`), BadEncoding, NotJson, TooDeep, NotANotebook,
    NotebookTooNew and BadCell, all of them NotebookError.
    """
    if len(data) > max_bytes:
        raise NotebookTooLarge(
            megabytes=math.ceil(len(data) / 1_000_000), limit=max(1, max_bytes // 1_000_000)
        )
    parsed = _parse(_decode(data))
    if not isinstance(parsed, dict):
        raise NotANotebook
    major = parsed.get("nbformat")
    if not isinstance(major, int) or isinstance(major, bool) or major < 1:
        raise NotANotebook
    if major > NEWEST_FORMAT:
        raise NotebookTooNew(version=major, newest=NEWEST_FORMAT)
    if major < NEWEST_FORMAT:
        parsed = _upgrade(parsed)
    return mend(parsed, output_limit=output_limit)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadEncoding from None


def _parse(text: str) -> Any:
    try:
        parsed = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        if _depth(parsed) > MAX_DEPTH:
            raise TooDeep
        return scrub(parsed) if _IMPOSSIBLE.search(text) else parsed
    except json.JSONDecodeError as error:
        raise NotJson(line=error.lineno) from None
    except RecursionError:
        raise TooDeep from None
    except ValueError:
        # A whole number of thousands of digits, which Python refuses to read.
        raise NotANotebook from None


def _depth(value: Any) -> int:
    """How many levels of lists and objects are inside one another, at least up to MAX_DEPTH."""
    depth = 0
    level = [value]
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return depth


def _no_number(_name: str) -> None:
    """NaN and Infinity are not JSON; nothing in a notebook needs them."""


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _upgrade(parsed: dict[str, Any]) -> dict[str, Any]:
    """A notebook of format 1 to 3 in format 4."""
    import nbformat
    import nbformat.reader

    try:
        # Reading as text also joins the lists of lines, which each format keeps elsewhere.
        old = nbformat.reader.reads(json.dumps(parsed))
        return json.loads(json.dumps(nbformat.convert(old, NEWEST_FORMAT)))
    except Exception:
        # What nbformat raises on a damaged old file is of every kind.
        raise NotANotebook from None
