"""Other systems' ways to write boxes and figures: readable here, with a word to the author."""

import re
from html import escape, unescape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from app.catalog.markdown.boxes import is_left_out, write_box
from app.catalog.markdown.divs import box
from app.catalog.markdown.fences import Info

if TYPE_CHECKING:
    from app.catalog.markdown.nodes import Node
    from app.catalog.markdown.page import Page
    from app.catalog.markdown.writer import Writer

_DIRECTIVE = re.compile(r"\.\. ([\w:-]+)::")
_TAB_MARK = re.compile(r"^\s*(#@tab\b.*|%%tab\b.*)$", re.MULTILINE)
_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`([^`]*)`')
_VIDEO = re.compile(r"""\bid\s*=\s*["']([\w-]{6,20})["']""")
_OPTION_LINE = re.compile(r":[\w-]+:.*\n?")
_FIGURES = frozenset({"figure", "image"})
_CODE = frozenset({"code", "code-block", "code-cell", "sourcecode", "literalinclude", "ipython3"})


def note_directive(page: "Page", node: "Node") -> None:
    """Warn of a reStructuredText directive, which is left as text."""
    found = _DIRECTIVE.match(node.children[0].content)
    if found:
        page.warn(node.start, "unknown-directive", name=found[1])


def note_tab_mark(page: "Page", node: "Node") -> None:
    """Warn of code that is one of several versions for tabs."""
    found = _TAB_MARK.search(node.content)
    if found:
        page.warn(node.start, "tab-mark", text=found[1].strip())


def directive(writer: "Writer", parent: Element, node: "Node", info: Info) -> bool:
    """Write a MyST directive (```{name}); False when it is code after all, as in R Markdown."""
    name = info.directive
    known = box(name)
    if known is not None:
        if is_left_out(writer, node, known):
            return True
        text = _without_options(node.content)
        around = Element("div")
        writer.nested(around, text, node.start + 1 + _lines_less(node.content, text))
        write_box(writer, parent, node, known, (), title=info.argument)
        parent[-1].extend(around)
        return True
    if name == "math":
        node.content = _without_options(node.content)
        writer.block(parent, _as(node, "math_block"))
        return True
    if name in _FIGURES and info.argument:
        alt = re.search(r"^:alt:\s*(.+)$", node.content, re.MULTILINE)
        caption = _without_options(node.content).strip()
        attributes = {"src": info.argument, "alt": alt[1] if alt else caption}
        figure = SubElement(parent, "figure")
        SubElement(figure, "img", attributes)
        if caption:
            writer.text(SubElement(figure, "figcaption"), caption)
        return True
    if name not in _CODE and ":" not in name and "-" in name:
        writer.page.warn(node.start, "unknown-directive", name=name)
    return False


def component(writer: "Writer", parent: Element, node: "Node") -> None:
    """Write <Tip> … </Tip>: a box when its name says which, else what it holds."""
    known = box(node.label)
    if known is not None and re.search(r"\bwarning=", node.content):
        known = box("warning")
    if known is not None:
        write_box(writer, parent, node, known, node.children)
        return
    writer.page.warn(node.start, "unknown-tag", tag=node.label)
    _sentences(parent, node.content)
    writer.children(SubElement(parent, "div"), node.children)


def self_closed(writer: "Writer", parent: Element, node: "Node") -> None:
    """Write what can be read in <Name … />: a video's address, or the sentences it holds."""
    writer.page.warn(node.start, "unknown-tag", tag=node.label)
    video = _VIDEO.search(node.content) if node.label.lower() == "youtube" else None
    if video:
        address = escape(f"https://youtu.be/{video[1]}")
        writer.stash(parent, f'<p><a href="{address}">{address}</a></p>')
    else:
        _sentences(parent, node.content)


def _sentences(parent: Element, tag: str) -> None:
    found = [unescape(a or b or c) for a, b, c in _TEXT.findall(tag)]
    texts = [text for text in found if len(text.split()) > 2 and not text.startswith("absolute")]
    if texts:
        around = SubElement(parent, "ul")
        for text in texts:
            SubElement(around, "li").text = AtomicString(text)


def _without_options(content: str) -> str:
    """The body of a directive without the `:name: value` lines and YAML that it begins with."""
    if content.startswith("---\n") and "\n---\n" in content[3:]:
        content = content[content.index("\n---\n", 3) + 5 :]
    while found := _OPTION_LINE.match(content):
        content = content[found.end() :]
    return content


def _lines_less(before: str, after: str) -> int:
    return before.count("\n") - after.count("\n")


def _as(node: "Node", kind: str) -> "Node":
    node.kind = kind
    return node
