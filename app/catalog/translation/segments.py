"""A text in translatable segments, and a text with its segments replaced.

Everything that is not a segment (code, formulas, marks, blank lines) stays as it is, byte for byte.
Of code in Python, comments and the messages of assertions are segments.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.catalog.translation.number_texts import has_words
from app.catalog.translation.places import Place
from app.catalog.translation.python_text import CodeText, written
from app.catalog.translation.segment_places import find_places

_LINE_END = re.compile(r"\r\n?|\n")
_STARTS_BLOCK = re.compile(
    r"(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|:::|`{3}|~{3}|[:~]\s|(?:[-*_=][ \t]*){3,}$"
    r"|=(?:\s|=*\s*$)|-+\s*$)"
)
_NUMBER = re.compile(r"(\d{1,9})(?=[.)](?:\s|$))")
_IN_ONE_LINE = frozenset({"heading", "cell", "title", "option", "feedback", "answer", "term"})
_MARKS = re.compile(r"[^>\s]")


@dataclass(frozen=True)
class Segment:
    """A translatable text. It stands on lines `start_line` to before `end_line`, from 1.

    `kind` is one of paragraph, heading, list-item, term, definition, cell, title, html, option,
    feedback, answer, comment, message. A paragraph's lines are joined by spaces; a hard break is a
    backslash at the end of a line. The lines of a comment are its own; `code` says where in a
    program a comment or message stands.
    """

    start_line: int
    end_line: int
    text: str
    kind: str
    code: CodeText | None = None


@dataclass(frozen=True)
class Spliced:
    """A text with its segments replaced.

    `untranslated` are the lines, from 1, of the segments that were not; `changed` those of the
    segments that got the translation of an older text.
    """

    text: str
    untranslated: tuple[range, ...]
    changed: tuple[range, ...] = ()


def segments(text: str) -> tuple[Segment, ...]:
    """The segments of a Markdown text (without front matter), in reading order."""
    return tuple(_segment(place) for place in find_places(_LINE_END.split(text)))


def splice(
    text: str,
    translate: Callable[[str], str | None],
    older: Callable[[str], str | None] = lambda text: None,
) -> Spliced:
    """Replace each segment by what `translate` gives for its text; None leaves it as it is.

    `older` is asked next: it gives the translation of what stood there before. It is not asked for
    code, for the answers that a quiz accepts and for texts that are only numbers, where an old text
    could be wrong unseen.

    A translation cannot break the structure around it: it is fitted to its place (one line in a
    table's cell, a backslash before what would begin a list).
    """
    lines = _LINE_END.split(text)
    ends = _LINE_END.findall(text)
    starts = [0]
    for line, end in zip(lines, ends, strict=False):
        starts.append(starts[-1] + len(line) + len(end))
    pieces: list[str] = []
    untranslated: list[range] = []
    changed: list[range] = []
    done = shift = 0
    for place in find_places(lines):
        first, last = place.spans[0], place.spans[-1]
        begin = first.line + 1 + shift
        translation = translate(place.text)
        fitted = _fitted(place, translation)
        if not fitted and _may_be_older(place):
            translation = older(place.text)
            fitted = _fitted(place, translation)
            if fitted:
                changed.append(range(begin, begin + len(fitted)))
        if not fitted:
            untranslated.append(range(begin, begin + last.line - first.line + 1))
            continue
        if translation == place.text:
            continue
        end_of_line = ends[first.line] if first.line < len(ends) else "\n"
        prefix = _prefix(place, lines)
        pieces.append(text[done : starts[first.line] + first.start])
        pieces.append((end_of_line + prefix).join(fitted))
        done = starts[last.line] + last.end
        shift += len(fitted) - (last.line - first.line + 1)
    pieces.append(text[done:])
    return Spliced("".join(pieces), _merged(untranslated), _merged(changed))


def _segment(place: Place) -> Segment:
    first, last = place.spans[0].line + 1, place.spans[-1].line + 2
    return Segment(first, last, place.text, place.kind, place.code)


def _may_be_older(place: Place) -> bool:
    return place.code is None and place.kind != "answer" and has_words(place.text)


def _fitted(place: Place, translation: str | None) -> list[str] | None:
    return _fit(place, translation) if translation and translation.strip() else None


def _fit(place: Place, translation: str) -> list[str] | None:
    """The lines of a translation, made such that they stay the block that they replace.

    None for one that cannot stand in the code around it.
    """
    if place.code is not None:
        return written(place.code, translation)
    text = _LINE_END.sub("\n", translation).strip("\n")
    if place.kind == "html":
        return [line for line in text.split("\n") if line.strip()]
    if place.kind in _IN_ONE_LINE:
        text = " ".join(text.replace("\\\n", " ").split("\n")).strip()
        if place.kind == "cell":
            text = re.sub(r"(?<!\\)\|", r"\\|", text)
        elif place.kind == "title":
            text = text.replace('"', "”").replace("{", "(").replace("}", ")").replace("'", "’")
        return [text]
    lines = [line.strip() for line in text.split("\n")]
    return [_guarded(line) for line in lines if line] or [text]


def _guarded(line: str) -> str:
    """A backslash keeps the start of a line from being read as a mark of a block."""
    if _STARTS_BLOCK.match(line):
        return "\\" + line
    return _NUMBER.sub(r"\1\\", line, count=1) if _NUMBER.match(line) else line


def _prefix(place: Place, lines: list[str]) -> str:
    """What comes before the second line of a text: as in the source, or made from its first."""
    first = place.spans[0]
    if place.code is not None:
        return lines[first.line][: first.start]
    if len(place.spans) > 1:
        second = place.spans[1]
        return lines[second.line][: second.start]
    return _MARKS.sub(" ", lines[first.line][: first.start])


def _merged(ranges: list[range]) -> tuple[range, ...]:
    """Ranges without repetitions (the cells of a row have the same line), in order."""
    return tuple(dict.fromkeys(ranges))
