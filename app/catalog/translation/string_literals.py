"""Python's string literals as text that people can translate, and back.

A message is what stands between the quotes with its escapes resolved. In an f-string every `{…}`
stays as it is written and may move, but must not get lost; literal braces stay doubled there.
"""

import ast
import re
from collections import Counter
from dataclasses import dataclass

_OPENING = re.compile(r"([A-Za-z]{0,2})('''|\"\"\"|'|\")")
_BETWEEN = re.compile(r"(?:\s|\\\r?\n|#[^\n]*(?:\n|$))*")
_PERCENT = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d.*]*[a-zA-Z%]")
_FORMAT = re.compile(r"\{[^{}]*\}")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Literal:
    """One string expression: its text for translation and how it was written."""

    text: str
    is_format: bool
    quote: str
    placeholders: tuple[str, ...]


class NotALiteral(ValueError):
    """The source is not a string that can be translated."""


def read_literal(source: str) -> Literal:
    """Read a literal, or several that follow one another. Raises NotALiteral."""
    parts = list(_parts(source))
    if not parts:
        raise NotALiteral(source)
    is_format = any("f" in prefix for prefix, _, _ in parts)
    texts: list[str] = []
    placeholders: list[str] = []
    for prefix, quote, body in parts:
        if "b" in prefix:
            raise NotALiteral(source)
        for piece, is_place in split_places(body) if "f" in prefix else [(body, False)]:
            if is_place:
                placeholders.append(piece)
                texts.append(piece)
            else:
                # split_places leaves doubled braces as they are; a plain part doubles its own.
                plain = _resolved(piece, prefix, quote)
                single = is_format and "f" not in prefix
                texts.append(plain.replace("{", "{{").replace("}", "}}") if single else plain)
    return Literal("".join(texts), is_format, parts[0][1], tuple(placeholders))


def write_literal(literal: Literal, text: str) -> str:
    """The literal with another text. Raises NotALiteral when a placeholder would be lost."""
    if not literal.is_format:
        return literal.quote + _escaped(text, literal.quote) + literal.quote
    pieces = split_places(text)
    places = [piece for piece, is_place in pieces if is_place]
    if Counter(places) != Counter(literal.placeholders):
        raise NotALiteral(text)
    quote = _quote_for(literal.quote, places)
    body = "".join(piece if is_place else _escaped(piece, quote) for piece, is_place in pieces)
    return f"f{quote}{body}{quote}"


def split_places(body: str) -> list[tuple[str, bool]]:
    """Cut an f-string's text into (text, False) and ({expression}, True). Raises NotALiteral."""
    pieces: list[tuple[str, bool]] = []
    start = place = 0
    while place < len(body):
        char = body[place]
        if body[place : place + 2] in ("{{", "}}"):
            place += 2
        elif char == "{":
            end = _end_of_place(body, place)
            if start < place:
                pieces.append((body[start:place], False))
            pieces.append((body[place:end], True))
            start = place = end
        elif char == "}":
            raise NotALiteral(body)
        else:
            place += 1
    if start < len(body):
        pieces.append((body[start:], False))
    return pieces


def lost_places(source: str, translated: str, *, is_format: bool, filled: bool) -> list[str]:
    """The placeholders of a message that its translation lost or changed, each once.

    `filled` says that the message is filled in by `%` or `.format`, whose places count too.
    """
    if is_format:
        wanted = Counter(piece for piece, is_place in split_places(source) if is_place)
        try:
            there = Counter(piece for piece, is_place in split_places(translated) if is_place)
        except NotALiteral:
            there = Counter()
    elif filled:
        wanted = Counter(_PERCENT.findall(source) + _FORMAT.findall(source))
        there = Counter(_PERCENT.findall(translated) + _FORMAT.findall(translated))
    else:
        return []
    return list((wanted - there) | (there - wanted))


def _parts(source: str) -> list[tuple[str, str, str]]:
    """(prefix, quote, body) of every literal, one after the other."""
    parts = []
    place = 0
    while place < len(source):
        opening = _OPENING.match(source, place)
        if opening is None:
            raise NotALiteral(source)
        prefix, quote = opening[1].lower(), opening[2]
        end = _end_of_body(source, opening.end(), quote)
        parts.append((prefix, quote, source[opening.end() : end]))
        gap = _BETWEEN.match(source, end + len(quote))
        place = gap.end() if gap else len(source)
    return parts


def _end_of_body(source: str, start: int, quote: str) -> int:
    place = start
    while place < len(source):
        if source[place] == "\\":
            place += 2
        elif source.startswith(quote, place):
            return place
        else:
            place += 1
    raise NotALiteral(source)


def _end_of_place(body: str, start: int) -> int:
    """The offset behind the `}` that closes the `{` at start."""
    waiting: list[str] = []
    place = start
    while place < len(body):
        char = body[place]
        if char in _CLOSING:
            waiting.append(_CLOSING[char])
        elif char in "'\"":
            place = _end_of_body(body, place + 1, char)
        elif waiting and char == waiting[-1]:
            waiting.pop()
            if not waiting:
                return place + 1
        elif char == "\\":
            # A named character (backslash, N, braces) is no place for a value.
            break
        place += 1
    raise NotALiteral(body)


def _resolved(body: str, prefix: str, quote: str) -> str:
    if "r" in prefix or "\\" not in body:
        return body
    try:
        return str(ast.literal_eval(f"{quote}{body}{quote}"))
    except (SyntaxError, ValueError) as problem:
        raise NotALiteral(body) from problem


def _escaped(text: str, quote: str) -> str:
    out = text.replace("\\", "\\\\").replace(quote[0], "\\" + quote[0])
    out = out.replace("\n", "\\n").replace("\t", "\\t")
    return "".join(char if char.isprintable() else _code_of(char) for char in out)


def _code_of(char: str) -> str:
    """Marks of direction and joiners are part of Arabic and Hindi text; other codes are not."""
    if char in "\u200c\u200d\u200e\u200f\u00a0\u202f\u2066\u2067\u2068\u2069":
        return char
    return char.encode("unicode_escape").decode("ascii")


def _quote_for(quote: str, places: list[str]) -> str:
    """Quotes that no expression contains, the author's own if possible."""
    for candidate in (quote, '"', "'", '"""', "'''"):
        if not any(candidate in place for place in places):
            return candidate
    raise NotALiteral("".join(places))
