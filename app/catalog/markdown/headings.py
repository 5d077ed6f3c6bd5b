"""Headings: ids that are unique and keep their letters, and levels without gaps."""

import re
import unicodedata
from xml.etree.ElementTree import Element

from app.catalog.markdown.attributes import HELD
from app.catalog.markdown.page import Page
from app.catalog.markdown.rendered import Heading
from app.catalog.one_line import one_line

_STASHED = re.compile("\x02[^\x03]*\x03")


class Outline:
    """The heading levels of a page, which begin at 2 since its title is the <h1>."""

    def __init__(self) -> None:
        self.open_levels: list[int] = []

    def level(self, written: int) -> int:
        """The level on the page of a heading that was written with so many # marks."""
        while self.open_levels and self.open_levels[-1] >= written:
            self.open_levels.pop()
        self.open_levels.append(written)
        return min(6, len(self.open_levels) + 1)


def slug(text: str) -> str:
    """An id made of a heading's words, letters of any script kept: "How much?" -> "how-much"."""
    kept = [
        c if unicodedata.category(c)[0] in "LNM" or c in "_-" else " " if c.isspace() else ""
        for c in unicodedata.normalize("NFC", text.lower())
    ]
    return re.sub(r"[\s-]+", "-", "".join(kept)).strip("-")[:80] or "section"


def text_of(element: Element) -> str:
    """The words of a finished inline element, an image's alt text included."""
    pieces: list[str] = []
    for one in element.iter():
        pieces.append(one.get("alt", "") if one.tag == "img" else one.text or "")
        if one is not element:
            pieces.append(one.tail or "")
    # iter() gives tails too early for nested elements; for words alone that does not matter.
    return one_line(HELD.sub("", _STASHED.sub("", "".join(pieces))))


def name_heading(element: Element, written: int, page: Page, *, outline: bool) -> None:
    """Give a heading its id, and write it into the table of contents when it belongs there."""
    text = text_of(element)
    if written == 1 and not page.title:
        page.title = text
    given = page.heading_ids.pop(0) if outline and page.heading_ids else ""
    identity = element.get("id") or given or slug(text)
    unique, count = identity, 2
    while unique in page.ids:
        unique, count = f"{identity}-{count}", count + 1
    page.ids.add(unique)
    element.set("id", unique)
    if outline:
        page.toc.append(Heading(int(element.tag[1]), unique, text))
