"""A lesson's Markdown to the parts of a page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from app.catalog.markdown.blocks import parse_blocks
from app.catalog.markdown.boxes import is_for_instructors
from app.catalog.markdown.divs import GLOSSARY
from app.catalog.markdown.footnotes import Notes
from app.catalog.markdown.glossary import is_glossary, words_in
from app.catalog.markdown.nodes import Node, nest
from app.catalog.markdown.page import Page
from app.catalog.markdown.quiz import Option, Question
from app.catalog.markdown.quiz_parsing import is_quiz, make_question
from app.catalog.markdown.rendered import (
    GlossaryPart,
    Heading,
    Html,
    InstructorPart,
    Links,
    Part,
    QuizPart,
    Rendered,
    Warning,
    Word,
)
from app.catalog.markdown.resources import connect, ids_in
from app.catalog.markdown.sanitise import sanitise
from app.catalog.markdown.writer import Writer

__all__ = [
    "GlossaryPart",
    "Heading",
    "Html",
    "InstructorPart",
    "Links",
    "QuizPart",
    "Rendered",
    "Warning",
    "Word",
    "render",
]


def render(
    text: str,
    *,
    links: Links,
    lang: str = "en",
    untranslated: Sequence[range] = (),
    changed: Sequence[range] = (),
    source_lang: str = "en",
    words: Callable[[str], str] = lambda word: word,
    heading_ids: Sequence[str] = (),
) -> Rendered:
    """Render a Markdown text (without front matter). Never raises, whatever the text is.

    `untranslated` are line numbers from 1 (as `splice` gives them) whose blocks are marked as being
    in `source_lang`; `changed` those whose blocks are marked as older than their original. `words`
    translates the headings of boxes (see `words.py`). `heading_ids` are the ids of the source's
    `toc`, so that a translation keeps the same #anchors.
    """
    page = Page(
        text,
        lang=lang,
        source_lang=source_lang,
        untranslated=untranslated,
        changed=changed,
        words=words,
        heading_ids=heading_ids,
    )
    tokens, environment = parse_blocks(page.text)
    nodes = nest(tokens, page.warn)
    _look_for_unclosed_fences(nodes, page)
    pieces = list(_pieces(nodes))
    references = environment.get("references", {})
    notes = _footnotes(n for piece in pieces if isinstance(piece, list) for n in piece)
    page.footnotes = notes
    writer = Writer(page, references, Notes(notes))
    parts: list[Part] = []
    taken: set[str] = set()
    terms: list[Word] = []
    terms_at = 0
    for number, piece in enumerate(pieces):
        if isinstance(piece, list):
            parts.append(Html(writer.write(piece)))
        elif is_quiz(piece):
            parts.append(QuizPart(make_question(piece, writer, taken)))
        elif is_glossary(piece):
            terms_at = terms_at if terms else len(parts)
            terms += words_in(piece, page, references)
        else:
            parts.append(InstructorPart(_instructor(piece, page, references, f"i{number}-")))
    if terms:
        parts.insert(terms_at, GlossaryPart(page.words(GLOSSARY.word), tuple(terms)))
    endnotes = writer.endnotes()
    if endnotes:
        parts.append(Html(endnotes))
    finished = _finish(parts, links, page)
    return Rendered(finished, tuple(page.toc), page.sorted_warnings(), page.title)


def _instructor(node: Node, page: Page, references: dict[str, object], prefix: str) -> str:
    """The HTML of an instructor's box, which has its own footnotes and no place in the outline."""
    notes = Notes({**page.footnotes, **_footnotes(node.children)}, prefix)
    writer = Writer(page, references, notes, for_instructors=True)
    writer.open_boxes = 1
    return writer.write([node]) + writer.endnotes()


def _pieces(nodes: Iterable[Node]) -> Iterator[list[Node] | Node]:
    """Runs of blocks for everybody, and between them what is a part of its own.

    What is found inside another block comes after that block.
    """
    run: list[Node] = []
    for node in nodes:
        if _is_own_part(node):
            if run:
                yield run
            run = []
            yield node
            continue
        inside = list(_taken_out(node))
        run.append(node)
        if inside:
            yield run
            run = []
            yield from inside
    if run:
        yield run


def _is_own_part(node: Node) -> bool:
    return is_quiz(node) or is_glossary(node) or is_for_instructors(node)


def _taken_out(node: Node) -> Iterator[Node]:
    kept: list[Node] = []
    for child in node.children:
        if _is_own_part(child):
            yield child
        else:
            kept.append(child)
            yield from _taken_out(child)
    node.children = kept


def _footnotes(nodes: Iterable[Node]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in nodes:
        for one in node.walk():
            if one.kind == "footnote_reference":
                found.setdefault(one.label, one)
    return found


def _look_for_unclosed_fences(nodes: Iterable[Node], page: Page) -> None:
    for node in nodes:
        for one in node.walk():
            lines = one.content.count("\n") + (one.content[-1:] not in ("\n", ""))
            if one.kind == "fence" and one.end - one.start <= lines + 1:
                page.warn(one.start, "unclosed-fence", marks=one.markup)


def _finish(parts: Iterable[Part], links: Links, page: Page) -> tuple[Part, ...]:
    """Sanitise the parts, then connect their links, since any part may lead to any other."""
    safe = [
        replace(p, html=sanitise(p.html)) if isinstance(p, Html | InstructorPart) else p
        for p in parts
    ]
    anchors = set(page.ids)
    for part in safe:
        anchors |= ids_in(part.question.prompt_html if isinstance(part, QuizPart) else part.html)

    def connected(html: str) -> str:
        return connect(html, links, page, anchors)

    finished: list[Part] = []
    for part in safe:
        if isinstance(part, QuizPart):
            finished.append(QuizPart(_connect_question(part.question, connected)))
        elif isinstance(part, GlossaryPart):
            words = (Word(connected(w.term_html), connected(w.meaning_html)) for w in part.words)
            finished.append(replace(part, words=tuple(words)))
        elif part.html.strip():
            finished.append(replace(part, html=connected(part.html)))
    return tuple(finished)


def _connect_question(question: Question, connected: Callable[[str], str]) -> Question:
    return replace(
        question,
        prompt_html=connected(question.prompt_html),
        options=tuple(
            Option(connected(o.html), o.right, connected(o.feedback_html)) for o in question.options
        ),
        feedback_html=connected(question.feedback_html),
    )
