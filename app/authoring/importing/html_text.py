"""HTML, as Moodle's editor writes it, to Markdown. What Markdown lacks stays text."""

import re
from html.parser import HTMLParser

from app.authoring.importing.plain_text import markdown_of_plain

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_AROUND = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`", "kbd": "`",
    "del": "~~", "s": "~~",
}  # fmt: skip
_KEPT = frozenset(("sub", "sup"))
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 section article blockquote table tr ul ol dl dt dd hr".split()  # noqa: SIM905
)
_GONE = frozenset(("script", "style", "head", "title", "template", "object"))
_EMPTY = frozenset(("br", "img", "hr", "input", "meta", "link", "source", "col", "wbr"))


def has_html(text: str) -> bool:
    """Whether a text looks like HTML rather than plain text."""
    return _TAG.search(text) is not None


def markdown_of_html(html: str) -> tuple[str, tuple[str, ...]]:
    """Markdown, and the addresses of the pictures in it, which travel apart."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:
        # What Python's reader says to half a declaration, such as `<![`.
        return markdown_of_plain(html), ()
    return reader.markdown(), tuple(reader.pictures)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pictures: list[str] = []
        self._out: list[str] = []
        self._lists: list[list[int]] = []  # the next number, 0 for bullets
        self._gone = 0
        self._raw = 0  # inside code, where nothing is escaped
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _GONE:
            self._gone += 1
        if self._gone:
            return
        if tag == "br":
            self._out.append("\n" if self._raw else "\\\n")
        elif tag == "img":
            self.pictures.append(given.get("src", ""))
            name = given.get("src", "").rpartition("/")[2]
            self._out.append(f"![{markdown_of_plain(given.get('alt', ''))}]({name})")
        elif tag == "pre":
            self._raw += 1
            self._out.append("\n\n```\n")
        elif tag in _AROUND and not (self._raw and tag != "code"):
            self._out.append("" if self._raw else _AROUND[tag])
            self._raw += _AROUND[tag] == "`"
        elif tag in _KEPT:
            self._out.append(f"<{tag}>")
        elif tag == "a":
            self._links.append(given.get("href", ""))
            self._out.append("[" if self._links[-1] else "")
        elif tag == "li":
            self._item()
        elif tag in ("ul", "ol"):
            self._lists.append([1 if tag == "ol" else 0])
            self._out.append("\n\n" if len(self._lists) == 1 else "")
        elif tag in _BLOCKS:
            self._out.append("\n\n")
        elif tag in ("td", "th"):
            self._out.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _GONE:
            self._gone = max(0, self._gone - 1)
            return
        if self._gone or tag in _EMPTY:
            return
        if tag == "pre" and self._raw:
            self._raw -= 1
            self._out.append("\n```\n\n")
        elif tag in _AROUND:
            if _AROUND[tag] == "`":
                self._raw = max(0, self._raw - 1)
            self._out.append("" if self._raw else _AROUND[tag])
        elif tag in _KEPT:
            self._out.append(f"</{tag}>")
        elif tag == "a" and self._links:
            href = self._links.pop()
            self._out.append(f"]({href.replace(' ', '%20')})" if href else "")
        elif tag in ("ul", "ol"):
            self._lists = self._lists[:-1]
            self._out.append("" if self._lists else "\n\n")
        elif tag in _BLOCKS:
            self._out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._gone:
            return
        self._out.append(data if self._raw else markdown_of_plain(re.sub(r"\s+", " ", data)))

    def _item(self) -> None:
        indent = "  " * max(0, len(self._lists) - 1)
        mark = "-"
        if self._lists and self._lists[-1][0]:
            mark = f"{self._lists[-1][0]}."
            self._lists[-1][0] += 1
        self._out.append(f"\n{indent}{mark} ")

    def markdown(self) -> str:
        text = "".join(self._out)
        # Spaces that HTML does not show, and marks around nothing.
        text = re.sub(r"\*\*\s*\*\*|``(?!`)", "", text)
        text = re.sub(r"[ \t]+\n", "\n", text)
        text = re.sub(r"(?:\\\n)+(?=\n|\Z)", "\n", text)
        return re.sub(r"\n{3,}", "\n\n", text).strip().removesuffix("\\").strip()
