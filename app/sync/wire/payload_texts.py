"""A payload's text in two parts: what recurs (its form), and the numbers and salts in it.

The form is the text with `%d` for each number and `%s` for each run of 32 hexadecimal digits, so
that `form % values` is the text again, letter by letter, whatever the text is.
"""

import re

# Only what is written the same way again: no sign before a zero, no zeros in front, 15 digits.
_VALUES = re.compile(r"([0-9a-f]{32})|(-?[1-9][0-9]{0,14}|0)")


def split(text: str) -> tuple[str, list[int], list[bytes]]:
    """The form, its numbers, and its runs of 32 digits as 16 bytes each."""
    numbers: list[int] = []
    salts: list[bytes] = []

    def take(found: re.Match[str]) -> str:
        if found[1]:
            salts.append(bytes.fromhex(found[1]))
            return "%s"
        numbers.append(int(found[2]))
        return "%d"

    return _VALUES.sub(take, text.replace("%", "%%")), numbers, salts


def places(form: str) -> list[str] | None:
    """The places of a form in order, `d` or `s` each; None if it is not a form."""
    marks = re.findall(r"%(.?)", form, re.DOTALL)
    found = [mark for mark in marks if mark != "%"]
    return None if any(mark not in ("d", "s") for mark in found) else found
