"""Texts put on one line, with the spaces kept that are there so that no line breaks at them."""

import re

_FOLDED = " \t\r\n\f\v"
_RUN = re.compile(f"[{_FOLDED}]+")


def one_line(text: str) -> str:
    """The text with each run of spaces, tabs and line ends as one space, and none at its ends.

    No-break spaces stay: `str.split()` would split at them too, and French signs that stand after
    one (`« ainsi »`, `ainsi :`) would begin a line of their own.
    """
    return _RUN.sub(" ", text).strip(_FOLDED)
