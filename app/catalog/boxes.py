"""Boxes and block quotes, written into the tree."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from app.catalog.attributes import apply_attributes, split_attributes
from app.catalog.divs import CALLOUT, Box, box, parse_opening
from app.catalog.nodes import Node

if TYPE_CHECKING:
    from app.catalog.writer import Writer


def quote(writer: "Writer", parent: Element, node: Node) -> None:
    """Write a block quote, or the callout or box that it is meant to be."""
    first = node.children[0] if node.children else None
    if first is not None and first.kind == "paragraph":
        found = CALLOUT.match(first.children[0].content)
        known = box(found["name"]) if found else None
        if found and known:
            inline = first.children[0]
            inline.content = inline.content[found.end() :].lstrip()
            rest = node.children if inline.content else node.children[1:]
            write_box(writer, parent, node, known, rest, title=found["title"].strip())
            return
    classes = re.findall(r"\.([\w-]+)", node.attributes)
    known = next((found for found in map(box, classes) if found), None)
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
        else:
            label.text = AtomicString(word)
    if label.text or len(label):
        element.append(label)
    writer.children(element, children)
    writer.open_boxes -= 1
    writer.outline.open_levels = levels
