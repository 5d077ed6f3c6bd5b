"""Where the translatable texts of a Markdown text stand: exact lines and columns.

markdown-it says which lines a block has and what its text is; the text is then found at the end of
those lines, behind whatever marks of lists, quotes and boxes come before it.
"""

import re
from collections.abc import Iterable, Iterator

from app.catalog.markdown.attributes import split_attributes
from app.catalog.markdown.blocks import parse_blocks
from app.catalog.markdown.divs import CALLOUT, box, parse_opening
from app.catalog.markdown.fences import parse_info
from app.catalog.markdown.nodes import Node, nest
from app.catalog.markdown.quiz_parsing import is_quiz, is_quiz_answer_number
from app.catalog.markdown.quiz_text import Piece, split_quiz
from app.catalog.markdown.raw_html import has_words as has_tagged_words
from app.catalog.markdown.table_cells import cells_of_row
from app.catalog.translation.code_places import code_places, is_python_fence
from app.catalog.translation.number_texts import has_local_numbers, has_words
from app.catalog.translation.places import Place, Span

_DEEPEST = 8
_TASK = re.compile(r"\[[ xX]\][ \t]+(?=\S)")
_HEADING_END = re.compile(r"[ \t]+#+$")
_ALT = re.compile(r"""\b(?:alt|title)\s*=\s*["'][^"']*[^\W\d_]""")
_VERBATIM = re.compile(r"<(?:script|style|pre|svg|math|textarea)\b", re.IGNORECASE)


def find_places(lines: list[str]) -> list[Place]:
    """The translatable texts of some lines (without line ends), in reading order, none twice."""
    finder = _Finder(lines)
    found = sorted(
        finder.blocks("\n".join(lines), 0), key=lambda p: (p.spans[0].line, p.spans[0].start)
    )
    kept: list[Place] = []
    at = (0, 0)
    for place in found:
        first, last = place.spans[0], place.spans[-1]
        if (first.line, first.start) >= at and is_translatable(place):
            kept.append(place)
            at = (last.line, last.end)
    return kept


def is_translatable(place: Place) -> bool:
    """Tell whether a text is for readers: has words, or numbers that languages write differently.

    Of the answers that a quiz accepts, only words: a number is right in every way to write it.
    """
    if place.code is not None:
        return True
    if place.kind == "html":
        return has_tagged_words(place.text)
    if has_words(place.text) or _ALT.search(place.text):
        return True
    return place.kind != "answer" and has_local_numbers(place.text)


