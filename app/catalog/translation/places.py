"""A translatable text of a Markdown text, and where it stands."""

from dataclasses import dataclass

from app.catalog.translation.python_text import CodeText


@dataclass(frozen=True)
class Span:
    """A stretch of one line, from a column to before another; lines from 0."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Place:
    """One translatable text: its kind, its text as a translator sees it, and where it stands.

    `code` is set for a comment or a message in a block of Python.
    """

    kind: str
    text: str
    spans: tuple[Span, ...]
    code: CodeText | None = None
