"""Moodle GIFT taken apart: where each question begins, its name, its text and its answers.

The format is described at https://docs.moodle.org/en/GIFT_format. Questions are separated by empty
lines; a backslash before ~ = # { } : or before itself takes away what the mark would mean, and
a backslash and an n are a new line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.authoring.importing.problems import Problem
from app.errors import N_

# Escaped characters wait in a plane that no text uses, so that they are never taken for marks.
_ESCAPED = ":#={}~\\"
_PLANE = 0x100000
_TO_PLANE = {mark: chr(_PLANE + ord(mark)) for mark in _ESCAPED} | {"n": chr(_PLANE + 10)}
_FROM_PLANE = {_PLANE + ord(mark): mark for mark in _ESCAPED} | {_PLANE + 10: "\n"}
_NO_PLANE = dict.fromkeys(_FROM_PLANE, 65533)
_ESCAPE = re.compile(r"\\([:#={}~\\n])")
_ID = re.compile(r"\[id:([^\]\n]+)\]")
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_AFTER = re.compile(r"\}[ \t]*\n(?=[ \t]*::)")

BLANK_INSIDE = N_("An empty line stands inside the answers of this question; it was passed over.")
NO_BLANK = N_("No empty line stands before this question; it was read as one of its own.")
NO_END = N_("The answers of this question have no closing `}`.")
NO_START = N_("A `}` stands here without a `{` before it. Write `\\}` for the sign itself.")


@dataclass(frozen=True)
class Block:
    """One question as it was written, its escapes still put away (see `restored`)."""

    line: int
    source: str
    name: str
    format: str
    before: str
    answers: str | None
    after: str = ""
    id: str = ""


def restored(text: str) -> str:
    """A text with its escaped characters as themselves."""
    return text.translate(_FROM_PLANE)


def split_format(text: str, default: str) -> tuple[str, str]:
    """The format that a text begins with, as in `[html]<p>…`, and the text after it."""
    found = _FORMAT.match(text)
    return (found[1].lower(), text[found.end() :]) if found else (default, text)


def blocks(text: str, problems: list[Problem]) -> Iterator[Block]:
    """The questions, categories and descriptions of a file in order."""
    for line, lines in _joined(_paragraphs(text), problems):
        yield from _blocks_of(line, "\n".join(lines), problems)


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between empty ones, and the first's number."""
    current: list[str] = []
    start = 1
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            start = start if current else number
            current.append(line.rstrip())
        elif current:
            yield start, current
            current = []
    if current:
        yield start, current


def _joined(
    paragraphs: Iterator[tuple[int, list[str]]], problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Paragraphs, those joined between which a `{` waits for its `}`."""
    pending: tuple[int, list[str]] | None = None
    for start, lines in paragraphs:
        code = _code(lines)
        opening, closing = code.find("{"), code.find("}")
        if pending is not None:
            goes_on = code.lstrip()[:1] in ("=", "~", "#", "}")
            if goes_on and closing >= 0 and not 0 <= opening < closing:
                problems.append(Problem(start, BLANK_INSIDE))
                gap = [""] * (start - pending[0] - len(pending[1]))
                yield pending[0], pending[1] + gap + lines
                pending = None
                continue
            yield pending
            pending = None
        if code.count("{") > code.count("}"):
            pending = (start, lines)
        else:
            yield start, lines
    if pending is not None:
        yield pending


def _code(lines: list[str]) -> str:
    return _hidden("\n".join("" if _is_comment(line) else line for line in lines))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def _hidden(text: str) -> str:
    return _ESCAPE.sub(lambda found: _TO_PLANE[found[1]], text.translate(_NO_PLANE))


def _blocks_of(line: int, source: str, problems: list[Problem]) -> Iterator[Block]:
    """A paragraph as one block, or as several where their empty lines were forgotten."""
    while True:
        code = _hidden("\n".join("" if _is_comment(x) else x for x in source.split("\n")))
        found = _AFTER.search(code)
        if found is None:
            break
        lines = code.count("\n", 0, found.end())
        parts = source.split("\n")
        yield from _block(line, "\n".join(parts[:lines]), problems)
        line, source = line + lines, "\n".join(parts[lines:])
        problems.append(Problem(line, NO_BLANK))
    yield from _block(line, source, problems)


def _block(line: int, source: str, problems: list[Problem]) -> Iterator[Block]:
    lines = source.split("\n")
    identity = next((m[1] for x in lines if _is_comment(x) and (m := _ID.search(x))), "")
    # A comment that leads a question is no line of it.
    first = next((i for i, x in enumerate(lines) if x.strip() and not _is_comment(x)), None)
    if first is None:
        return
    line, lines = line + first, lines[first:]
    text = _hidden("\n".join(" " if _is_comment(x) else x for x in lines)).strip()
    kept = "\n".join(lines)
    name = ""
    if text.startswith("::") and "::" in text[2:]:
        name, _, text = text[2:].partition("::")
        name, text = " ".join(restored(name).split()), text.strip()
    start, end = text.find("{"), text.find("}")
    style, text_only = split_format(text, "moodle")
    if start < 0 and end < 0:
        yield Block(line, kept, name, style, text_only, None, id=identity)
    elif start < 0 or 0 <= end < start:
        problems.append(Problem(line, NO_START, left_out=True))
        yield Block(line, kept, name, "broken", text_only, None)
    elif end < 0:
        problems.append(Problem(line, NO_END, left_out=True))
        yield Block(line, kept, name, "broken", text_only, None)
    else:
        before = split_format(text[:start], "moodle")[1]
        answers, after = text[start + 1 : end].strip(), text[end + 1 :].strip()
        yield Block(line, kept, name, style, before, answers, after, identity)
