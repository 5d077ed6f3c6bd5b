"""The words in Python code that a reader sees: comments, and the messages of assertions.

Positions come from tokenize and ast, so that code itself is never touched.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal as OneOf

from app.catalog.translation.code_comments import is_code
from app.catalog.translation.string_literals import (
    Literal,
    NotALiteral,
    lost_places,
    read_literal,
    write_literal,
)

Translate = Callable[[str], str | None]

# The marks around what students do not see, as nbgrader looks for them.
REGION = re.compile(r"(BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)")

# Comments that programs read: a translation would break them, or make new ones.
_FOR_PROGRAMS = re.compile(
    rf"#!|#.*{REGION.pattern}|#\s*(?:HASHED\s+)?AUTOTEST\b|#\s*%%|#\s*-\*-"
    r"|#\s*(?:type:|noqa|pragma:|fmt:|mypy:|ruff:|pylint:)",
)
_LABELLED = re.compile(r"(#+\s*(?:Test|Hint)\s*[::]\s*)(.*)", re.IGNORECASE)
_PLAIN = re.compile(r"(#+\s*)(.*)")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_MAGIC = re.compile(r"^([ \t]*)([%!?][^\n]*)$", re.MULTILINE)
_PYTHON_CELL_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")


@dataclass(frozen=True)
class CodeText:
    """A translatable text in code: its place (offsets, and its first line from 1) and kind.

    A comment over several lines is one text with line breaks; `lead` stands before each line.
    """

    text: str
    line: int
    start: int
    end: int
    kind: OneOf["comment", "message"]
    lead: str = ""
    own_line: bool = True
    literal: Literal | None = None
    filled: bool = False


@dataclass(frozen=True)
class TranslatedCode:
    """Code with other words; `lost` names placeholders whose translation was refused."""

    source: str
    lost: tuple[tuple[int, str], ...] = ()
    broken: bool = False


@dataclass
class _Source:
    text: str
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        total = 0
        for line in self.lines:
            self.starts.append(total)
            total += len(line) + 1

    def at(self, line: int, column: int) -> int:
        """The offset of a line from 1 and a column in characters from 0."""
        return self.starts[line - 1] + column

    def at_byte(self, line: int, byte: int) -> int:
        """The offset of a line from 1 and a column in UTF-8 bytes, as ast counts them."""
        return self.at(line, len(self.lines[line - 1].encode()[:byte].decode(errors="ignore")))


def code_texts(code: str) -> list[CodeText]:
    """The translatable texts in the code of one cell, in order; none in code of other languages."""
    if code.startswith("%%") and not code.startswith(_PYTHON_CELL_MAGICS):
        return []
    if _LONE_RETURN.search(code):
        # Python counts such a line end, and the places found here would be wrong.
        return []
    source = _Source(code if _parses(code, as_is=True) else _without_magics(code))
    messages = list(_messages(source))
    comments = [
        comment
        for comment in _comments(source)
        if not _is_only_code(comment)
        and not any(text.start <= comment.start < text.end for text in messages)
    ]
    return sorted(messages + comments, key=lambda text: text.start)


def translate_code(code: str, translate: Translate) -> TranslatedCode:
    """The code with the texts that have a translation; unchanged when it would break."""
    pieces: list[str] = []
    lost: list[tuple[int, str]] = []
    place = 0
    for text in code_texts(code):
        translated = translate(text.text)
        if not translated or not translated.strip():
            continue
        lost += [(text.line, name) for name in missing_places(text, translated)]
        lines = written(text, translated)
        if lines:
            pieces += [code[place : text.start], _with_lead(text, lines)]
            place = text.end
    changed = "".join(pieces) + code[place:]
    # A line that begins with % may be a magic, or go on with a calculation.
    was_python = _parses(code, as_is=True)
    readable = was_python or is_python(code)
    if readable and not _parses(changed, as_is=was_python):
        return TranslatedCode(code, tuple(lost), broken=True)
    return TranslatedCode(changed, tuple(lost))


def missing_places(text: CodeText, translated: str) -> list[str]:
    """The placeholders of a message that its translation lost, each once."""
    is_format = text.literal is not None and text.literal.is_format
    return lost_places(text.text, translated, is_format=is_format, filled=text.filled)


def written(text: CodeText, translated: str) -> list[str] | None:
    """What to write in place of a text: a message's literal, or a comment's lines without lead.

    None where the translation would change what the code does.
    """
    if missing_places(text, translated):
        return None
    if text.literal is not None:
        try:
            return [write_literal(text.literal, translated)]
        except NotALiteral:
            return None
    lines = [line.strip() for line in translated.splitlines() if line.strip()]
    lead = text.lead.lstrip(" \t")
    if not text.own_line or len(lead.strip("# \t")) > 0:
        lines = [" ".join(lines)]
    return None if any(_FOR_PROGRAMS.match(lead + line) for line in lines) else lines


def _with_lead(text: CodeText, lines: list[str]) -> str:
    if text.literal is not None:
        return lines[0]
    lead = text.lead.lstrip(" \t")
    return lead + ("\n" + text.lead).join(lines)


def _comments(source: _Source) -> Iterator[CodeText]:
    """Comments; those on lines of their own that follow one another are one text."""
    last: CodeText | None = None
    for line, column, string in _comment_tokens(source.text):
        before = source.lines[line - 1][:column]
        start = source.at(line, column)
        end = start + len(string)
        labelled = _LABELLED.match(string)
        match = labelled or _PLAIN.match(string)
        readable = match is not None and any(char.isalpha() for char in match[2])
        if match is None or not readable or _FOR_PROGRAMS.match(string):
            if last:
                yield last
            last = None
            continue
        own_line = not before.strip()
        lead = (before if own_line else "") + match[1]
        text = CodeText(match[2].rstrip(), line, start, end, "comment", lead, own_line)
        if last and own_line and not labelled and _follows(last, text, source):
            joined = f"{last.text}\n{text.text}"
            last = CodeText(joined, last.line, last.start, end, "comment", last.lead)
            continue
        if last:
            yield last
        last = text
    if last:
        yield last


def _is_only_code(comment: CodeText) -> bool:
    """Whether every line is code; the title of a test may be, and is for people all the same."""
    labelled = comment.lead.strip("# \t") != ""
    return not labelled and all(is_code(line) for line in comment.text.split("\n"))


def _follows(last: CodeText, text: CodeText, source: _Source) -> bool:
    """Whether a comment goes on from the line before, at the same place."""
    gap = source.text[last.end : text.start]
    return last.own_line and last.lead == text.lead and gap.strip(" \t") == "\n"


def _comment_tokens(code: str) -> Iterator[tuple[int, int, str]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.start[1], token.string
    except (tokenize.TokenError, SyntaxError):
        # A student's stub may be unfinished code; what came before it still counts.
        return


def _messages(source: _Source) -> Iterator[CodeText]:
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        message = _message_of(node)
        if message is None:
            continue
        expression, filled = _string_in(message)
        if expression is None or expression.end_lineno is None:
            continue
        start = source.at_byte(expression.lineno, expression.col_offset)
        end = source.at_byte(expression.end_lineno, expression.end_col_offset or 0)
        try:
            literal = read_literal(source.text[start:end])
        except NotALiteral:
            continue
        if any(char.isalpha() for char in literal.text):
            line = expression.lineno
            yield CodeText(
                literal.text, line, start, end, "message", literal=literal, filled=filled
            )


def _message_of(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Assert):
        return node.msg
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        call = node.exc
        if isinstance(call.func, ast.Name) and call.func.id == "AssertionError" and call.args:
            return call.args[0]
    return None


def _string_in(message: ast.expr) -> tuple[ast.expr | None, bool]:
    """The string of a message, and whether `%` or `.format` fills it in."""
    if isinstance(message, ast.JoinedStr):
        return message, False
    if isinstance(message, ast.Constant):
        return (message, False) if isinstance(message.value, str) else (None, False)
    inner: ast.expr | None = None
    if isinstance(message, ast.BinOp) and isinstance(message.op, ast.Mod):
        inner = message.left
    elif isinstance(message, ast.Call) and isinstance(message.func, ast.Attribute):
        inner = message.func.value if message.func.attr == "format" else None
    if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
        return inner, True
    return None, False


def _without_magics(code: str) -> str:
    """IPython's own lines (`%matplotlib inline`, `!ls`) as Python of the same length."""

    def plain(match: re.Match[str]) -> str:
        return match[1] + ("pass" if len(match[2]) >= 4 else "0").ljust(len(match[2]))

    return _MAGIC.sub(plain, code)


def is_python(code: str) -> bool:
    """Whether code is whole Python, IPython's own lines apart."""
    return _parses(code, as_is=False)


def _parses(code: str, *, as_is: bool) -> bool:
    try:
        ast.parse(code if as_is else _without_magics(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
