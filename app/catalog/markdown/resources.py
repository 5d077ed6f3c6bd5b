"""Links and images of finished HTML: addresses from `Links`, and a warning for what is missing."""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import TypeVar
from urllib.parse import unquote

from app.catalog.markdown.page import Page
from app.catalog.markdown.rendered import Links

T = TypeVar("T")

# After sanitising, every tag is written in one way, so that a pattern can find them.
_TAG = re.compile(r'<(?P<tag>a|img)(?P<rest>(?:\s[^\s=>"]+(?:="[^"]*")?)*)\s*/?>')
_ATTRIBUTE = re.compile(r'\s([^\s=>"]+)(?:="([^"]*)")?')
_ID = re.compile(r'<[^<>]*?\s(?:id|name)="([^"]*)"')
_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_OWN_SCHEME = re.compile(r"(?:mailto|tel):", re.IGNORECASE)


def ids_in(html: str) -> set[str]:
    """The places that a #link can lead to."""
    return {unescape(name) for name in _ID.findall(html)}


def connect(html: str, links: Links, page: Page, anchors: set[str]) -> str:
    """Give the links and images of sanitised HTML their addresses."""

    def one_tag(found: re.Match[str]) -> str:
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found["rest"])}
        if found["tag"] == "a":
            return _link(attributes, links, page, anchors)
        return _image(attributes, links, page)

    return _TAG.sub(one_tag, html) if "<a" in html or "<img" in html else html


def _tag(name: str, attributes: dict[str, str]) -> str:
    return (
        f"<{name}{''.join(f' {k}={chr(34)}{escape(v)}{chr(34)}' for k, v in attributes.items())}>"
    )


def _link(attributes: dict[str, str], links: Links, page: Page, anchors: set[str]) -> str:
    href = attributes.get("href", "").strip()
    if _ELSEWHERE.match(href):
        return _tag("a", attributes)
    attributes.pop("rel", None)
    if not href or _OWN_SCHEME.match(href):
        return _tag("a", attributes)
    path, mark, fragment = href.partition("#")
    if not path:
        if fragment and unquote(fragment) not in anchors and fragment not in anchors:
            page.warn_at_text(href, "missing-anchor", anchor=fragment)
        return _tag("a", attributes)
    address = _ask(links.url_for_link, path)
    if address is None:
        page.warn_at_text(href, "missing-link", path=href)
        attributes.pop("href")
        return _tag("a", {**attributes, "class": "missing"})
    return _tag("a", {**attributes, "href": address + mark + fragment})


def _image(attributes: dict[str, str], links: Links, page: Page) -> str:
    source = attributes.get("src", "").strip()
    alt = attributes.get("alt", "")
    if not alt.strip() and not page.is_decorative(source):
        page.warn_at_text(source, "missing-alt", path=source)
    if _ELSEWHERE.match(source):
        page.warn_at_text(source, "image-elsewhere", path=source)
        address: str | None = None
    elif source.lower().startswith("data:"):
        address = source
    else:
        address = _ask(links.url_for_image, source) if source else None
        if address is None:
            page.warn_at_text(source, "missing-image", path=source)
    if address is None:
        name = alt or unquote(source.rsplit("/", 1)[-1])
        return f'<span class="missing">{escape(name, quote=False)}</span>'
    size = None
    if attributes.keys().isdisjoint(("width", "height")) and source != "":
        size = _ask(links.size_of_image, source)
    if size is not None:
        # The page keeps the place free and does not jump when the image arrives.
        attributes |= {"width": str(size[0]), "height": str(size[1])}
    attributes |= {"src": address, "alt": alt, "loading": "lazy", "decoding": "async"}
    return _tag("img", attributes)


def _ask(about: Callable[[str], T | None], path: str) -> T | None:
    return about(unquote(path.partition("?")[0].partition("#")[0]))
