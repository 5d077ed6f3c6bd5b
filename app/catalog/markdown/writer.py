"""Blocks to HTML: the tree is built here, Python-Markdown fills in the inline text."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from app.catalog.markdown import boxes, foreign
from app.catalog.markdown.attributes import (
    HeldAttributes,
    apply_attributes,
    last_line_attributes,
    split_attributes,
)
from app.catalog.markdown.blocks import clean, parse_blocks
from app.catalog.markdown.brackets import defuse
from app.catalog.markdown.fences import parse_info
from app.catalog.markdown.footnotes import PLACE, Notes
from app.catalog.markdown.headings import Outline, name_heading
from app.catalog.markdown.highlight import code_block
from app.catalog.markdown.inline import MARKED, References, make_inline
from app.catalog.markdown.mathematics import to_mathml
from app.catalog.markdown.nodes import Node, nest
from app.catalog.markdown.page import Page
from app.catalog.markdown.raw_html import is_whole, tame
from app.catalog.markdown.task_boxes import with_box
from app.catalog.markdown.unbroken import keep_units, mark_short_code

_PLAIN = {
    "paragraph": "p", "blockquote": "blockquote", "bullet_list": "ul", "list_item": "li",
    "table": "table", "thead": "thead", "tbody": "tbody", "tr": "tr", "dl": "dl", "dt": "dt",
    "dd": "dd", "hr": "hr", "th": "th", "td": "td", "ordered_list": "ol",
}  # fmt: skip
_DEEPEST = 8
_ALIGN = {"left": "align-start", "center": "align-center", "right": "align-end"}
_KINDS = {"output": "output", "out": "output", "error": "error", "stderr": "error"}


class Writer:
    """Writes runs of blocks; one for what students see, another for each instructor's part."""

    def __init__(
        self,
        page: Page,
        references: dict[str, Any],
        notes: Notes,
        *,
        for_instructors: bool = False,
    ) -> None:
        self.page = page
        self.for_instructors = for_instructors
        self.notes = notes
        self.held = HeldAttributes()
        self.outline = Outline()
        self.open_boxes = 0
        self.depth = 0
        self.md = make_inline(self)
        self.references = References()
        self.md.references = self.references
        self._refer(references)
        self._headings: list[tuple[Element, int, bool]] = []
        self._changed: list[Element] = []

    def write(self, nodes: Iterable[Node]) -> str:
        """The HTML, not sanitised yet, of some blocks."""
        root = Element("div")
        self.children(root, nodes)
        return self.finish(root)

    def endnotes(self) -> str:
        """The HTML, not sanitised yet, of the footnotes that were mentioned; or nothing."""
        items: list[str] = []
        # A footnote can mention another, which then comes after it.
        while len(items) < len(self.notes.order):
            label = self.notes.order[len(items)]
            identity, back = self.notes.anchor(label)
            root = Element("div")
            self.children(root, self.notes.known[label].children)
            last = root[-1] if len(root) and root[-1].tag == "p" else SubElement(root, "p")
            self.text(last, " ")
            link = SubElement(last, "a", {"class": "footnote-back", "href": back})
            link.set("aria-label", self.page.words("Back to the text"))
            link.text = AtomicString("↩")
            items.append(f'<li id="{identity}">{self.finish(root)}</li>')
        if not items:
            return ""
        name = escape(self.page.words("Footnotes"))
        return (
            f'<section class="footnotes" role="doc-endnotes" aria-label="{name}">'
            f"<ol>{''.join(items)}</ol></section>"
        )

    def inline(self, text: str, node: Node) -> str:
        """The HTML, not sanitised yet, of a text without blocks that stands where `node` does."""
        root = Element("div")
        paragraph = SubElement(root, "p")
        self.mark_changed(paragraph, node)
        language = self.page.language_of(node)
        if language:
            paragraph = SubElement(paragraph, "span", language)
        self.text(paragraph, " ".join(clean(text).split("\n")).strip())
        return self.finish(root).removeprefix("<p>").removesuffix("</p>")

    def finish(self, root: Element) -> str:
        """Fill in the inline text of a tree and return its HTML, not sanitised yet."""
        for processor in self.md.treeprocessors:
            processor.run(root)
        self.held.attach(root)
        for element, written, outline in self._headings:
            name_heading(element, written, self.page, outline=outline)
        self._headings.clear()
        for element in self._changed:
            mark = SubElement(element, "small", {"class": "since"})
            mark.text = f" ↻ {self.page.words('The original has changed since.')}"
        self._changed.clear()
        for formula in root.iter("formula"):
            self._formula(formula)
        for place in list(root.iter(PLACE)):
            self.notes.number(place)
        mark_short_code(root)
        html = self.md.serializer(root).strip()
        html = html.removeprefix("<div>").removesuffix("</div>").removesuffix("<div />")
        for last in self.md.postprocessors:
            html = last.run(html)
        return self.held.restore(html, as_html=True).strip()

    def mark_changed(self, element: Element, node: Node) -> None:
        """Say at the end of an element when the original of its block has changed since."""
        if self.page.has_changed(node):
            self._changed.append(element)

    def _formula(self, element: Element) -> None:
        display = element.attrib.pop("display", "") == "block"
        tex = element.text or ""
        formula = to_mathml(tex, display=display)
        if formula.problem:
            self.page.warn_at_text(tex, "bad-mathematics", tex=tex, reason=formula.problem)
        element.tag = "span"
        element.text = self.md.htmlStash.store(formula.html)

    def children(self, parent: Element, nodes: Iterable[Node]) -> None:
        """Write some blocks into an element."""
        for node in nodes:
            self.block(parent, node)

    def block(self, parent: Element, node: Node) -> None:
        """Write one block into an element."""
        special = getattr(self, f"_{node.kind}", None)
        if special is not None:
            special(parent, node)
        elif node.kind in _PLAIN:
            element = SubElement(parent, _PLAIN[node.kind])
            self.children(element, node.children)
            apply_attributes(node.attributes, element)

    def stash(self, parent: Element, html: str) -> Element:
        """Put finished HTML into an element."""
        element = SubElement(parent, "p")
        element.text = AtomicString(self.md.htmlStash.store(html))
        return element

    def text(self, element: Element, text: str) -> None:
        """Add inline Markdown at the end of an element."""
        text = keep_units(text)
        if not MARKED.search(text) and not len(element) and not element.text:
            element.text = AtomicString(text)
            return
        text = self.held.hold(defuse(text))
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text

    def nested(self, parent: Element, text: str, line: int) -> None:
        """Write a text with blocks of its own that begins at a line of the page."""
        if self.depth >= _DEEPEST:
            SubElement(parent, "p").text = AtomicString(text)
            return
        self.depth += 1
        before = self.page.offset
        self.page.offset += line
        tokens, environment = parse_blocks(text)
        self._refer(environment.get("references", {}))
        self.children(parent, nest(tokens, self.page.warn))
        self.page.offset = before
        self.depth -= 1

    def _refer(self, references: Mapping[str, Any]) -> None:
        for label, reference in references.items():
            self.references.setdefault(label, (reference["href"], reference["title"] or None))

    # One method for each kind of block that is more than an element with children.

    def _inline(self, parent: Element, node: Node) -> None:
        text = node.content
        if parent.tag == "li" and not len(parent) and not parent.text:
            text = with_box(parent, text)
        self.mark_changed(parent, node)
        language = self.page.language_of(node)
        if not language or parent.tag not in ("li", "dd"):
            for name, value in language.items():
                parent.set(name, value)
            self.text(parent, text)
        else:
            self.text(SubElement(parent, "span", language), text)

    def _paragraph(self, parent: Element, node: Node) -> None:
        if node.hidden:
            self.children(parent, node.children)
            return
        foreign.note_directive(self.page, node)
        element = SubElement(parent, "p")
        inline = node.children[0]
        if parent.tag == "li" and len(parent) == 1:
            inline.content = with_box(element, inline.content)
        inline.content, attributes = last_line_attributes(inline.content)
        self.children(element, node.children)
        apply_attributes(attributes + node.attributes, element)

    def _heading(self, parent: Element, node: Node) -> None:
        written = int(node.tag[1])
        element = SubElement(parent, f"h{self.outline.level(written)}")
        inline = node.children[0]
        inline.content, attributes = split_attributes(inline.content)
        self.children(element, node.children)
        apply_attributes(attributes + node.attributes, element)
        self._headings.append((element, written, self.open_boxes == 0))

    def _ordered_list(self, parent: Element, node: Node) -> None:
        start = node.attrs.get("start", "1")
        element = SubElement(parent, "ol", {} if start == "1" else {"start": start})
        self.children(element, node.children)

    def _table(self, parent: Element, node: Node) -> None:
        frame = {"class": "table-scroll", "role": "group", "tabindex": "0"}
        around = SubElement(parent, "div", frame)
        around.set("aria-label", self.page.words("Table"))
        element = SubElement(around, "table")
        self.children(element, node.children)
        apply_attributes(node.attributes, element)

    def _cell(self, parent: Element, node: Node) -> None:
        element = SubElement(parent, node.kind, {"scope": "col"} if node.kind == "th" else {})
        aligned = _ALIGN.get(node.attrs.get("style", "").removeprefix("text-align:"))
        if aligned:
            element.set("class", aligned)
        self.children(element, [n for n in node.children if n.content])

    _th = _td = _cell

    def _code_block(self, parent: Element, node: Node) -> None:
        self.stash(parent, code_block(node.content))

    def _fence(self, parent: Element, node: Node) -> None:
        info = parse_info(node.info)
        if info.directive and foreign.directive(self, parent, node, info):
            return
        given = {c.removeprefix("language-") for c in re.findall(r"\.([\w+-]+)", node.attributes)}
        names = [*info.words, *info.classes, *sorted(given)]
        kind = next((_KINDS[name] for name in names[:3] if name in _KINDS), "")
        language = info.language or next(iter(sorted(given - set(_KINDS))), "")
        if info.directive:
            language = info.argument.split()[0] if info.argument else info.directive
        foreign.note_tab_mark(self.page, node)
        lang = self.page.language_of(node).get("lang", "")
        html = code_block(node.content, language, identity=info.id, kind=kind, lang=lang)
        self.stash(parent, html)

    def _math_block(self, parent: Element, node: Node) -> None:
        formula = to_mathml(node.content, display=True)
        if formula.problem:
            reason = formula.problem
            self.page.warn(node.start, "bad-mathematics", tex=node.content, reason=reason)
        # A formula runs from left to right: in a box from right to left, what is too wide for it
        # would stand where nobody can scroll.
        self.stash(parent, f'<div class="math" dir="ltr" tabindex="0">{formula.html}</div>')

    def _html_block(self, parent: Element, node: Node) -> None:
        def warn(kind: str, **values: str) -> None:
            self.page.warn(node.start, kind, **values)

        html = tame(node.content, warn, self.page.text).strip()
        language = self.page.language_of(node)
        if language and is_whole(html):
            parent = SubElement(parent, "div", language)
        if html:
            self.stash(parent, html)

    def _too_deep(self, parent: Element, node: Node) -> None:
        element = SubElement(parent, "p")
        element.text = AtomicString(node.content)

    def _footnote_reference(self, parent: Element, node: Node) -> None:
        """A footnote's text is written at the end, not where it stands."""

    def _template(self, parent: Element, node: Node) -> None:
        self.page.warn(node.start, "template-line", text=node.content)

    def _jsx(self, parent: Element, node: Node) -> None:
        foreign.self_closed(self, parent, node)

    def _component(self, parent: Element, node: Node) -> None:
        foreign.component(self, parent, node)

    def _blockquote(self, parent: Element, node: Node) -> None:
        boxes.quote(self, parent, node)

    def _div(self, parent: Element, node: Node) -> None:
        boxes.div(self, parent, node)
