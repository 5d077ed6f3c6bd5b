"""The words of a course: what its lessons' glossaries say, lesson by lesson and by alphabet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.catalog.markdown.plain_text import plain_text
from app.catalog.markdown.quiz import fold
from app.catalog.markdown.rendered import GlossaryPart, Word
from app.catalog.model import Lesson
from app.catalog.pages.pages import LessonPage

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

# Arabic dictionaries look a word up without its article.
_ARTICLE = {"ar": "ال"}


@dataclass(frozen=True)
class NamedWord:
    """A word with the id of its place on a page of words."""

    id: str
    word: Word


@dataclass(frozen=True)
class LessonWords:
    """The words of one lesson, and its page for the language that they are in."""

    lesson: Lesson
    page: LessonPage
    words: tuple[NamedWord, ...]


def course_words(catalog: "Catalog", lessons: Iterable[Lesson], lang: str) -> list[LessonWords]:
    """The lessons that explain words, in their order, with those words. Raises LessonGone."""
    found: list[LessonWords] = []
    for place, lesson in enumerate(lessons, 1):
        page = catalog.lesson_page(lesson, lang)
        words = [w for part in page.parts if isinstance(part, GlossaryPart) for w in part.words]
        if words:
            named = (NamedWord(f"w{place}-{n}", word) for n, word in enumerate(words, 1))
            found.append(LessonWords(lesson, page, tuple(named)))
    return found


def by_alphabet(found: Sequence[LessonWords]) -> list[tuple[NamedWord, LessonPage]]:
    """Every word with the page that it is from, by alphabet whatever case and accents it has."""
    words = [(word, one.page) for one in found for word in one.words]
    return sorted(words, key=lambda item: _sort_key(item[0].word, item[1].lang))


def _sort_key(word: Word, lang: str) -> str:
    return fold(plain_text(word.term_html)).removeprefix(_ARTICLE.get(lang, ""))
