"""The wire between a kernel and the engine: JSON messages, each after its length.

A message is `{"channel", "msg_type", "parent_header": {"msg_id"}, "content"}` from the kernel, and
`{"header": {"msg_id", "msg_type"}, "content"}` to it, named as in Jupyter's messaging.
"""

import base64
import json
import math
import struct
from collections.abc import Mapping
from typing import Any

LENGTH = struct.Struct("!I")
# The largest message that is taken from a kernel; a larger one is skipped as it arrives.
MAX_FRAME_BYTES = 4_000_000


def encode(message: Mapping[str, Any]) -> bytes:
    """The message as a frame. Bytes in it become base64, as Jupyter has it for images."""
    try:
        text = json.dumps(message, ensure_ascii=False, allow_nan=False, default=_as_json)
    except (TypeError, ValueError, RecursionError):
        text = json.dumps(_clean(message, 0), ensure_ascii=False)
    # A lone half of a surrogate pair is no text and becomes a question mark.
    body = text.encode("utf-8", "replace")
    return LENGTH.pack(len(body)) + body


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode("ascii")
    return str(value)


def _clean(value: Any, depth: int) -> Any:
    """The same with every key a string, and what JSON has no word for as text."""
    if depth > 50:
        return str(type(value))
    if isinstance(value, Mapping):
        return {str(key): _clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item, depth + 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return _as_json(value)


class FrameReader:
    """Cuts a stream of bytes into frames. `oversize` counts those that were skipped."""

    def __init__(self, largest: int = MAX_FRAME_BYTES) -> None:
        self._largest = largest
        self._buffer = bytearray()
        self._skip = 0
        self.oversize = 0

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies of the frames that are complete now."""
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        self._buffer += data
        frames: list[bytes] = []
        start = 0
        while len(self._buffer) - start >= LENGTH.size:
            (size,) = LENGTH.unpack_from(self._buffer, start)
            end = start + LENGTH.size + size
            if size > self._largest:
                self.oversize += 1
                self._skip = max(end - len(self._buffer), 0)
                start = min(end, len(self._buffer))
            elif end > len(self._buffer):
                break
            else:
                frames.append(bytes(self._buffer[start + LENGTH.size : end]))
                start = end
        del self._buffer[:start]
        return frames
