"""Messages that come from a kernel, checked: the code in it may write what it likes."""

import json
from typing import Any

Message = dict[str, Any]

# What nbclient has a use for. Widgets' messages would only fill its memory.
OUTPUTS = frozenset(
    {
        "status",
        "stream",
        "display_data",
        "update_display_data",
        "execute_result",
        "error",
        "clear_output",
    }
)
REPLIES = frozenset({"execute_reply", "kernel_info_reply"})
DEEPEST = 60


class BadMessage(ValueError):
    """What no honest kernel sends."""


def parse(frame: bytes) -> tuple[str, Message]:
    """The channel ("shell", "iopub", "held" or "flood") and the message. Raises BadMessage."""
    try:
        raw = json.loads(frame.decode("utf-8"), parse_constant=_refuse)
        if b"\\ud" in frame.lower():
            # Escaped halves of surrogate pairs are no text; honest kernels escape nothing.
            text = json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace")
            raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadMessage(str(error)) from None
    if not isinstance(raw, dict):
        raise BadMessage("not a message")
    channel, kind = str(raw.get("channel")), str(raw.get("msg_type"))
    if channel in ("held", "flood"):
        return channel, {}
    content, parent = raw.get("content"), raw.get("parent_header")
    known = OUTPUTS if channel == "iopub" else REPLIES if channel == "shell" else ()
    if kind not in known or not isinstance(content, dict) or not isinstance(parent, dict):
        raise BadMessage(f"no {kind!r} on {channel!r}")
    if too_deep(content):
        raise BadMessage("nested too deeply")
    return channel, message(kind, str(parent.get("msg_id", "")), content)


def message(kind: str, parent_id: str, content: Message) -> Message:
    """A message in Jupyter's form."""
    return {
        "header": {"msg_type": kind},
        "msg_type": kind,
        "parent_header": {"msg_id": parent_id},
        "metadata": {},
        "content": content,
        "buffers": [],
    }


def too_deep(value: Any) -> bool:
    """Whether lists and dicts are nested deeper than what displays need."""
    level = [value]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        level = [item for item in below if isinstance(item, dict | list)]
        if not level:
            return False
    return True


def _refuse(constant: str) -> Any:
    raise BadMessage(f"{constant} is no JSON")
