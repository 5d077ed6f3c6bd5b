"""The comments and messages of a block of Python in a Markdown text: exact lines and columns."""

from collections.abc import Iterator, Sequence

from app.catalog.markdown.fences import parse_info
from app.catalog.translation.places import Place, Span
from app.catalog.translation.python_text import CodeText, code_texts, is_python

_PYTHON = frozenset({"python", "py", "python3", "py3", "ipython", "ipython3"})
_PRINTED = frozenset({"output", "out", "error", "stderr"})


def is_python_fence(info: str) -> bool:
    """Whether a fence with this info string holds Python, and not what a program printed."""
    parsed = parse_info(info)
    first = parsed.language
    if parsed.directive:
        first = parsed.argument.split()[0] if parsed.argument else parsed.directive
    marks = {*parsed.words, *parsed.classes}
    return first.lower() in _PYTHON and _PRINTED.isdisjoint(marks)


def code_places(lines: Sequence[str], content: str, line: int) -> Iterator[Place]:
    """The texts of a block of code that begins at a line (from 0) of some lines.

    The block may stand in a list or a quote: its lines end the lines of the source. Code that is
    not whole Python has none.
    """
    if not is_python(content):
        return
    shown = content.split("\n")
    starts = [0]
    for text in shown:
        starts.append(starts[-1] + len(text) + 1)
    for code_text in code_texts(content):
        spans = _spans(code_text, lines, shown, starts, line)
        if spans:
            yield Place(code_text.kind, code_text.text, tuple(spans), code_text)


def _spans(
    text: CodeText, lines: Sequence[str], shown: list[str], starts: list[int], line: int
) -> list[Span]:
    """Where the lines of a text stand in the source; none when they cannot be found there."""
    spans: list[Span] = []
    for number, start, end in _stretches(text, shown, starts):
        source = lines[line + number] if line + number < len(lines) else ""
        before = len(source) - len(shown[number])
        if before < 0 or source[before:] != shown[number]:
            return []
        spans.append(Span(line + number, before + start, before + end))
    return spans


def _stretches(
    text: CodeText, shown: list[str], starts: list[int]
) -> Iterator[tuple[int, int, int]]:
    """The lines (from 0) of a text in its code, each with the columns that the text has there."""
    first = text.line - 1
    start = text.start - starts[first]
    if text.literal is not None:
        last = first
        while starts[last + 1] < text.end:
            last += 1
        for number in range(first, last + 1):
            end = text.end - starts[number] if number == last else len(shown[number])
            yield number, start if number == first else 0, end
        return
    for number, words in enumerate(text.text.split("\n"), start=first):
        column = len(text.lead) if text.own_line else start + len(text.lead)
        yield number, column, column + len(words)
