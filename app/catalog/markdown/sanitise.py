"""The one gate for HTML: what an author wrote or a converter made passes here before a page."""

import re
from functools import cache

import nh3

from app.catalog.markdown.highlight import CLASSES as CLASSES_OF_CODE


def _names(text: str) -> list[str]:
    return text.split()


_TEXT = _names(
    "a abbr b bdi bdo br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var wbr"
)
_BLOCKS = _names(
    "address article aside blockquote caption center col colgroup dd details div dl dt figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hr img li main ol p pre section summary table tbody "
    "td tfoot th thead tr tt ul"
)
_MATHML = _names(
    "annotation math maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom "
    "mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder "
    "munderover semantics none"
)
_SVG = _names(
    "circle clipPath defs desc ellipse g line linearGradient marker path polygon polyline "
    "radialGradient rect stop svg text title tspan"
)

TAGS = frozenset(_TEXT + _BLOCKS + _MATHML + _SVG)

# HTML that is known but has no place in a lesson; the text between its tags stays.
DROPPED = frozenset(
    _names(
        "applet area audio base body button canvas datalist dialog embed fieldset font form frame "
        "frameset head html iframe input label legend link map menu meta meter nav noscript object "
        "optgroup option output param picture progress script select slot source strike style "
        "template textarea track use video image foreignobject animate set nobr big marquee "
        "animatetransform animatemotion filter mask pattern symbol switch view hgroup search "
        "annotation-xml mglyph malignmark plaintext xmp noembed noframes isindex keygen bgsound "
        "basefont blink dir acronym"
    )
)

# Of these nothing stays, up to the closing tag.
GONE_WITH_CONTENT = {"script", "style", "noscript", "template", "textarea", "select", "object"}

_MATH_ATTRIBUTES = _names(
    "accent accentunder align columnalign columnlines columnspacing columnspan depth display "
    "displaystyle encoding fence form height largeop linethickness lspace mathbackground "
    "mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowalign rowlines "
    "rowspacing rowspan rspace scriptlevel separator stretchy symmetric voffset width frame"
)
_SVG_ATTRIBUTES = _names(
    "clip-path clip-rule cx cy d dominant-baseline dx dy fill fill-opacity fill-rule font-family "
    "font-size font-style font-weight fx fy gradientTransform gradientUnits height marker-end "
    "marker-mid marker-start markerHeight markerUnits markerWidth offset opacity orient "
    "pathLength points preserveAspectRatio r refX refY rx ry spreadMethod stop-color "
    "stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-opacity stroke-width text-anchor textLength transform "
    "vector-effect viewBox width x x1 x2 y y1 y2"
)

_EVERYWHERE = {"id", "lang", "title", "aria-label", "aria-hidden", "aria-describedby"}
_HTML_ATTRIBUTES = {
    "a": {"href", "hreflang", "name"},
    "abbr": {"title"},
    "bdo": {"dir"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "pre": {"data-lang"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
}
_ALIGNED = _names("center div figure h1 h2 h3 h4 h5 h6 img p table td th tr")

CLASSES = CLASSES_OF_CODE.union(
    _names(
        "align-center align-end align-start box callout caption caution challenge code discussion "
        "error footnote-back footnote-ref footnotes glossary hint important instructor keypoints "
        "label math missing note objectives output prereq questions short since solution "
        "table-scroll task tex tip title warning"
    )
)

_URL_IN_ATTRIBUTE = re.compile(r"url\s*\(", re.IGNORECASE)
_OWN_URL = re.compile(r"url\(#[\w-]+\)")
_PICTURE_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_SCHEMES = {"http", "https", "mailto", "tel", "data", "attachment"}


def sanitise(html: str) -> str:
    """Return the HTML with only what is safe on a page of ours, its tags balanced."""
    return _cleaner().clean(html)


def _filter(tag: str, attribute: str, value: str) -> str | None:
    """Decide on the few attributes whose value matters; called for every allowed attribute."""
    if attribute in ("href", "src"):
        scheme = value.strip().lower()
        if scheme.startswith("data:"):
            return value if tag == "img" and _PICTURE_DATA.fullmatch(value.strip()) else None
        if scheme.startswith("attachment:"):
            return value if tag == "img" else None
    elif _URL_IN_ATTRIBUTE.search(value) and tag in _SVG and not _OWN_URL.fullmatch(value.strip()):
        return None
    return value


@cache
def _cleaner() -> nh3.Cleaner:
    attributes: dict[str, set[str]] = {"*": set(_EVERYWHERE)}
    for tag in _MATHML:
        attributes[tag] = set(_MATH_ATTRIBUTES)
    for tag in _SVG:
        attributes[tag] = set(_SVG_ATTRIBUTES)
    for tag, names in _HTML_ATTRIBUTES.items():
        attributes[tag] = set(names)
    attributes["bdo"] = set()
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=GONE_WITH_CONTENT,
        attributes=attributes,
        attribute_filter=_filter,
        tag_attribute_values=_limited_values(),
        allowed_classes={tag: set(CLASSES) for tag in TAGS},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def _limited_values() -> dict[str, dict[str, set[str]]]:
    """Attributes of which only some values are safe or make sense."""
    limited: dict[str, dict[str, set[str]]] = {}
    for tag in TAGS:
        limited[tag] = {"dir": {"ltr", "rtl", "auto"}, "translate": {"no", "yes"}}
    for tag in _ALIGNED:
        limited[tag]["align"] = {"left", "center", "right"}
    for tag in ("pre", "div"):
        limited[tag]["tabindex"] = {"0"}
    limited["div"]["role"] = {"group"}
    limited["section"]["role"] = {"doc-endnotes"}
    limited["svg"]["role"] = {"img"}
    limited["ol"]["type"] = {"1", "a", "A", "i", "I"}
    return limited
