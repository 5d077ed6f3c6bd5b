"""Values in a sentence that is read from the right: numbers, lists, dates and names of code.

Unicode's rules turn them around there: `-3` becomes `3-`, `2027-05-31` becomes `31-05-2027`, and
`[12, 14, 3]` begins with the 3. Each run of them is kept apart from the words around it, so that it
reads as Python prints it, and translators have nothing to mark.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Words that run as they should without our doing.
_PLAIN = re.compile(r"[A-Za-z](?:\w*[A-Za-z0-9])?|[0-9]+", re.ASCII)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_QUOTES = "'\""
# What ends a run: the end of a line, a comma, marks around words, and marks that turn the text.
_ENDS = frozenset("\n\u060c\u00ab\u00bb\u2039\u203a\u201c\u201d\u200f")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What may stand before a value and belongs to it, and after it; what else stands there is prose.
_BEFORE = frozenset("-\u2212+\u00b1<>\u2264\u2265=\u2248~!.#@/\\_$%*")
_AFTER = frozenset("%\u00b0\u00b2\u00b3/_*+")
# What an error says, and the words in a line of code: in quotes, after the sign of a comment.
_SAID = re.compile(r"(\w*(?:Error|Exception|Interrupt): )(.+)")
_WORDS_IN_CODE = re.compile(r"\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)'|#+ *(?P<comment>.+)$")
_SENTENCE = re.compile(r"[.;!?](?=\s)")


def values_apart(text: str, escape: Callable[[str], str]) -> str:
    """Plain text as HTML with each run of values in a <bdi> of its own; `escape` makes HTML of
    what stands between."""
    return _apart(text, lambda value: _html(value, escape), escape)


def words_apart(text: str, escape: Callable[[str], str]) -> str:
    """The same for a string or a comment in code, which has the direction of its first word: what
    stands behind it in the code stays behind it. Without words from the right it is only
    escaped."""
    if not _FROM_THE_RIGHT.search(text):
        return escape(text)
    return f"<bdi>{values_apart(text, escape)}</bdi>"


def code_apart(text: str, escape: Callable[[str], str]) -> str:
    """Lines that Python prints, left to right, with the sentences from the right in them apart:
    what an error says, strings, comments."""
    return "".join(_line_apart(line, escape) for line in text.splitlines(keepends=True))


def plain_values_apart(text: str) -> str:
    """`values_apart` where there is no HTML, with Unicode's isolates."""
    return _apart(text, lambda value: f"\u2066{value}\u2069", str)


def _line_apart(line: str, escape: Callable[[str], str]) -> str:
    if not _FROM_THE_RIGHT.search(line):
        return escape(line)
    if said := _SAID.match(line):
        words = values_apart(said[2], escape)
        return f'{escape(said[1])}<bdi dir="rtl">{words}</bdi>{escape(line[said.end() :])}'
    pieces, done = [], 0
    for found in _WORDS_IN_CODE.finditer(line):
        start, end = found.span(found.lastgroup or 0)
        pieces += [escape(line[done:start]), words_apart(line[start:end], escape)]
        done = end
    return "".join([*pieces, escape(line[done:])])


def _html(value: str, escape: Callable[[str], str]) -> str:
    inside: list[str] = []
    at = 0
    while at < len(value):
        # A word from the right in a list must not turn the list around.
        end = _closed(value, at) if value[at] in _QUOTES else 0
        if end and _FROM_THE_RIGHT.search(value, at, end):
            quote, word = escape(value[at]), escape(value[at + 1 : end - 1])
            inside.append(f"{quote}<bdi>{word}</bdi>{quote}")
        else:
            end = end or at + 1
            inside.append(escape(value[at:end]))
        at = end
    return f'<bdi dir="ltr">{"".join(inside)}</bdi>'


def _apart(text: str, wrap: Callable[[str], str], rest: Callable[[str], str]) -> str:
    if not _FROM_THE_RIGHT.search(text):
        return rest(text)
    pieces, done = [], 0
    for start, end in _values(text):
        pieces += [rest(text[done:start]), wrap(text[start:end])]
        done = end
    return "".join([*pieces, rest(text[done:])])


def _values(text: str) -> Iterator[tuple[int, int]]:
    """Where each run of values begins and ends, in order."""
    parts: list[tuple[int, int]] = []
    at = 0
    while at <= len(text):
        end = _part(text, at) if at < len(text) else 0
        if end:
            parts.append((at, end))
        else:
            yield from _trimmed(text, parts)
            parts = []
        at = end or at + 1


def _part(text: str, at: int) -> int:
    """Where the part of a run that begins here ends: a character, or a pair of signs with all that
    is in it. 0 for what ends a run."""
    sign = text[at]
    if sign in _CLOSING:
        return _group(text, at)
    if sign in _QUOTES:
        return _group(text, at) or at + 1
    if sign in ")]}" or sign in _ENDS or sign in _TURNS or _SENTENCE.match(text, at):
        return 0
    return 0 if _is_from_the_right(sign) else at + 1


@lru_cache(maxsize=1024)
def _is_from_the_right(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in ("R", "AL", "AN", "NSM")


def _group(text: str, at: int) -> int:
    """Where a bracket or a quote that begins here ends, if what is in it is a value; else 0."""
    if text[at] in _QUOTES:
        end = _closed(text, at)
        return 0 if _FROM_THE_RIGHT.search(text, at, end) else end
    waiting = [_CLOSING[text[at]]]
    place = at + 1
    while place < len(text):
        sign = text[place]
        if sign in _QUOTES and (end := _closed(text, place)):
            place = end
            continue
        if sign == waiting[-1]:
            waiting.pop()
            if not waiting:
                return place + 1
        elif sign in _CLOSING:
            waiting.append(_CLOSING[sign])
        elif sign in ")]}\n" or _FROM_THE_RIGHT.match(sign):
            return 0
        place += 1
    return 0


def _closed(text: str, at: int) -> int:
    """Where the quote that begins here ends; 0 for an apostrophe, and where it is left open."""
    if at and text[at - 1].isalnum() and text[at - 1] not in "rbfuRBFU":
        return 0
    end = text.find(text[at], at + 1)
    return end + 1 if end > 0 and "\n" not in text[at:end] else 0


def _trimmed(text: str, parts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The run without the prose's own signs at its ends; nothing where it may stay as it is."""
    core = [at for at, (start, end) in enumerate(parts) if _counts(text[start:end])]
    if not core:
        return
    first, last = core[0], core[-1]
    while first and text[parts[first - 1][0]] in _BEFORE:
        first -= 1
    while last + 1 < len(parts) and text[parts[last + 1][0]] in _AFTER:
        last += 1
    start, end = parts[first][0], parts[last][1]
    # A hyphen that joins two words is neither's; before a number it is a minus.
    if text[start] == "-" and start and not text[start + 1].isdigit():
        start += _is_from_the_right(text[start - 1])
    if not _PLAIN.fullmatch(text[start:end]):
        yield start, end


def _counts(part: str) -> bool:
    """Whether a part is more than a sign between words."""
    return len(part) > 1 or part.isalnum()
