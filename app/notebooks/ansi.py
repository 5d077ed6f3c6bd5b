"""Terminal escapes taken out of text that a kernel sent."""

import re

# Escape sequences of ECMA-48: CSI, the string sequences (OSC, DCS, PM, APC, SOS), two- and
# three-character ones; then every control character but tab, newline and carriage return.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Characters that reorder the text around them can make a line read as something else.
_REORDERING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def plain_text(text: str) -> str:
    """The text as a terminal without colours would show it in the end.

    A carriage return starts the line again, as progress bars do.
    """
    text = _ESCAPES.sub("", text).replace("\r\n", "\n")
    text = _REORDERING.sub("", _CONTROLS.sub("", text))
    if "\r" not in text:
        return text
    return "\n".join(_last_overwrite(line) for line in text.split("\n"))


def _last_overwrite(line: str) -> str:
    pieces = [piece for piece in line.split("\r") if piece]
    return pieces[-1] if pieces else ""
