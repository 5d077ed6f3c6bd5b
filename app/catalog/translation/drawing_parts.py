"""The words in a drawing (SVG), each with its place in the file, so that the rest stays as it is.

SVG 2: https://www.w3.org/TR/SVG2/text.html. Nothing outside the file is ever read, and a drawing
that declares entities is not read at all: a few bytes of them can stand for gigabytes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

from app.catalog.translation.number_texts import has_local_numbers

# How much wider than in the source a label may be where the author says nothing (our own choice),
# and how wide a letter is, as a share of its size (0.51 to 0.54 in the labels of our figures).
WIDER, LETTER = 1.35, 0.55
LARGEST = 500_000  # bytes; what is larger is no figure of a lesson
_OTHER_CODING = re.compile(rb"<\?xml[^>]*\bencoding\s*=\s*[\"'](?!(?i:utf-8|us-ascii)[\"'])")
_TAG = re.compile(rb"<[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>")
_NUMBER = re.compile(r"\s*(-?[0-9.]+)(?:px)?\s*")
_BEHIND = frozenset({"title", "desc", "metadata", "defs", "style"})
_BOLD = frozenset({"bold", "bolder", "600", "700", "800", "900"})

Kind = Literal["title", "desc", "text"]


@dataclass(frozen=True)
class Tag:
    """A start tag: bytes `start` to before `end` of the file."""

    name: str
    attributes: Mapping[str, str]
    start: int
    end: int
    is_empty: bool


@dataclass(frozen=True)
class Label:
    """Words of a drawing that can be translated, in one line.

    `title` and `desc` are read aloud, `text` is seen. `line` counts from 1. They stand at bytes
    `start` to before `end`. `size` is that of the letters and `room` the width that the words may
    take, both in the drawing's units; `room` is None where the author did not say.
    """

    text: str
    line: int
    kind: Kind
    start: int
    end: int
    size: float
    is_bold: bool
    room: float | None

    @property
    def letters(self) -> int:
        """About how many letters there is room for."""
        if self.room is None:
            return max(round(len(self.text) * WIDER), len(self.text) + 1)
        return int(self.room / (LETTER * self.size))


@dataclass
class TextElement:
    """A `text` element with its `tspan`s; `anchor` is what it has, or gets from around it."""

    tag: Tag
    anchor: str
    spans: list[Tag] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


@dataclass
class Parts:
    """What there is to know of a drawing; `titles` are its titles and descriptions.

    What is seen of it lies at bytes `begin` to before `end`.
    """

    root: Tag
    texts: list[TextElement] = field(default_factory=list)
    titles: list[Label] = field(default_factory=list)
    begin: int = 0
    end: int = 0

    @property
    def labels(self) -> list[Label]:
        """All words, in the order of the file."""
        found = [*self.titles, *(label for text in self.texts for label in text.labels)]
        return sorted(found, key=lambda label: label.start)


def parts_of(data: bytes) -> Parts | None:
    """The parts of a drawing; None for what cannot be read, or is not UTF-8."""
    if len(data) > LARGEST or b"<!ENTITY" in data or _OTHER_CODING.match(data.lstrip()):
        return None
    try:
        data.decode("utf-8")
        return _Reader(data).read()
    except (UnicodeDecodeError, expat.ExpatError, ValueError):
        return None


def local_name(root: Tag, name: str) -> str:
    """An element's name without the prefix that the drawing uses; empty for foreign elements."""
    prefix, colon, _ = root.name.rpartition(":")
    mine, _, plain = name.rpartition(":")
    return plain if mine == prefix or not colon else ""


def looks(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes together with what the style attribute says, which counts more."""
    parts = (part.partition(":") for part in attributes.get("style", "").split(";"))
    said = {key.strip().lower(): value.strip() for key, colon, value in parts if colon}
    return {**attributes, **said}


def number(text: str) -> float | None:
    """A length in the drawing's units; None for any other."""
    found = _NUMBER.fullmatch(text)
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None


@dataclass(frozen=True)
class _Around:
    """What an element hands down to those in it."""

    name: str = ""
    translates: bool = True
    anchor: str = "start"
    size: float = 16.0
    is_bold: bool = False
    room: float | None = None
    text: TextElement | None = None


class _Reader:
    """Reads one drawing, from its first byte to its last."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._parts: Parts | None = None
        self._stack = [_Around()]
        self._words: list[str] = []
        self._started = (0, 0)
        self._parser = parser = expat.ParserCreate("UTF-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        # What stands on both sides of these is not one text.
        parser.CommentHandler = parser.StartCdataSectionHandler = self._break
        parser.ProcessingInstructionHandler = parser.EndCdataSectionHandler = self._break

    def read(self) -> Parts | None:
        """The parts; None where the root is no `svg`. Raises ExpatError."""
        self._parser.Parse(self._data, True)
        return self._parts

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        at = self._parser.CurrentByteIndex
        found = _TAG.match(self._data, at)
        if found is None:
            raise ValueError(name)
        tag = Tag(name, attributes, at, found.end(), found[0].endswith(b"/>"))
        if self._parts is None:
            if name.rpartition(":")[2] != "svg":
                raise ValueError(name)
            self._parts = Parts(tag)
        parts = self._parts
        plain = local_name(parts.root, name)
        if len(self._stack) == 2 and not parts.begin and plain not in _BEHIND:
            parts.begin = at
        self._stack.append(self._inside(tag, plain))

    def _inside(self, tag: Tag, name: str) -> _Around:
        outer = self._stack[-1]
        said = looks(tag.attributes)
        anchor = said.get("text-anchor", outer.anchor)
        text = outer.text
        if name == "text" and self._parts is not None:
            text = TextElement(tag, anchor)
            self._parts.texts.append(text)
        elif text is not None and name == "tspan":
            text.spans.append(tag)
        weight = said.get("font-weight")
        if outer.name == "metadata" or not name:
            name = "metadata"
        return _Around(
            name,
            {"no": False, "yes": True}.get(said.get("translate", ""), outer.translates),
            anchor,
            number(said.get("font-size", "")) or outer.size,
            outer.is_bold if weight is None else weight in _BOLD,
            number(said.get("data-room", "")) or outer.room,
            text,
        )

    def _end(self, name: str) -> None:
        self._flush()
        self._stack.pop()
        if len(self._stack) == 1 and self._parts is not None:
            self._parts.end = self._parser.CurrentByteIndex

    def _characters(self, data: str) -> None:
        if not self._words:
            self._started = self._parser.CurrentByteIndex, self._parser.CurrentLineNumber
        self._words.append(data)

    def _break(self, *_: str) -> None:
        self._flush()

    def _flush(self) -> None:
        """Keep the words that end here, if they are for readers."""
        text, self._words = "".join(self._words), []
        here, parts = self._stack[-1], self._parts
        if parts is None or not here.translates:
            return
        if not any(map(str.isalpha, text)) and not has_local_numbers(text):
            return
        start, line = self._started
        end = self._parser.CurrentByteIndex
        line += text[: len(text) - len(text.lstrip())].count("\n")
        words = " ".join(text.split())
        match here.name:
            case "title" | "desc" as kind:
                label = Label(words, line, kind, start, end, here.size, here.is_bold, None)
                parts.titles.append(label)
            case "text" | "tspan" if here.text is not None:
                label = Label(words, line, "text", start, end, here.size, here.is_bold, here.room)
                here.text.labels.append(label)
