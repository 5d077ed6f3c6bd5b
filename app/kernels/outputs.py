"""Outputs of one cell while they arrive: counted, capped, merged, and made plain."""

import json
from typing import Any

from app.kernels.interface import Output

# What each output costs beside its content, so that very many empty ones meet the limit too.
OUTPUT_BYTES = 500
# Outputs that are taken back (progress bars, animations) may pass this many times the limit.
FLOW = 20


class OutputBudget:
    """Decides how much of a message may still be kept, by what is kept and what has passed."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.kept = 0
        self.passed = 0
        self.exceeded = False

    def room_for(self, size: int, *, new: bool = True) -> int:
        """Count `size` bytes in; how many of them may be kept. Less means exceeded.

        `new` tells whether they make an output of their own.
        """
        if self.exceeded:
            return 0
        extra = OUTPUT_BYTES if new else 0
        self.passed += size + OUTPUT_BYTES
        room = max(self.limit - self.kept - extra, 0)
        if size > room or self.passed > self.limit * FLOW:
            self.exceeded = True
            size = min(size, room)
        self.kept += size + extra
        return size


def content_size(content: dict[str, Any]) -> int:
    """About how many bytes a message's content holds."""
    text = content.get("text")
    if isinstance(text, str):
        return len(text.encode("utf-8", "replace"))
    return len(json.dumps(content, default=str, ensure_ascii=False).encode("utf-8", "replace"))


def cut(text: str, size: int) -> str:
    """The beginning of `text` that fits into `size` bytes of UTF-8."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def join_stream(old: str, new: str) -> str:
    """Text `new` written after `old` on a terminal, where \\r and \\b go back in the line.

    Only the last line of `old` is looked at again, so a long log stays cheap.
    """
    if "\r" not in new and "\b" not in new and "\r" not in old[-1:]:
        return old + new
    start = old.rfind("\n") + 1
    lines = (old[start:] + new).split("\n")
    shown = [_finished_line(line) for line in lines[:-1]]
    return old[:start] + "\n".join([*shown, _open_line(lines[-1])])


def _finished_line(line: str) -> str:
    return _open_line(line.rstrip("\r")).rstrip("\r")


def _open_line(line: str) -> str:
    if "\r" in line:
        body = line.rstrip("\r")
        # The trailing return stays, for it says that what comes next starts the line anew.
        line = body.rsplit("\r", 1)[-1] + ("\r" if len(body) < len(line) else "")
    if "\b" not in line:
        return line
    kept: list[str] = []
    for character in line:
        if character != "\b":
            kept.append(character)
        elif kept:
            kept.pop()
    return "".join(kept)


def plain(value: Any) -> Any:
    """A deep copy of JSON-like values as plain dicts, lists, strings and numbers."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def snapshot(outputs: list[Any]) -> tuple[Output, ...]:
    """The outputs as they are now, independent of what is added later."""
    return tuple(plain(output) for output in outputs)
