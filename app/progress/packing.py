"""Notebooks and results as the store keeps them: canonical JSON, packed by zlib."""

import json
import zlib
from typing import Any

from app.errors import N_, KisimaError

LARGEST_NOTEBOOK = 4_000_000  # bytes of JSON; a course's longest has some 30,000


class NotebookTooLong(KisimaError):
    sentence = N_(
        "This notebook has become too long to be kept. Please shorten what you typed; what was "
        "saved before is still there."
    )


def pack(value: Any) -> bytes:
    """Bytes for a LargeBinary column."""
    return zlib.compress(_json(value))


def pack_notebook(notebook: dict[str, Any]) -> bytes:
    """A student's notebook as pack() makes it; raises NotebookTooLong."""
    text = _json(notebook)
    if len(text) > LARGEST_NOTEBOOK:
        raise NotebookTooLong()
    return zlib.compress(text)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(data: bytes) -> Any:
    """What pack() was given."""
    return json.loads(zlib.decompress(data))
