"""Plain text as Markdown that shows the same characters."""

import re

_MATHS = re.compile(
    r"\\\((?P<inline>.+?)\\\)|\\\[(?P<block>.+?)\\\]|(?P<dollars>\$\$.+?\$\$)", re.S
)
_CODE = r"(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
_MARKDOWN_MATHS = re.compile(
    _CODE + r"|\\\\\((?P<inline>.+?)\\\\\)|\\\\\[(?P<block>.+?)\\\\\]", re.S
)
_OUR_MATHS = re.compile(
    _CODE + r"|\\.|\$\$.*?\$\$|(?<![\\$])\$(?P<inline>[^\s$](?:[^$\n]*[^\s$\\])?)\$(?![\d$])", re.S
)
_MARKS = re.compile(r"([\\`*\[\]<$|~])")
# One or two: a longer run is a gap to fill in. Between letters they mean nothing.
_EMPHASIS = re.compile(r"(?<!_)(?:(?<![^\W_])__?(?!_)|__?(?![\w]))")
_LINE_START = re.compile(
    r"^([ \t]*)(?:(\d{1,9})([.)])(?=\s|$)|([-+#>=])|(:::)|(_{3,})(?=\s*$))", re.MULTILINE
)


def markdown_of_plain(text: str) -> str:
    """The text with Markdown's marks escaped; formulas in Moodle's marks become ours."""
    parts, end = [], 0
    for found in _MATHS.finditer(text):
        parts += [_escaped(text[end : found.start()]), _formula(found)]
        end = found.end()
    return _line_starts("".join([*parts, _escaped(text[end:])]))


def markdown_maths(text: str) -> str:
    r"""Markdown from elsewhere with `\\(x\\)` and `\\[x\\]` as the formulas that they mean."""

    def one(found: re.Match[str]) -> str:
        if found["inline"] is not None:
            return f"${found['inline'].strip()}$"
        return f"$${found['block'].strip()}$$" if found["block"] is not None else found[0]

    return _MARKDOWN_MATHS.sub(one, text)


def moodle_maths(text: str) -> str:
    r"""Our Markdown with `$x$` as `\(x\)`, which Moodle shows as a formula."""

    def one(found: re.Match[str]) -> str:
        return f"\\\\({found['inline']}\\\\)" if found["inline"] is not None else found[0]

    return _OUR_MATHS.sub(one, text)


def _formula(found: re.Match[str]) -> str:
    if found["inline"] is not None:
        return f"${found['inline'].strip()}$" if found["inline"].strip() else ""
    if found["block"] is not None:
        return f"$${found['block'].strip()}$$" if found["block"].strip() else ""
    return found["dollars"]


def _escaped(text: str) -> str:
    marked = _MARKS.sub(r"\\\1", text)
    return _EMPHASIS.sub(lambda found: "\\_" * len(found[0]), marked)


def _line_starts(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        if found[2]:
            return f"{found[1]}{found[2]}\\{found[3]}"
        return found[1] + "\\" + (found[4] or found[5] or found[6])

    return _LINE_START.sub(one, text)
