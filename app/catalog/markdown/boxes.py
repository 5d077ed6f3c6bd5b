"""Boxes and block quotes, written into the tree."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from app.catalog.markdown.attributes import apply_attributes, split_attributes
from app.catalog.markdown.divs import CALLOUT, INSTRUCTOR, Box, box, parse_opening
from app.catalog.markdown.fences import parse_info
from app.catalog.markdown.nodes import Node

if TYPE_CHECKING:
    from app.catalog.markdown.writer import Writer


def is_for_instructors(node: Node) -> bool:
    """Whether a block is a box that only instructors may see, however it is written."""
    known: Box | None = None
    if node.kind == "div":
        known = box(parse_opening(node.info).name)
    elif node.kind == "blockquote":
        found = _callout(node)
        known = box(found["name"]) if found else _box_by_class(node)
    elif node.kind == "fence":
        known = box(parse_info(node.info).directive)
    elif node.kind == "component":
        known = box(node.label)
    return known is INSTRUCTOR


def is_left_out(writer: "Writer", node: Node, kind: Box) -> bool:
    """Whether a box must not be written here: one for instructors in a text for everybody.

    What can be told apart is taken out of the text before (see markdown._pieces); this is for one
    inside a block whose text is read later, such as a question.
    """
    if kind is not INSTRUCTOR or writer.for_instructors:
        return False
    writer.page.warn(node.start, "instructor-inside")
    return True


def _callout(node: Node) -> re.Match[str] | None:
    """The head of a block quote that is a callout of a known box."""
    first = node.children[0] if node.children else None
    if first is None or first.kind != "paragraph":
        return None
    found = CALLOUT.match(first.children[0].content)
    return found if found and box(found["name"]) else None


def _box_by_class(node: Node) -> Box | None:
    """The box that a `{: .name}` line after a block names."""
    classes = re.findall(r"\.([\w-]+)", node.attributes)
    return next((found for found in map(box, classes) if found), None)


def quote(writer: "Writer", parent: Element, node: Node) -> None:
    """Write a block quote, or the callout or box that it is meant to be."""
    found = _callout(node)
    known = box(found["name"]) if found else None
    if found and known:
        inline = node.children[0].children[0]
        inline.content = inline.content[found.end() :].lstrip()
        rest = node.children if inline.content else node.children[1:]
        write_box(writer, parent, node, known, rest, title=found["title"].strip())
        return
    known = _box_by_class(node)
    if known:
        write_box(writer, parent, node, known, node.children)
        return
    element = SubElement(parent, "blockquote")
    writer.children(element, node.children)
    apply_attributes(node.attributes, element)


def div(writer: "Writer", parent: Element, node: Node) -> None:
    """Write a `:::` box; one that is not known is its contents, with a warning."""
    opening = parse_opening(node.info)
    known = box(opening.name)
    if known:
        write_box(
            writer, parent, node, known, node.children, title=opening.title, identity=opening.id
        )
        return
    if not node.info.startswith("#"):
        writer.page.warn(node.start, "unknown-div", name=opening.name)
    element = SubElement(parent, "div", {"id": opening.id} if opening.id else {})
    writer.children(element, node.children)


def write_box(
    writer: "Writer",
    parent: Element,
    node: Node,
    kind: Box,
    children: Sequence[Node],
    *,
    title: str = "",
    identity: str = "",
) -> None:
    """Write a box with its label; a heading that it begins with can stand for the label."""
    if is_left_out(writer, node, kind):
        return
    element = SubElement(parent, "details" if kind.folded else "div", {"class": kind.css})
    if identity:
        element.set("id", identity)
    first = children[0] if children else None
    levels = list(writer.outline.open_levels)
    writer.open_boxes += 1
    label = Element("summary") if kind.folded else Element("p", {"class": "label"})
    if kind.folded and first is not None and first.kind == "heading":
        text, _ = split_attributes(first.children[0].content)
        writer.text(label, text)
        label.attrib.update(writer.page.language_of(first))
        children = children[1:]
    elif first is None or first.kind != "heading" or kind.css == "challenge":
        word = writer.page.words(kind.word)
        if title:
            SubElement(label, "span").text = AtomicString(word + ":")
            label[0].tail = " "
            opening_line = Node("inline", node.start, node.start + 1)
            writer.text(SubElement(label, "span", writer.page.language_of(opening_line)), title)
            writer.mark_changed(label, opening_line)
        else:
            label.text = AtomicString(word)
    if label.text or len(label):
        element.append(label)
    writer.children(element, children)
    writer.open_boxes -= 1
    writer.outline.open_levels = levels