class _Finder:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.depth = 0

    def blocks(self, text: str, offset: int) -> Iterator[Place]:
        """The places of a text that begins at a line of the whole."""
        if self.depth >= _DEEPEST:
            return
        self.depth += 1
        tokens, _ = parse_blocks(text)
        for node in nest(tokens, _ignore):
            yield from self.node(node, offset, None)
        self.depth -= 1

    def node(self, node: Node, offset: int, parent: Node | None) -> Iterator[Place]:
        match node.kind:
            case "tr":
                yield from self.row(node, offset)
                return
            case "fence":
                yield from self.fence(node, offset)
                return
            case "html_block":
                yield from self.html(node, offset)
                return
            case "div":
                yield from self.div_title(node, offset)
            case "blockquote":
                yield from self.quote(node, offset)
                return
            case "heading":
                yield from self.heading(node, offset)
                return
            case "inline":
                kind = {"list_item": "list-item", "dt": "term", "dd": "definition"}
                name = kind.get(parent.kind if parent else "", "paragraph")
                yield from self.inline(node, offset, name, task=name == "list-item")
                return
        for number, child in enumerate(node.children):
            holder = node
            if node.kind == "paragraph" and parent is not None and number == 0:
                holder = parent
            yield from self.node(child, offset, holder)

    def inline(self, node: Node, offset: int, kind: str, *, task: bool) -> Iterator[Place]:
        marked = _TASK.match(node.content) if task else None
        skipped = marked.end() if marked else 0
        yield from self.place(kind, node.content.split("\n"), node.start + offset, skipped)

    def place(self, kind: str, texts: list[str], line: int, skipped: int = 0) -> Iterator[Place]:
        """A text whose lines end lines of the source; `skipped` characters of it stay outside."""
        spans: list[Span] = []
        for number, text in enumerate(texts):
            span = self.span(text.strip(), line + number)
            if span is None:
                return
            spans.append(span)
        if not spans:
            return
        first = spans[0]
        spans[0] = Span(first.line, min(first.start + skipped, first.end), first.end)
        pieces = [self.lines[s.line][s.start : s.end] for s in spans]
        text = _joined(pieces, texts)
        if text:
            yield Place(kind, text, tuple(spans))

    def span(self, text: str, line: int) -> Span | None:
        """Where a text ends a line of the source; None when it does not."""
        if line >= len(self.lines):
            return None
        source = self.lines[line].rstrip()
        if not source.endswith(text):
            return None
        return Span(line, len(source) - len(text), len(source))

    def heading(self, node: Node, offset: int) -> Iterator[Place]:
        inline = node.children[0]
        line = node.start + offset
        title = split_attributes(inline.content)[0]
        if inline.content.count("\n") or line >= len(self.lines):
            yield from self.place("heading", inline.content.split("\n"), line)
            return
        source = self.lines[line].rstrip()
        for shown in (source, _HEADING_END.sub("", source)):
            if shown.endswith(inline.content):
                start = len(shown) - len(inline.content)
                if title.strip():
                    end = start + len(title.rstrip())
                    yield Place("heading", title.strip(), (Span(line, start, end),))
                return

    def quote(self, node: Node, offset: int) -> Iterator[Place]:
        children = node.children
        first = children[0] if children else None
        if first is not None and first.kind == "paragraph":
            inline = first.children[0]
            found = CALLOUT.match(inline.content)
            if found and box(found["name"]):
                line = inline.start + offset
                texts = inline.content.split("\n")
                yield from self.place("title", [texts[0]], line, found.start("title"))
                yield from self.place("paragraph", texts[1:], line + 1)
                children = children[1:]
        for child in children:
            yield from self.node(child, offset, node)

    def div_title(self, node: Node, offset: int) -> Iterator[Place]:
        opening = parse_opening(node.info)
        line = node.start + offset
        if opening.title_at < 0 or line >= len(self.lines):
            return
        at = self.lines[line].find(node.info)
        if at >= 0:
            start = at + opening.title_at
            source = self.lines[line][start : start + len(opening.title)]
            if source == opening.title:
                span = Span(line, start, start + len(opening.title))
                yield Place("title", opening.title, (span,))

    def row(self, node: Node, offset: int) -> Iterator[Place]:
        line = node.start + offset
        if line >= len(self.lines):
            return
        contents = [cell.children[0].content if cell.children else "" for cell in node.children]
        for start, end in cells_of_row(self.lines[line], contents):
            if end > start:
                yield Place("cell", self.lines[line][start:end], (Span(line, start, end),))

    def html(self, node: Node, offset: int) -> Iterator[Place]:
        texts = node.content.split("\n")
        while texts and not texts[-1].strip():
            texts.pop()
        if _VERBATIM.search(node.content):
            return
        spans = []
        for number, text in enumerate(texts):
            line = node.start + offset + number
            if line >= len(self.lines) or not self.lines[line].endswith(text):
                return
            source = self.lines[line]
            spans.append(Span(line, len(source) - len(text), len(source)))
        if spans:
            yield Place("html", "\n".join(texts), tuple(spans))

    def fence(self, node: Node, offset: int) -> Iterator[Place]:
        inside = node.start + offset + 1
        if is_quiz(node):
            yield from self.quiz(node.content, inside)
            return
        directive = parse_info(node.info).directive
        if directive and box(directive):
            yield from self.blocks(node.content, inside)
        elif is_python_fence(node.info):
            yield from code_places(self.lines, node.content, inside)

    def quiz(self, content: str, line: int) -> Iterator[Place]:
        quiz = split_quiz(content)
        yield from self.blocks("\n".join(quiz.prompt.lines), line)
        for option in quiz.options:
            yield from self.piece("option", option.text, line)
            if option.feedback:
                yield from self.piece("feedback", option.feedback, line)
        for answer in quiz.answers:
            if not is_quiz_answer_number(answer.text):
                yield from self.piece("answer", answer, line)
        if quiz.explanation:
            start = line + quiz.explanation.start
            yield from self.blocks("\n".join(quiz.explanation.lines), start)

    def piece(self, kind: str, piece: Piece, line: int) -> Iterator[Place]:
        yield from self.place(kind, piece.lines, line + piece.start)


def _joined(pieces: Iterable[str], raw: list[str]) -> str:
    """The lines of a paragraph as one, so that wrapping it anew leaves its translation valid."""
    text = ""
    for number, piece in enumerate(pieces):
        if number and text.endswith("\\") and not text.endswith("\\\\"):
            text += "\n" + piece
        elif number and raw[number - 1].endswith("  "):
            text += "\\\n" + piece
        elif number and text and piece:
            text += " " + piece
        else:
            text += piece
    return text.strip()


def _ignore(line: int, kind: str, /, **values: str) -> None:
    """Warnings are for `render`."""
