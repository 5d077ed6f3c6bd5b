"""HTML that an author wrote: what is no HTML at all becomes text again, and the rest is looked at.

This makes texts readable; `sanitise` makes them safe.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

from app.catalog.markdown.sanitise import DROPPED, GONE_WITH_CONTENT, TAGS

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w.:-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>"
)
_SOURCE = re.compile(r"""\b(?:src|data)\s*=\s*["']?(https?://[^\s"'>]+)""", re.IGNORECASE)
_KNOWN = frozenset(tag.lower() for tag in TAGS)
_PLAYERS = frozenset({"iframe", "embed", "video", "audio", "source", "object"})

Warn = Callable[..., None]


def tame(html: str, warn: Warn, source: str = "") -> str:
    """Return the HTML with comments gone, unknown tags as text, and players as plain links.

    `warn(id, **values)` hears of every tag that will not be on the page. `source` is the whole
    text: `<Name>` is a component only with attributes or where `</Name>` is in it.
    """

    def one_tag(found: re.Match[str]) -> str:
        name = found["name"]
        if name.lower() in _KNOWN:
            return found[0]
        if not found["end"] and _swallows(name.lower(), html[found.end() :], source or html):
            return escape(found[0], quote=False)
        if name.lower() in DROPPED:
            warn("removed-tag", tag=name)
            player = _SOURCE.search(found["rest"])
            if player and name.lower() in _PLAYERS:
                address = escape(player[1])
                return f'{found[0]}</{name}> <a href="{address}">{address}</a> '
            return found[0]
        rest = found["rest"]
        if name[0].isupper() and ("=" in rest or rest.endswith("/") or f"</{name}>" in source):
            warn("unknown-tag", tag=name)
            return ""
        return escape(found[0], quote=False)

    return _TAG.sub(one_tag, _COMMENT.sub("", html))


def _swallows(name: str, after: str, source: str) -> bool:
    """Whether all the rest of a page would go with a tag, because nothing ever closes it: somebody
    writes of `<script>` and forgot the marks of code."""
    if name not in GONE_WITH_CONTENT or f"</{name}" in after.lower():
        return False
    return _open_and_closed(name, source) > 0


@lru_cache(maxsize=16)
def _open_and_closed(name: str, source: str) -> int:
    """How many more tags of a name are opened in a text than closed."""
    found = re.findall(rf"<(/?){name}(?![\w-])", source, re.IGNORECASE)
    return found.count("") - found.count("/")


def is_whole(html: str) -> bool:
    """Tell whether a block of HTML closes the tag that it begins with."""
    found = _TAG.match(html.strip())
    return bool(found) and html.rstrip().lower().endswith(f"</{found['name'].lower()}>")  # type: ignore[index]


def has_words(html: str) -> bool:
    """Tell whether there is something to read in a block of HTML."""
    return any(c.isalpha() for c in _TAG.sub("", _COMMENT.sub("", html))) or bool(
        re.search(r"""\b(?:alt|title)\s*=\s*["'][^"']*\w""", _COMMENT.sub("", html))
    )
