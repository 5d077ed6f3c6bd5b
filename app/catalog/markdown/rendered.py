"""What rendering a Markdown text gives: plain values, free of the machinery that makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Protocol

from app.catalog.markdown.quiz import Question


class Links(Protocol):
    """Tells where the files that a text names are served; None means that there is no such file.

    The size is width and height in pixels, None where it is not known.
    Paths come as the author wrote them, percent-decoded, without query and #fragment.
    """

    def url_for_image(self, path: str) -> str | None: ...

    def url_for_link(self, path: str) -> str | None: ...

    def size_of_image(self, path: str) -> tuple[int, int] | None: ...


@dataclass(frozen=True)
class Html:
    """A run of sanitised HTML that everybody may see."""

    html: str


@dataclass(frozen=True)
class InstructorPart:
    """A run of sanitised HTML that only instructors may see."""

    html: str


@dataclass(frozen=True)
class QuizPart:
    """A quiz question in its place."""

    question: Question


@dataclass(frozen=True)
class Word:
    """A word of a lesson's glossary and what it means, both as sanitised HTML."""

    term_html: str
    meaning_html: str


@dataclass(frozen=True)
class GlossaryPart:
    """The words of a lesson in its author's order, under a heading of plain text.

    A lesson's page leads to the words of its course, which are a page of their own.
    """

    label: str
    words: tuple[Word, ...]

    @property
    def html(self) -> str:
        """All the words as one box, for paper and previews."""
        rows = (f"<dt>{w.term_html}</dt><dd>{w.meaning_html}</dd>" for w in self.words)
        label = f'<p class="label">{escape(self.label)}</p>'
        return f'<div class="callout glossary">{label}<dl>{"".join(rows)}</dl></div>'


Part = Html | QuizPart | InstructorPart | GlossaryPart


@dataclass(frozen=True)
class Heading:
    """A heading outside boxes; its level is the one on the page (2 to 6)."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Warning:
    """Something in the text that its author should mend; `line` counts from 1.

    `complaints.COMPLAINTS` has a sentence and a cure for each id, with places for the values.
    """

    line: int
    id: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendered:
    """A rendered text. `title` is the text of its first top-level heading, or empty."""

    parts: tuple[Part, ...]
    toc: tuple[Heading, ...]
    warnings: tuple[Warning, ...]
    title: str = ""
