"""`{#id .class key="value"}` after a heading, an image, a link or `[words]`."""

import re
from html import escape
from xml.etree.ElementTree import Element

from markdown.util import AtomicString

_ITEM = r"""(?:[#.][^\s{}#.=]+|[A-Za-z_][\w:.-]*=(?:"[^"]*"|'[^']*'|[^\s"'{}]+))"""
_LIST = rf"\{{:?\s*({_ITEM}(?:\s+{_ITEM})*)\s*\}}"
_AFTER_INLINE = re.compile(rf"(?<=[\])`*]){_LIST}")
_AT_END = re.compile(rf"(?:\s+|^){_LIST}\s*$")
_ANCHOR = re.compile(r"\[\[([\w-]+)\]\]\s*$")
_ONE = re.compile(
    r"""\#(?P<id>[^\s{}#.=]+)|\.(?P<css>[^\s{}#.=]+)
    |(?P<key>[A-Za-z_][\w:.-]*)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'{}]+))""",
    re.VERBOSE,
)
HELD = re.compile("\x02attr:([0-9]+)\x03")


class HeldAttributes:
    """Attribute lists put aside before inline patterns could read their values as Markdown."""

    def __init__(self) -> None:
        self._held: list[tuple[str, str]] = []

    def hold(self, text: str) -> str:
        """Put every list that follows an image, link, code or bracket behind a mark."""
        if "{" not in text:
            return text
        return _AFTER_INLINE.sub(self._hold_one, text)

    def _hold_one(self, found: re.Match[str]) -> str:
        self._held.append((found[0], found[1]))
        return f"\x02attr:{len(self._held) - 1}\x03"

    def restore(self, text: str, *, as_html: bool = False) -> str:
        """Put back, as they were written, the lists that belong to nothing."""
        if "\x02attr:" not in text:
            return text

        def written(found: re.Match[str]) -> str:
            plain = self._held[int(found[1])][0]
            return escape(plain) if as_html else plain

        return HELD.sub(written, text)

    def apply(self, number: str, element: Element) -> None:
        """Give an element the attributes behind a mark."""
        apply_attributes(self._held[int(number)][1], element)

    def attach(self, root: Element) -> None:
        """Give the attributes behind each mark to the element that it follows."""
        for element in root.iter():
            found = HELD.match(element.tail or "")
            if found:
                element.tail = (element.tail or "")[found.end() :]
                self.apply(found[1], element)
        for parent in root.iter("p"):
            _caption(parent)


def split_attributes(text: str) -> tuple[str, str]:
    """Part `Title {#id}`, or Hugging Face's `Title[[id]]`, into the title and its attributes."""
    found = _AT_END.search(text) if text.rstrip().endswith("}") else None
    if found:
        return text[: found.start()], found[1]
    anchor = _ANCHOR.search(text) if text.rstrip().endswith("]]") else None
    return (text[: anchor.start()], f"#{anchor[1]}") if anchor else (text, "")


def apply_attributes(items: str, element: Element) -> None:
    """Set the attributes of a list; classes are added to those that are there."""
    for found in _ONE.finditer(items):
        if found["id"]:
            element.set("id", found["id"])
        elif found["css"]:
            element.set("class", f"{element.get('class', '')} {found['css']}".strip())
        else:
            value = found["double"] or found["single"] or found["bare"] or ""
            if found["key"] == "alt" and element.get("alt", "").strip() not in ("", value):
                element.set("data-caption", element.get("alt", ""))
            element.set(found["key"], value)


def _caption(parent: Element) -> None:
    """An image that has alt= beside its bracketed text shows that text as a caption."""
    for place, image in enumerate(list(parent)):
        caption = image.attrib.pop("data-caption", "") if image.tag == "img" else ""
        if not caption:
            continue
        text = Element("span", {"class": "caption"})
        text.text, text.tail, image.tail = AtomicString(caption), image.tail, ""
        parent.insert(place + 1, text)
        if len(parent) == 2 and not (parent.text or "").strip() and not (text.tail or "").strip():
            parent.tag, text.tag = "figure", "figcaption"
            text.attrib.clear()
        return


def last_line_attributes(text: str) -> tuple[str, str]:
    """Part a paragraph from a last line that is nothing but `{.class}`."""
    before, _, last = text.rpartition("\n")
    if before and last.startswith("{") and not split_attributes(last)[0]:
        return before, split_attributes(last)[1]
    return text, ""
