"""The terms of a course: each explained once, in a glossary box, and not used before."""

import re
from collections.abc import Iterator, Sequence

from app.catalog.checks.lesson_figures import plain, prose_html, without_code
from app.catalog.findings import Finding
from app.catalog.markdown.rendered import GlossaryPart
from app.catalog.model import Lesson
from app.catalog.pages.pages import LessonPage
from app.catalog.text_files import read_text
from app.catalog.wordings import Wording

Pages = Sequence[tuple[Lesson, LessonPage]]

_BRACKETS = re.compile(r"\s*\((.*?)\)")
_STRONG = re.compile(r"<strong>(.*?)</strong>", re.DOTALL)
_LONGEST_TERM = 4  # words; what is longer, or ends like a sentence, is stress and no term
_NO_TERM = re.compile(r"\d|[.:?!,]$")


def word_findings(pages: Pages) -> Iterator[Finding]:
    """Terms that are explained twice, stand in the prose of an earlier lesson, or are set in bold
    and explained nowhere. The last two are to be judged: a term may be an everyday word too."""
    terms: dict[str, tuple[int, Lesson]] = {}
    known: set[str] = set()
    for place, (lesson, page) in enumerate(pages):
        for term in _terms(page):
            name = name_of(term)
            # Of a term of two words, or with an abbreviation in brackets, a part may be bold.
            parts = re.split(r"[()\s]+", term)
            known.update(map(_stem, (name, *parts, *_BRACKETS.findall(term))))
            if name in terms:
                said = f"“{term}” is explained in {terms[name][1].slug} too."
                yield _found(lesson, "word-twice", name, said)
            terms.setdefault(name, (place, lesson))
    for place, (lesson, page) in enumerate(pages):
        prose = without_code(prose_html(page))
        early = {
            name: where.slug
            for name, (first, where) in terms.items()
            if first > place and _whole(name).search(prose)
        }
        if early:
            words = ", ".join(f"{name} ({slug})" for name, slug in early.items())
            said = f"Used before they are explained: {words}."
            yield _found(lesson, "word-early", next(iter(early)), said)
        unknown = [one for one in _bold(page) if _stem(one) not in known]
        if unknown:
            said = f"Bold, and in no glossary: {', '.join(unknown)}."
            yield _found(lesson, "word-unknown", unknown[0], said)


def name_of(term: str) -> str:
    """A term without what stands beside it in brackets."""
    return _BRACKETS.sub("", term).strip().lower()


def _terms(page: LessonPage) -> Iterator[str]:
    for part in page.parts:
        if isinstance(part, GlossaryPart):
            yield from (plain(word.term_html) for word in part.words)


def _bold(page: LessonPage) -> list[str]:
    """What is set in bold like a term, in the lesson's prose."""
    found = dict.fromkeys(plain(one) for one in _STRONG.findall(prose_html(page)))
    return [one for one in found if not _NO_TERM.search(one) and len(one.split()) <= _LONGEST_TERM]


def _stem(word: str) -> str:
    return name_of(word).removeprefix("to ").removesuffix("s")


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}s?(?!\w)", re.IGNORECASE)


def _found(lesson: Lesson, id: str, word: str, said: str) -> Finding:
    words = Wording("%(said)s", "", "warning")
    return Finding(lesson.path, _line_of(lesson, word), id, {"said": said}, words)


def _line_of(lesson: Lesson, word: str) -> int:
    """The first line of a lesson's file with a word, from 1."""
    file = read_text(lesson.path)
    lines = [] if isinstance(file, Finding) else file.text.split("\n")
    return next((n for n, line in enumerate(lines, 1) if _whole(word).search(line)), 1)
