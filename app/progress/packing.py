"""Notebooks and results as the store keeps them: canonical JSON, packed by zlib."""

import json
import zlib
from typing import Any


def pack(value: Any) -> bytes:
    """Bytes for a LargeBinary column."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def unpack(data: bytes) -> Any:
    """What pack() was given."""
    return json.loads(zlib.decompress(data))
