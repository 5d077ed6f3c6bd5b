"""HTML that student code made, reduced to what is harmless on our pages."""

import re
from collections import Counter
from functools import cache
from typing import Any

_TABLE_TAGS = {"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"}
_TEXT_TAGS = {"div", "span", "p", "br", "hr", "b", "strong", "i", "em", "u", "s", "sub", "sup"}
_LIST_TAGS = {"ul", "ol", "li", "dl", "dt", "dd", "blockquote", "small", "code", "pre", "kbd"}
_TAGS = _TABLE_TAGS | _TEXT_TAGS | _LIST_TAGS | {"samp", "a", "img"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "table": {"class"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
_SMALL_NUMBER = re.compile(r"\d{1,4}\Z")
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+\Z")
_LINK = re.compile(r"https?://", re.IGNORECASE)


# The start of a tag only: an expression for whole tags takes minutes on a hostile text.
_TAG_START = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
# Tags without content, and those that the next one of their kind ends.
_NEVER_DEEP = frozenset(
    {"br", "hr", "img", "col", "input", "link", "meta", "wbr"}
    | {"li", "td", "th", "tr", "p", "dt", "dd", "thead", "tbody", "tfoot", "option"}
)
_MAX_DEPTH = 500


def is_too_deep(html: str) -> bool:
    """True for HTML nested as no table is; cleaning it would take seconds."""
    is_open: Counter[str] = Counter()
    depth = 0
    for match in _TAG_START.finditer(html):
        name = match[2].lower()
        if name in _NEVER_DEEP:
            continue
        if not match[1]:
            is_open[name] += 1
            depth += 1
        elif is_open[name]:
            is_open[name] -= 1
            depth -= 1
        if depth > _MAX_DEPTH:
            return True
    return False


def clean_html(html: str) -> str:
    """The HTML with tables, lists and text kept; no script, style, class, form or outside image.

    Classes and styles are dropped because a page made by one student must not be able to look
    like the platform's own words to another reader.
    """
    return _cleaner().clean(html)


@cache
def _cleaner() -> Any:
    import nh3

    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style", "title", "template", "noscript", "iframe", "svg"},
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed_value,
        url_schemes={"http", "https", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def _allowed_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return "dataframe" if "dataframe" in value.split() else None
    if attribute == "href":
        return value if _LINK.match(value) else None
    if attribute == "src":
        return value if _PICTURE.match(value) else None
    if attribute in ("colspan", "rowspan", "width", "height"):
        return value if _SMALL_NUMBER.match(value) else None
    if attribute == "dir":
        return value if value in ("ltr", "rtl", "auto") else None
    return value
