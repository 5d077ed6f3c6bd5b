"""Making one lesson's page: its text in a language, rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.catalog.findings import Finding
from app.catalog.front_matter import split_front_matter
from app.catalog.languages import direction
from app.catalog.markdown.rendering import render
from app.catalog.model import Lesson
from app.catalog.pages.figures import drawings
from app.catalog.pages.links import LessonLinks
from app.catalog.pages.pages import LessonPage
from app.catalog.text_files import read_text
from app.catalog.translation.po_words import PoWords
from app.catalog.translation.segments import segments, splice
from app.errors import N_, KisimaError

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog


class LessonGone(KisimaError):
    """A lesson's file was there when the catalogue was loaded, and cannot be read any more."""

    sentence = N_(
        "The file of this lesson (%(path)s) cannot be read. Please tell your teacher; after the "
        "file is mended, open the lesson again."
    )


@dataclass(frozen=True)
class LessonText:
    """A lesson's Markdown in a language, its front matter replaced by empty lines.

    `untranslated` are ranges of lines that are still in the source language, `changed` those whose
    original has changed since; `translated` is the share of characters that are in neither.
    `texts` are all translations in the language, those of other lessons too.
    """

    text: str
    untranslated: Sequence[range] = ()
    changed: Sequence[range] = ()
    translated: float = 1.0
    reviewed: bool = True
    texts: Mapping[str, str] = field(default_factory=dict)


def make_lesson_page(
    catalog: "Catalog", lesson: Lesson, code: str, digest: str, words: Mapping[str, str]
) -> LessonPage:
    """The page, made anew. Raises LessonGone."""
    text = lesson_text(lesson, code)
    heading_ids: list[str] = []
    if code != lesson.source_lang and code not in lesson.variants:
        # The same #anchors in every language: a link to a heading may come from anywhere.
        heading_ids = [h.id for h in catalog.lesson_page(lesson, lesson.source_lang).toc]
    rendered = render(
        text.text,
        links=LessonLinks(catalog, lesson, code, text.texts),
        lang=code,
        untranslated=text.untranslated,
        changed=text.changed,
        source_lang=lesson.source_lang,
        words=lambda word: words.get(word, word),
        heading_ids=heading_ids,
    )
    return LessonPage(
        lang=code,
        dir=direction(code),
        title=lesson.title(code),
        parts=tuple(rendered.parts),
        toc=tuple(rendered.toc),
        digest=digest,
        translated=text.translated,
        reviewed=text.reviewed,
        changed=len(text.changed),
    )


def lesson_text(lesson: Lesson, code: str) -> LessonText:
    """The lesson's text in one of its languages. Raises LessonGone."""
    variant = lesson.variants.get(code)
    path = variant.path if variant else lesson.path
    file = read_text(path)
    if isinstance(file, Finding):
        raise LessonGone(path=path.as_posix())
    body = split_front_matter(file.text).body
    if variant is not None:
        texts = lesson.words.read(code).texts if any(drawings(lesson)) else {}
        return LessonText(body, reviewed=bool(variant.reviewed_by), texts=texts)
    if code == lesson.source_lang:
        return LessonText(body)
    return translated_lesson(lesson, body, code)


def translated_lesson(lesson: Lesson, body: str, code: str) -> LessonText:
    """A lesson's body with what the PO files of a language say."""
    place = f"{lesson.course_slug}/{lesson.slug}/lesson.md"
    return translated_text(lesson.words, lesson.source_lang, body, place, code)


def translated_text(
    words: PoWords, source_lang: str, body: str, place: str, code: str
) -> LessonText:
    """A Markdown body with what the PO files of a language say; `place` is how the path of its
    file ends."""
    po = words.read(code)
    known = {segment.text for segment in segments(body)}
    older = po.older_texts(known, place)
    total = done = 0

    def translate(source: str) -> str | None:
        nonlocal total, done
        found = po.texts.get(source)
        total += len(source)
        done += len(source) if found else 0
        return found

    spliced = splice(body, translate, older)
    share = done / total if total else 1.0
    reviewed = words.reviewed(code, source_lang)
    return LessonText(
        spliced.text, spliced.untranslated, spliced.changed, share, reviewed, po.texts
    )
