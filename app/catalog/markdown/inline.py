"""The inline half: Python-Markdown with the patterns that lessons need beside its own."""

import re
import string
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import HtmlInlineProcessor, InlineProcessor, SimpleTagInlineProcessor
from markdown.util import AtomicString

from app.catalog.markdown.mathematics import DISPLAY, INLINE
from app.catalog.markdown.raw_html import tame

if TYPE_CHECKING:
    from app.catalog.markdown.writer import Writer

Found = tuple[Element | str | None, int | None, int | None]
_NOTHING: Found = (None, None, None)

_EMOJI = {
    "smile": "😄", "smiley": "😃", "grinning": "😀", "wink": "😉", "thinking": "🤔", "heart": "❤️",
    "tada": "🎉", "rocket": "🚀", "bulb": "💡", "warning": "⚠️", "thumbsup": "👍", "+1": "👍",
    "white_check_mark": "✅", "x": "❌", "fire": "🔥", "star": "⭐", "sparkles": "✨", "book": "📖",
    "books": "📚", "pencil": "📝", "pencil2": "✏️", "computer": "💻", "hugs": "🤗", "wave": "👋",
    "eyes": "👀", "point_right": "👉", "question": "❓", "exclamation": "❗", "mag": "🔍",
}  # fmt: skip
# Roles that only place or size something, and so have no words of their own.
_SILENT_ROLES = frozenset({"width", "height", "begin_tab", "end_tab", "index"})
_ANCHOR_ROLES = frozenset({"label", "eqlabel"})


# A text without any of these needs none of the patterns.
MARKED = re.compile("[\\\\`*_\\[\\]<>$&~:{}\x02]|  \n")


class _Math(InlineProcessor):
    def __init__(self, pattern: str, writer: "Writer", display: bool) -> None:
        super().__init__(pattern)
        self.writer, self.display = writer, display

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        tex = self.writer.held.restore(m[1])
        if "\x02" in tex or not tex.strip():
            return _NOTHING
        element = Element("formula", {"display": "block"} if self.display else {})
        element.text = AtomicString(tex)
        return element, m.start(), m.end()


class _Footnote(InlineProcessor):
    def __init__(self, writer: "Writer") -> None:
        super().__init__(r"\[\^([^\]\s]+)\]")
        self.writer = writer

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        element = self.writer.notes.reference(m[1])
        if element is None:
            self.writer.page.warn_at_text(m[0], "unknown-footnote", name=m[1])
            return _NOTHING
        return element, m.start(), m.end()


class _Role(InlineProcessor):
    """Sphinx's :role:`text` and MyST's {role}`text`: the text stays."""

    def __init__(self, writer: "Writer") -> None:
        super().__init__(r"(?::([a-z][\w:+.-]*):|\{([a-z][\w:+.-]*)\})`([^`\n]*)`|:(end_tab):")
        self.writer = writer

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        name = m[1] or m[2] or m[4]
        text = m[3] or ""
        if name in _ANCHOR_ROLES:
            element = Element("span", {"id": text})
            return element, m.start(), m.end()
        self.writer.page.warn_at_text(m[0], "unknown-role", name=name)
        if name in _SILENT_ROLES:
            return "", m.start(), m.end()
        titled = re.fullmatch(r"(.+?)\s*<[^<>]*>", text)
        shown = Element("span")
        shown.text = AtomicString(titled[1] if titled else text)
        return shown, m.start(), m.end()


class _Span(InlineProcessor):
    """[words]{.class}"""

    def __init__(self, writer: "Writer") -> None:
        super().__init__("\\[([^\\[\\]]+)\\]\x02attr:([0-9]+)\x03")
        self.writer = writer

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        element = Element("span")
        element.text = m[1]
        self.writer.held.apply(m[2], element)
        return element, m.start(), m.end()


class _Template(InlineProcessor):
    """{% … %} and {{< … >}} in the middle of a text."""

    def __init__(self, writer: "Writer") -> None:
        super().__init__(r"\{%[^\n]*?%\}|\{\{[<%][^\n]*?[%>]\}\}")
        self.writer = writer

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        if "\x02" in m[0]:
            return _NOTHING
        self.writer.page.warn_at_text(m[0], "template-line", text=m[0])
        return "", m.start(), m.end()


class _Html(HtmlInlineProcessor):
    def __init__(self, pattern: str, md: Markdown, writer: "Writer") -> None:
        super().__init__(pattern, md)
        self.writer = writer

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        raw = self.writer.held.restore(self.backslash_unescape(self.unescape(m[1])))

        def warn(kind: str, **values: str) -> None:
            self.writer.page.warn_at_text(m[1], kind, **values)

        html = tame(raw, warn, self.writer.page.text)
        if html.startswith("&lt;"):
            return _NOTHING
        return self.md.htmlStash.store(html), m.start(), m.end()


class _Address(InlineProcessor):
    """A bare https:// address becomes a link."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        address = m[0].rstrip(".,;:!?'\"*_")
        while address.endswith(")") and address.count("(") < address.count(")"):
            address = address[:-1].rstrip(".,;:!?'\"*_")
        if len(address) < 10 or "\x02" in address:
            return _NOTHING
        element = Element("a", {"href": address})
        element.text = AtomicString(address)
        return element, m.start(), m.start() + len(address)


class _Break(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        return Element("br"), m.start(), m.end()


class _Emoji(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        character = _EMOJI.get(m[1])
        return (character, m.start(), m.end()) if character else _NOTHING


class References(dict[str, Any]):
    """Link definitions found by their labels as CommonMark compares them."""

    def __contains__(self, label: object) -> bool:
        return super().__contains__(str(label).lower().upper())

    def __getitem__(self, label: str) -> Any:
        return super().__getitem__(label.lower().upper())


def make_inline(writer: "Writer") -> Markdown:
    """A Python-Markdown that reads inline text only, for one writer."""
    md = Markdown()
    md.ESCAPED_CHARS = list(string.punctuation)
    md.treeprocessors.deregister("prettify")
    patterns = md.inlinePatterns
    patterns.register(_Role(writer), "role", 195)
    patterns.register(_Math(DISPLAY, writer, True), "display-math", 186)
    patterns.register(_Math(INLINE, writer, False), "math", 185)
    patterns.register(_Break(r"\\\n"), "break", 181)
    patterns.register(_Template(writer), "template", 179)
    patterns.register(_Footnote(writer), "footnote", 175)
    patterns.register(_Span(writer), "span", 165)
    html = patterns["html"]
    assert isinstance(html, HtmlInlineProcessor)
    patterns.register(_Html(html.pattern, md, writer), "html", 90)
    patterns.register(_Address(r"\bhttps?://[^\s<>\x02\x03]+", md), "address", 85)
    patterns.register(_Emoji(r":([a-z0-9_+-]{1,20}):", md), "emoji", 75)
    patterns.register(SimpleTagInlineProcessor(r"()~~(?=\S)(.+?)(?<=\S)~~", "del"), "del", 55)
    return md
