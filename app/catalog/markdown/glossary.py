"""A lesson's glossary: a `::: glossary` box whose definition list says what its words mean."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from app.catalog.markdown.divs import GLOSSARY, box, parse_opening
from app.catalog.markdown.footnotes import Notes
from app.catalog.markdown.nodes import Node
from app.catalog.markdown.page import Page
from app.catalog.markdown.rendered import Word
from app.catalog.markdown.sanitise import sanitise
from app.catalog.markdown.writer import Writer


def is_glossary(node: Node) -> bool:
    """Whether a block is the box of a lesson's words; as any other box where it is no `:::`."""
    return node.kind == "div" and box(parse_opening(node.info).name) is GLOSSARY


def words_in(node: Node, page: Page, references: dict[str, Any]) -> Iterator[Word]:
    """The words of the box. What is no word with a meaning is left out, with a warning."""
    writer = Writer(page, references, Notes({}))
    writer.open_boxes = 1
    for child in node.children:
        if child.kind == "dl":
            yield from _words(child, page, writer)
        else:
            page.warn(child.start, "glossary-stray")


def _words(node: Node, page: Page, writer: Writer) -> Iterator[Word]:
    """Each term of a definition list, with all the meanings that follow it."""
    term = ""
    meanings: list[str] = []
    for row in [*node.children, None]:
        if row is None or row.kind == "dt":
            if meanings:
                yield Word(term, "<br>".join(meanings))
            meanings = []
        if row is not None and row.kind == "dt":
            line = row.children[0] if row.children else row
            term = sanitise(writer.inline(line.content, line))
        elif row is not None:
            meanings.append(_meaning(row, writer))


def _meaning(node: Node, writer: Writer) -> str:
    root = Element("div")
    writer.children(SubElement(root, "dd"), node.children)
    html = sanitise(writer.finish(root)).strip()
    return html.removeprefix("<dd>").removesuffix("</dd>").strip()
