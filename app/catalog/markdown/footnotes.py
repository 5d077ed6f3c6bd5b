"""Footnotes: numbered where they are first mentioned, listed at the end."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from app.catalog.markdown.nodes import Node

# The tag of a mention until its number is known.
PLACE = "footnote-place"


class Notes:
    """The footnotes of one run of text. `prefix` keeps ids of several runs apart."""

    def __init__(self, known: Mapping[str, Node], prefix: str = "") -> None:
        self.known = known
        self.prefix = prefix
        self.order: list[str] = []
        self.mentions: dict[str, int] = {}

    def reference(self, label: str) -> Element | None:
        """A place for the number that leads to a footnote; None when there is no such note."""
        return Element(PLACE, {"label": label}) if label in self.known else None

    def number(self, place: Element) -> None:
        """Write the small raised number into its place.

        To be called in the order of the text, which is not the order in which Python-Markdown
        reads the inline texts of a page.
        """
        label = place.attrib.pop("label")
        if label not in self.order:
            self.order.append(label)
        self.mentions[label] = self.mentions.get(label, 0) + 1
        number = str(self.order.index(label) + 1)
        again = f"-{self.mentions[label]}" if self.mentions[label] > 1 else ""
        place.tag = "sup"
        place.set("class", "footnote-ref")
        place.set("id", f"fnref-{self.prefix}{number}{again}")
        link = SubElement(place, "a", {"href": f"#fn-{self.prefix}{number}"})
        link.text = AtomicString(number)

    def anchor(self, label: str) -> tuple[str, str]:
        """The id of a footnote and the address of its first mention."""
        number = self.order.index(label) + 1
        return f"fn-{self.prefix}{number}", f"#fnref-{self.prefix}{number}"
