"""The questions of a course's bank in a language, rendered as those in lessons are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.catalog.bank import BankFile
from app.catalog.bank_folder import QUESTIONS
from app.catalog.findings import Finding
from app.catalog.front_matter import split_front_matter
from app.catalog.languages import direction
from app.catalog.markdown.quiz import Question
from app.catalog.markdown.rendered import QuizPart, Rendered
from app.catalog.markdown.rendering import render
from app.catalog.model import Course, Lesson
from app.catalog.pages.lesson_pages import LessonGone, LessonText, translated_text
from app.catalog.pages.links import LessonLinks
from app.catalog.pages.pages import BankPage
from app.catalog.text_files import read_text

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog


@dataclass(frozen=True)
class BankLinks:
    """The links of one lesson's file of questions: an image lies in the lesson's folder, and is
    named from questions/, such as `../01-rules/figure.svg`."""

    links: LessonLinks

    def url_for_image(self, path: str) -> str | None:
        """The address of an image in the lesson's folder; None where there is no such image."""
        name = self._beside(path)
        return None if name is None else self.links.url_for_image(name)

    def url_for_link(self, path: str) -> str | None:
        """The address of a link; None where it leads nowhere. Questions and lessons lie equally
        deep, so that a path to another lesson leads there from both."""
        name = self._beside(path)
        return self.links.url_for_link(path if name is None else name)

    def size_of_image(self, path: str) -> tuple[int, int] | None:
        """Width and height of an image, where they are plain to see."""
        name = self._beside(path)
        return None if name is None else self.links.size_of_image(name)

    def _beside(self, path: str) -> str | None:
        start = f"../{self.links.lesson.slug}/"
        return path.removeprefix(start) if path.startswith(start) else None


def make_bank_page(
    catalog: "Catalog", course: Course, code: str, digest: str, words: Mapping[str, str]
) -> BankPage:
    """The page, made anew. Raises LessonGone."""
    questions: list[Question] = []
    done = total = 0.0
    for file in course.bank.seen_files:
        text = bank_text(course, file, code)
        rendered = _rendered(catalog, course, file, text, code, words)
        known = {question.question_id for question in file.questions}
        questions += (one for one in _questions(rendered) if one.id in known)
        total += len(text.text)
        done += len(text.text) * text.translated
    return BankPage(
        lang=code,
        dir=direction(code),
        questions=tuple(questions),
        digest=digest,
        translated=done / total if total else 1.0,
        reviewed=course.words.reviewed(code, course.source_lang),
    )


def bank_text(course: Course, file: BankFile, code: str) -> LessonText:
    """A file's text in a language. Raises LessonGone."""
    read = read_text(file.path)
    if isinstance(read, Finding):
        raise LessonGone(path=file.path.as_posix())
    body = split_front_matter(read.text).body
    if code == course.source_lang:
        return LessonText(body)
    place = f"{course.slug}/{QUESTIONS}/{file.path.name}"
    return translated_text(course.words, course.source_lang, body, place, code)


def links_of(
    catalog: "Catalog",
    course: Course,
    file: BankFile,
    code: str,
    texts: Mapping[str, str] | None = None,
) -> BankLinks:
    """The links of one file, whose lesson is here; `texts` translate the labels of drawings."""
    return BankLinks(LessonLinks(catalog, _lesson(course, file), code, texts or {}))


def _lesson(course: Course, file: BankFile) -> Lesson:
    return next(one for one in course.all_lessons if one.slug == file.lesson_slug)


def _rendered(
    catalog: "Catalog",
    course: Course,
    file: BankFile,
    text: LessonText,
    code: str,
    words: Mapping[str, str],
) -> Rendered:
    return render(
        text.text,
        links=links_of(catalog, course, file, code, text.texts),
        lang=code,
        untranslated=text.untranslated,
        changed=text.changed,
        source_lang=course.source_lang,
        words=lambda word: words.get(word, word),
    )


def _questions(rendered: Rendered) -> Iterator[Question]:
    return (part.question for part in rendered.parts if isinstance(part, QuizPart))
