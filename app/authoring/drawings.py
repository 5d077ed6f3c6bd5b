"""Drawings (SVG) from anywhere, reduced to shapes and words that can do nothing by themselves.

Only elements and attributes on a list stay; scripts, links, other files and everything that an
editor adds for itself go. SVG 2: https://www.w3.org/TR/SVG2/.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from app.authoring.drawing_styles import LOOKS, is_harmless, kept_declarations, kept_sheet

NAMESPACE = "http://www.w3.org/2000/svg"
_HTML = "http://www.w3.org/1999/xhtml"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DEEPEST = 60
_MOST_HOPS = 200
_TOO_MANY = 100_000  # elements, each `use` counted as what it shows

_ELEMENTS = frozenset(
    """
    svg g defs symbol use switch title desc path rect circle ellipse line polyline polygon text
    tspan style linearGradient radialGradient stop marker clipPath mask pattern
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = LOOKS | frozenset(
    """
    id class lang role translate data-mirror data-room x y x1 y1 x2 y2 cx cy r rx ry d dx dy fx fy
    width height points transform viewBox version preserveAspectRatio pathLength offset
    gradientTransform gradientUnits
    spreadMethod clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits
    patternTransform markerHeight markerUnits markerWidth orient refX refY rotate textLength
    lengthAdjust
    """.split()  # noqa: SIM905
)
_LED = frozenset(("use", "linearGradient", "radialGradient", "pattern"))
_WORDS = frozenset(("aria-label", "aria-hidden", "aria-labelledby", f"{_XML}lang", f"{_XML}space"))
_START = re.compile(rb"<(?:\w{1,20}:)?svg[\s>]")
_PLAIN_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=[\"']1\.0[\"'](?: encoding=[\"'](?i:utf-8)[\"'])?"
    rb"(?: standalone=[\"'](?:yes|no)[\"'])?\s*\?>)?"
)


@dataclass(frozen=True)
class Drawing:
    """A drawing that can do nothing by itself: the same bytes where nothing had to go.

    `left_out` names what could have acted, or led elsewhere: elements and attributes.
    """

    data: bytes
    left_out: tuple[str, ...] = ()


def is_drawing(data: bytes) -> bool:
    """Whether a file begins as an SVG drawing does."""
    head = data[:20_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and _START.search(head) is not None


def clean_drawing(data: bytes) -> Drawing | None:
    """The drawing with only what is on the list; None where it cannot be read.

    Entities are refused as a whole, because a few bytes of them can stand for gigabytes, and so
    are drawings whose parts show each other too many times over.
    """
    if b"<!ENTITY" in data or b"\x00" in data:
        return None
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    cleaner = _Cleaner()
    cleaned = cleaner.cleaned(root, 0)
    if cleaned is None or cleaned.tag != "svg" or _drawn(cleaned) >= _TOO_MANY:
        return None
    if not cleaner.changed and root.tag != "svg" and _is_plain(data):
        return Drawing(data)
    cleaned.set("xmlns", NAMESPACE)
    left_out = tuple(dict.fromkeys(cleaner.left_out))
    return Drawing(ElementTree.tostring(cleaned, encoding="utf-8"), left_out)


class _Cleaner:
    """Makes an element anew, and notes what went."""

    def __init__(self) -> None:
        self.left_out: list[str] = []
        self.changed = False

    def cleaned(self, element: Element, depth: int) -> Element | None:
        space, name = _named(element)
        if space in ("", NAMESPACE) and name == "a":
            self._drop("")
            name = "g"  # what a link shows is a part of the drawing
        if space not in ("", NAMESPACE) or name not in _ELEMENTS or depth > _DEEPEST:
            self._drop(name if space in ("", NAMESPACE, _HTML) and name != "metadata" else "")
            return None
        made = Element(name, self._attributes(element, name))
        if name == "style":
            made.text = self._sheet(element)
            return made if made.text else None
        words, last = [element.text], None
        for child in element:
            kept = self.cleaned(child, depth + 1)
            if kept is not None:
                _put_words(made, last, words)
                made.append(kept)
                words, last = [], kept
            words.append(child.tail)
        _put_words(made, last, words)
        return made

    def _sheet(self, element: Element) -> str:
        """The style sheet of an element, its rules kept where they only say how things look."""
        text = "".join(element.itertext())
        kept = kept_sheet(text)
        if kept != text or len(element):
            self._drop("style")
        return kept

    def _attributes(self, element: Element, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, value in element.attrib.items():
            if key == "style":
                found.update(self._looks(value))
            elif key in _WORDS or (key in _ATTRIBUTES and is_harmless(value)):
                found.setdefault(key, value)
            elif name == "style" and (key, value) in (("type", "text/css"), ("media", "all")):
                found[key] = value
            elif name in _LED and key in ("href", f"{{{_XLINK}}}href") and value.startswith("#"):
                found["href"] = value
            else:
                self._drop(_acting(key))
        return found

    def _looks(self, style: str) -> dict[str, str]:
        """What a style attribute says, as attributes, which say the same in SVG."""
        looks = kept_declarations(style)
        said = [part.partition(":")[2] for part in style.split(";") if part.strip()]
        if not all(map(is_harmless, said)):
            self._drop("style")
        self.changed |= len(looks) < len(said)
        return looks

    def _drop(self, name: str) -> None:
        self.changed = True
        if name:
            self.left_out.append(name[:40])


def _named(element: Element) -> tuple[str, str]:
    """The namespace and the name of an element."""
    space, _, name = element.tag.rpartition("}")
    return space.removeprefix("{"), name


def _acting(attribute: str) -> str:
    """The name of an attribute that could act or lead elsewhere; empty for an editor's notes."""
    space, _, name = attribute.rpartition("}")
    is_known = name in _ATTRIBUTES or name.lower().startswith("on") or name in ("href", "src")
    return name if is_known and space in ("", f"{{{_XLINK}") else ""


def _is_plain(data: bytes) -> bool:
    """Whether a drawing is UTF-8 with nothing before it that a browser would follow."""
    head = _PLAIN_HEAD.match(data)
    rest = data[head.end() if head else 0 :]
    try:
        rest.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"<?" not in rest and b"<!DOCTYPE" not in rest


def _drawn(root: Element) -> int:
    """How many elements are drawn when each `use` is replaced by what it shows, as far as it
    matters."""
    by_id = {element.get("id", ""): element for element in root.iter()}
    known: dict[Element, int] = {}

    def count(element: Element, hops: int) -> int:
        if hops > _MOST_HOPS:
            return _TOO_MANY
        if element in known:
            return known[element]
        known[element] = 0  # a circle, which browsers do not draw
        total = 1 + sum(count(child, hops + 1) for child in element)
        shown = by_id.get(element.get("href", "")[1:]) if element.tag == "use" else None
        if shown is not None:
            total += count(shown, hops + 1)
        known[element] = min(total, _TOO_MANY)
        return known[element]

    return count(root, 0)


def _put_words(parent: Element, last: Element | None, words: list[str | None]) -> None:
    """Put text where it stood: behind the last child, or before the first."""
    text = "".join(filter(None, words))
    if last is None:
        parent.text = text
    else:
        last.tail = text
