"""Tracebacks shortened for beginners: their own lines, the failing one marked, and the message."""

import re
from collections.abc import Mapping
from typing import Any

from app.notebooks.ansi import plain_text

MAX_FRAMES = 4
MAX_MESSAGE = 1000
_FRAME = re.compile(r"\s*Cell In\s?\[(\d+)\], line (\d+)")
# Python's tokenizer finds some wrong indentations, and knows no name of the cell.
_STOPPED = re.compile(r"\s*(?:Cell In\s?\[\d+\], line |File <tokenize>:)(\d+)")
_OTHER_FRAME = re.compile(r"\s*File \S")
_NUMBERED = re.compile(r"(?:-*> ?|\s*)(\d+)(?: |$)(.*)")
_HEADER = "Traceback (most recent call last)"
_PATH = re.compile(
    r"(?<![\w./~\\-])(?:[A-Za-z]:[\\/]|~?/)(?:[^\\/\s'\":<>|]+[\\/])+([^\\/\s'\":<>|]*)"
)


def shorten_traceback(
    error_output: Mapping[str, Any],
    *,
    cells: Mapping[int, str] | None = None,
    source: str = "",
) -> str:
    """A few lines of plain text in place of a traceback.

    Only frames in notebook cells are shown, never a library's, and no folder's name. `cells`
    gives the source of each cell by its execution count: then only those cells are shown, and
    only from there. Without it the lines come from the traceback itself. `source` is of the cell
    that ran: of a line that cannot be read Python's own traceback leaves out the indentation.
    """
    text = plain_text("\n".join(str(line) for line in error_output.get("traceback") or ()))
    last = last_line(error_output)
    if last.startswith(("SyntaxError", "IndentationError", "TabError")):
        shown = _syntax_frame(text, source)
        return f"{shown}\n{last}" if shown else last
    # What came before the last header tells of exceptions that were handled on the way.
    frames = _frames(text.rsplit(_HEADER, 1)[-1], cells)
    if len(frames) > MAX_FRAMES:
        frames = [*frames[:2], "      …", *frames[-1:]]
    return "\n\n".join([*frames, last])


def is_unwritten(error_output: Mapping[str, Any]) -> bool:
    """Whether the cell stopped at the `raise NotImplementedError()` of an answer to be written."""
    return error_output.get("ename") == "NotImplementedError" and not error_output.get("evalue")


def failing_line(error_output: Mapping[str, Any]) -> int | None:
    """The line, from 1, at which the cell that ran stopped; None where the traceback names none."""
    text = plain_text("\n".join(str(line) for line in error_output.get("traceback") or ()))
    lines = text.rsplit(_HEADER, 1)[-1].split("\n")
    found = next((match for line in lines if (match := _STOPPED.match(line))), None)
    return int(found[1]) if found else None


def last_line(error_output: Mapping[str, Any]) -> str:
    """`NameError: name 'x' is not defined`, with no colour or folder, at most 1,000 characters."""
    name = plain_text(str(error_output.get("ename") or "Error"))[:100]
    message = clean_message(str(error_output.get("evalue") or ""))
    return f"{name}: {message}" if message else name


def clean_message(text: str) -> str:
    """An exception's message, fit to be shown: no colours, no folders, not endless."""
    text = plain_text(text[: 4 * MAX_MESSAGE]).strip()
    # IPython ends a syntax error's message with the file it was in.
    text = re.sub(r" \((?:\S*ipykernel\S*|<[^>]*>|\S+\.py), line (\d+)\)\Z", "", text)
    text = _PATH.sub(lambda match: match[1] or match[0].rstrip("\\/").rpartition("/")[2], text)
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"


def _frames(text: str, cells: Mapping[int, str] | None) -> list[str]:
    found: list[str] = []
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        match = _FRAME.match(lines[index])
        index += 1
        if not match:
            continue
        body = []
        while index < len(lines) and lines[index].strip() and not _is_frame(lines[index]):
            body.append(lines[index])
            index += 1
        count, failing = int(match[1]), int(match[2])
        shown = (
            _from_traceback(body, failing) if cells is None else _from_cell(cells, count, failing)
        )
        if shown and (not found or found[-1] != shown):
            found.append(shown)
    return found


def _is_frame(line: str) -> bool:
    return bool(_FRAME.match(line) or _OTHER_FRAME.match(line))


def _from_traceback(body: list[str], failing: int) -> str:
    numbered = [(int(m[1]), m[2]) for line in body if (m := _NUMBERED.match(line))]
    return _numbered_lines(numbered, failing)


def _from_cell(cells: Mapping[int, str], count: int, failing: int) -> str:
    if count not in cells:
        return ""
    lines = list(enumerate(cells[count].split("\n"), 1))
    return _numbered_lines(lines, failing)


def _numbered_lines(lines: list[tuple[int, str]], failing: int) -> str:
    """The failing line with an arrow, and two lines on either side of it without comments: a
    test's title and hint are told already, and a long one fills a phone's screen."""
    near = [
        (number, line)
        for number, line in lines
        if number == failing or (abs(number - failing) <= 2 and not line.lstrip().startswith("#"))
    ]
    if not any(number == failing for number, _line in near):
        return ""
    return "\n".join(
        f"{'---->' if number == failing else '     '} {number} {line[:200]}".rstrip()
        for number, line in near
    )


def _syntax_frame(text: str, source: str) -> str:
    """The line that could not be read, indented as in the source, and the caret below it."""
    lines = text.strip("\n").split("\n")
    for index, line in enumerate(lines):
        match = re.match(r"\s*(?:Cell In\s?\[\d+\]|File \S+?)(?:, line |:)(\d+)", line)
        if match and index + 1 < len(lines):
            shown = [line[4:] for line in lines[index + 1 : index + 3] if line[:4].isspace()]
            if not shown:
                return ""
            arrow = f"----> {match[1]} "
            indent = _indentation(source, int(match[1]), shown[0])
            room = " " * len(arrow) + indent
            caret = [room + line[:200] for line in shown[1:] if line.strip(" ^") == ""]
            return "\n".join([arrow + indent + shown[0][:200], *caret])
    return ""


def _indentation(source: str, number: int, shown: str) -> str:
    """What stands before a line, as it is shown, in the source; nothing where that is another."""
    line = "".join(source.split("\n")[number - 1 : number])
    text = line.lstrip()
    return line[: len(line) - len(text)][:200] if text.rstrip() == shown.rstrip() else ""
