"""The HTML of one lesson's page, made fit to stand in one file with others.

Ids get the chapter's name, links inside the course lead to its chapters, images travel in the file,
and other links become words with their address behind them. The HTML is what our own code made and
sanitised: tags are balanced and written in one way, so that a pattern finds them.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from app.catalog.catalog import Catalog
from app.catalog.markdown.quiz import Option, Question
from app.catalog.model import Lesson
from app.web.learn.files import SHOWN

_TAG = re.compile(r"<(?P<end>/?)(?P<tag>[A-Za-z][\w-]*)(?P<rest>(?:\s[^\s=>\"]+(?:=\"[^\"]*\")?)*)")
_ATTRIBUTE = re.compile(r"\s(?P<name>[^\s=>\"]+)(?:=\"(?P<value>[^\"]*)\")?")
_ENDNOTES = 'role="doc-endnotes"'
_ID = re.compile(r"<[^<>]*?\sid=\"([^\"]+)\"")
_INSIDE = re.compile(r" href=\"#([^\"]*)\"")
_OWN_URL = re.compile(r"url\(#([^)\"']+)\)")
_NAMES = frozenset({"id", "name", "for", "headers", "aria-labelledby", "aria-describedby"})
_LEADING = frozenset({"href", "xlink:href"})
_ELSEWHERE = frozenset({"src", "srcset", "poster", "data", "action", "formaction", "background"})


@dataclass(frozen=True)
class OnePage:
    """Texts of one lesson or exercise; `prefix` keeps their ids apart from those of others, and
    `name` the label of its footnotes.

    `places` are the ids in the file of what pages' addresses lead to, `image` gives the bytes and
    the type of what an address shows, or None.
    """

    prefix: str
    places: Mapping[str, str]
    image: Callable[[str], tuple[bytes, str] | None]
    name: str = ""

    def html(self, text: str) -> str:
        """A text with all that it needs in itself."""
        pieces: list[str] = []
        links: list[tuple[int, _Link]] = []  # those that are open, and where their words begin
        done = 0
        for found in _TAG.finditer(text):
            pieces.append(text[done : found.start()])
            done = found.end()
            if found["tag"] != "a":
                pieces.append(found[0] if found["end"] else self._tag(found["tag"], found["rest"]))
            elif not found["end"]:
                link = self._link(found["rest"])
                pieces.append(link.opening)
                links.append((len(pieces), link))
            elif links:
                start, link = links.pop()
                pieces.append(link.closing("".join(pieces[start:])))
        pieces.append(text[done:])
        return "".join(pieces)

    def question(self, question: Question) -> Question:
        """A question with its texts so."""
        options = (
            Option(self.html(one.html), one.right, self.html(one.feedback_html))
            for one in question.options
        )
        return replace(
            question,
            prompt_html=self.html(question.prompt_html),
            options=tuple(options),
            feedback_html=self.html(question.feedback_html),
        )

    def _link(self, rest: str) -> "_Link":
        address = unescape(dict(_ATTRIBUTE.findall(rest)).get("href", ""))
        inside = self._inside(address)
        if inside:
            return _Link(self._tag("a", rest) + f' href="#{escape(inside)}"')
        if not urlsplit(address).scheme:
            # A file beside the lesson: its name says which.
            address = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
        return _Link(self._tag("span", rest), address)

    def _inside(self, address: str) -> str:
        """The place in this file that an address leads to, or nothing."""
        if address.startswith("#"):
            return f"{self.prefix}-{address[1:]}" if len(address) > 1 else ""
        path, _, anchor = address.partition("#")
        place = self.places.get(path, "")
        return f"{place}-{anchor}" if place and anchor else place

    def _tag(self, tag: str, rest: str) -> str:
        kept = []
        for name, value in _ATTRIBUTE.findall(rest):
            if name in _NAMES and value:
                value = " ".join(f"{self.prefix}-{one}" for one in value.split())
            elif tag == "img" and name == "src":
                value = self._source(unescape(value))
            elif name in _LEADING and value.startswith("#") and tag not in ("a", "span"):
                value = f"#{self.prefix}-{value[1:]}"
            elif name in _LEADING or name in _ELSEWHERE or name == "loading":
                continue
            elif name == "aria-label" and _ENDNOTES in rest and self.name:
                value = f"{value}: {escape(self.name)}"
            value = _OWN_URL.sub(rf"url(#{self.prefix}-\1)", value)
            kept.append(f' {name}="{value}"' if value or name == "alt" else f" {name}")
        return f"<{tag}{''.join(kept)}"

    def _source(self, address: str) -> str:
        if address.startswith("data:"):
            return escape(address)
        found = self.image(address)
        if found is None:
            return "data:,"
        data, kind = found
        return f"data:{kind};base64,{b64encode(data).decode('ascii')}"


@dataclass(frozen=True)
class _Link:
    """The start of a link without its last sign; `address` is where one leads that leaves the file,
    and of which only the words stay."""

    opening: str
    address: str | None = None

    def closing(self, words: str) -> str:
        """Its end, without the last sign, after an address that its words do not say."""
        if self.address is None:
            return "</a"
        if not self.address or unescape(words.removeprefix(">").strip()) == self.address:
            return "</span"
        return f' <span class="address" dir="ltr">({escape(self.address)})</span></span'


def without_dead_links(html: str) -> str:
    """A whole file without links to what is not in it, such as a heading of a lesson's text in the
    guide; their words stay."""
    there = set(_ID.findall(html))
    return _INSIDE.sub(lambda found: found[0] if found[1] in there else "", html)


def image_of(catalog: Catalog, lesson: Lesson) -> Callable[[str], tuple[bytes, str] | None]:
    """What gives the images beside a lesson by the addresses that its page names."""
    start = f"/courses/{lesson.course_slug}/{lesson.slug}/files/"

    def image(address: str) -> tuple[bytes, str] | None:
        name = unquote(urlsplit(address).path)
        name = name.removeprefix(start) if name.startswith(start) else ""
        kind = SHOWN.get(f".{name.rpartition('.')[2].lower()}", "") if name else ""
        if not kind.startswith("image/"):
            return None
        path = lesson.files.get(name)
        try:
            data = path.read_bytes() if path is not None else catalog.figure_at(lesson, name)
        except OSError:
            return None
        return None if data is None else (data, kind)

    return image
