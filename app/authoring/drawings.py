"""Drawings (SVG) from anywhere, reduced to shapes and words that can do nothing by themselves.

Only elements and attributes on a list stay; scripts, links, other files, style sheets and
everything that an editor adds for itself go. SVG 2: https://www.w3.org/TR/SVG2/.
"""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_DEEPEST = 60

_ELEMENTS = frozenset(
    """
    svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan
    linearGradient radialGradient stop marker clipPath mask pattern
    """.split()  # noqa: SIM905
)
_LOOKS = frozenset(
    """
    clip-path clip-rule color display dominant-baseline fill fill-opacity fill-rule font-family
    font-size font-style font-weight letter-spacing marker marker-end marker-mid marker-start mask
    opacity paint-order stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor
    vector-effect visibility
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = _LOOKS | frozenset(
    """
    id x y x1 y1 x2 y2 cx cy r rx ry d dx dy fx fy width height points transform viewBox version
    preserveAspectRatio pathLength offset gradientTransform gradientUnits spreadMethod
    clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform
    markerHeight markerUnits markerWidth orient refX refY role rotate textLength lengthAdjust
    """.split()  # noqa: SIM905
)
_URL = re.compile(r"url\s*\(", re.IGNORECASE)
_OWN_URL = re.compile(r"\s*url\(\s*[\"']?#[\w.-]+[\"']?\s*\)\s*[\w#(),.% -]*")
_START = re.compile(rb"<(?:\w{1,20}:)?svg[\s>]")


def is_drawing(data: bytes) -> bool:
    """Whether a file begins as an SVG drawing does."""
    head = data[:20_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and _START.search(head) is not None


def clean_drawing(data: bytes) -> bytes | None:
    """The drawing with only what is on the list; None where it cannot be read.

    Entities are refused as a whole, because a few bytes of them can stand for gigabytes.
    """
    if b"<!ENTITY" in data or b"\x00" in data:
        return None
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    cleaned = _cleaned(root, 0)
    if cleaned is None or cleaned.tag != "svg":
        return None
    cleaned.set("xmlns", NAMESPACE)
    return ElementTree.tostring(cleaned, encoding="utf-8")


def _cleaned(element: Element, depth: int) -> Element | None:
    name = _local_name(element)
    if name not in _ELEMENTS or depth > _DEEPEST:
        return None
    made = Element(name, _attributes(element, name))
    made.text = element.text
    for child in element:
        kept = _cleaned(child, depth + 1)
        if kept is not None:
            made.append(kept)
            kept.tail = child.tail
        elif child.tail and child.tail.strip():
            _add_text(made, child.tail)
    return made


def _local_name(element: Element) -> str:
    """The name of an element of SVG; empty for comments and those of other namespaces."""
    if not isinstance(element.tag, str):
        return ""
    namespace, _, name = element.tag.rpartition("}")
    return name if namespace in ("", "{" + NAMESPACE) else ""


def _attributes(element: Element, name: str) -> dict[str, str]:
    found = {}
    for key, value in element.attrib.items():
        if key == "style":
            found.update(_declarations(value))
        elif key in _ATTRIBUTES and _is_harmless(value):
            found.setdefault(key, value)
        elif name == "use" and key in ("href", _XLINK_HREF) and value.startswith("#"):
            found["href"] = value
        elif key in ("aria-label", "aria-hidden"):
            found[key] = value
    return found


def _declarations(style: str) -> dict[str, str]:
    """What a style attribute says, as attributes, which say the same in SVG."""
    pairs = (part.partition(":") for part in style.split(";"))
    found = {key.strip().lower(): value.strip() for key, _, value in pairs}
    return {key: value for key, value in found.items() if key in _LOOKS and _is_harmless(value)}


def _is_harmless(value: str) -> bool:
    return "\\" not in value and (not _URL.search(value) or _OWN_URL.fullmatch(value) is not None)


def _add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
