"""What a Markdown text from elsewhere says that a lesson here will not: named by line.

The renderer warns of most of it. What it passes over in silence is looked for here: attributes of
HTML that have no effect, and marks that only another program understands.
"""

import re
from collections.abc import Iterator

from app.authoring.importing.markdown_links import without_code
from app.authoring.importing.problems import Problem
from app.catalog.markdown.complaints import COMPLAINTS
from app.catalog.markdown.rendering import render
from app.catalog.markdown.sanitise import TAGS
from app.errors import N_

NO_EFFECT = N_("The attribute %(name)s of the tag <%(tag)s> is left out.")
NOT_FOR_US = N_("“%(text)s” is written for another program, and is shown as it stands.")

# The importer has its own words for links and pictures, and a missing description is no loss.
_NOT_NAMED = frozenset(("missing-image", "missing-link", "missing-anchor", "missing-alt"))
_LEFT_OUT = frozenset(("removed-tag", "template-line", "instructor-inside", "image-elsewhere"))
_KNOWN_TAGS = frozenset(tag.lower() for tag in TAGS)
_TAG = re.compile(r"<(?P<name>[A-Za-z][\w-]*)(?P<rest>\s[^<>]*)>")
_ATTRIBUTE = re.compile(r"[\s\"'](?P<name>on[a-z]+|style|srcdoc)\s*=", re.IGNORECASE)
_MARKS = re.compile(
    r"""
    ^[ \t]*(?:!!!|\?\?\?\+?)[ \t]+\w[^\n]*          # a box of MkDocs
    | (?<![#\w].)!?\[\[[^\[\]\n]{1,100}\]\](?!\()   # a link or a picture of Obsidian
    | ==[^\s=][^=\n]{0,100}==                       # highlighted
    | ^[ \t]*\[toc\][ \t]*$ | ^[ \t]*\[\[_?toc_?\]\][ \t]*$
    | \{\{(?![<%])[^{}\n]{0,40}[ .|][^{}\n]{0,60}\}\}  # a variable of Jekyll, Hugo or Vue
    | ^\*\[[^\]\n]{1,40}\]:[^\n]*                   # an abbreviation of PHP Markdown
    | \\\\?\([^()\n]{1,200}\\\\?\) | \\\\?\[[^\[\]\n]{1,200}\\\\?\]  # a formula for MathJax
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)


class _Anywhere:
    """Links of a text whose files have been looked for already."""

    def url_for_image(self, path: str) -> str | None:
        return path

    def url_for_link(self, path: str) -> str | None:
        return path

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        return None


def foreign_marks(text: str, file: str) -> Iterator[Problem]:
    """What of a text would be left out, or shown as it stands; its lines count as the text's."""
    words = without_code(text)
    yield from _warned_of(text, words, file)
    told: set[tuple[str, str]] = set()
    for tag in _TAG.finditer(words):
        if tag["name"].lower() not in _KNOWN_TAGS:
            continue
        for attribute in _ATTRIBUTE.finditer(tag["rest"]):
            pair = (attribute["name"].lower(), tag["name"].lower())
            if pair not in told:
                told.add(pair)
                values = {"name": pair[0], "tag": pair[1]}
                yield Problem(_line(words, tag.start()), NO_EFFECT, values, True, file)
    for mark in _MARKS.finditer(words):
        said = " ".join(mark[0].split())[:60]
        if (said, "") not in told:
            told.add((said, ""))
            yield Problem(_line(words, mark.start()), NOT_FOR_US, {"text": said}, file=file)


def _warned_of(text: str, words: str, file: str) -> Iterator[Problem]:
    """The renderer's warnings. It names a tag where its block begins, or in code that only speaks
    of it, so the lines of tags are looked for anew."""
    tags: set[str] = set()
    for warning in render(text, links=_Anywhere()).warnings:
        if warning.id in _NOT_NAMED:
            continue
        sentence, left_out = COMPLAINTS[warning.id].sentence, warning.id in _LEFT_OUT
        tag = warning.values.get("tag", "")
        lines = [warning.line]
        if tag:
            found = re.finditer(rf"<{re.escape(tag)}(?![\w-])", words)
            lines = sorted({_line(words, one.start()) for one in found}) or lines
        if not tag or tag not in tags:
            tags.add(tag)
            for line in lines:
                yield Problem(line, sentence, warning.values, left_out, file)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
