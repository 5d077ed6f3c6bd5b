"""Pages, made once for each content: a lesson in a language, an exercise in a language.

What takes time (Markdown, sanitising, PO files) happens when a page is not in the cache, and is
imported only then.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.catalog.cache import PageCache
from app.catalog.data_sheets import digest_of_sheets
from app.catalog.digests import digest_of, renderer_version
from app.catalog.markdown.quiz import Question
from app.catalog.markdown.rendered import Heading, Part
from app.catalog.markdown.words import WORDS
from app.catalog.model import Course, Exercise, Lesson, first_available
from app.catalog.pages.course_share import course_share, parts_of_share
from app.catalog.pages.data_pages import DataPage, make_data_page
from app.catalog.pages.figures import make_figure
from app.catalog.pages.kept_names import (
    bank_name,
    exercise_name,
    figure_name,
    known_names,
    lesson_name,
    share_name,
)
from app.catalog.pages.links import files_with_versions
from app.catalog.pages.stored import from_json, to_json
from app.catalog.translation.po_words import PoWords

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog


@dataclass(frozen=True)
class LessonPage:
    """A rendered lesson. `lang` is the language it is in, which may be its source's.

    `translated` is the share of its text, 0 to 1, that is in `lang`; `reviewed` says whether a
    speaker has read the translation. `changed` counts the blocks whose original has changed since
    they were translated. `digest` changes whenever the page would.
    """

    lang: str
    dir: Literal["ltr", "rtl"]
    title: str
    parts: tuple[Part, ...]
    toc: tuple[Heading, ...]
    digest: str
    translated: float
    reviewed: bool
    changed: int = 0


@dataclass(frozen=True)
class CellView:
    """One cell of a release, ready to be shown.

    `html` is the rendered text of a Markdown cell, and the coloured code of a locked code cell.
    `title` is what a test cell tests. `solution` cells are the ones that students write in.
    """

    id: str
    kind: Literal["markdown", "code", "raw"]
    html: str
    source: str
    locked: bool
    grade_id: str
    points: float
    title: str
    solution: bool


@dataclass(frozen=True)
class ExercisePage:
    """An exercise's release, ready to be shown; see LessonPage for what the values mean."""

    lang: str
    dir: Literal["ltr", "rtl"]
    title: str
    cells: tuple[CellView, ...]
    digest: str
    translated: float
    reviewed: bool
    changed: int = 0


@dataclass(frozen=True)
class BankPage:
    """All questions that can be drawn in a course, in the bank's order: of every language the same
    ones with the same options. For the other values see LessonPage."""

    lang: str
    dir: Literal["ltr", "rtl"]
    questions: tuple[Question, ...]
    digest: str
    translated: float
    reviewed: bool

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """The questions by their ids."""
        return {question.id: question for question in self.questions}


class PageMaker:
    """Makes the pages of one catalogue and keeps them in its cache."""

    def __init__(self, catalog: "Catalog", cache: PageCache, interface: PoWords) -> None:
        self._catalog = catalog
        self._cache = cache
        self._interface = interface
        interface.expect(*WORDS)
        self._keys: dict[tuple[str, str, str], str] = {}
        self._share_keys: dict[tuple[str, str], str] = {}
        cache.known_names = self._known_names

    def lesson_page(self, lesson: Lesson, lang: str) -> LessonPage:
        """See Catalog.lesson_page."""
        code = lesson.language_for(lang)
        key = self._key(lesson.digest, lesson.words, code, files_with_versions(lesson))
        return self._cache.fetch(
            lesson_name(lesson, code),
            key,
            lambda: self._new_lesson_page(lesson, code, key),
            encode=to_json,
            decode=from_json,
        )

    def figure(
        self, lesson: Lesson, name: str, code: str, texts: Mapping[str, str] | None = None
    ) -> bytes | None:
        """See Catalog.figure."""
        path = lesson.files.get(name)
        if path is None or path.suffix.lower() != ".svg" or code not in lesson.words.languages:
            return None
        try:
            data = path.read_bytes()
        except OSError:
            return None
        made = self._cache.fetch(
            figure_name(lesson, name, code),
            digest_of(renderer_version(), data, lesson.words.digest(code), code),
            lambda: _new_figure(data, lesson, code, texts),
            encode=str,
            decode=str,
        )
        return made.encode() or None

    def exercise_page(self, exercise: Exercise, lang: str) -> ExercisePage:
        """See Catalog.exercise_page."""
        code = exercise.language_for(lang)
        key = self._key(exercise.digest, exercise.words, code)
        return self._cache.fetch(
            exercise_name("page", exercise, code),
            key,
            lambda: self._new_exercise_page(exercise, code, key),
            encode=to_json,
            decode=from_json,
        )

    def data_page(self, exercise: Exercise, lang: str) -> DataPage:
        """See Catalog.data_page."""
        code = exercise.language_for(lang)
        return self._cache.fetch(
            exercise_name("data", exercise, code),
            self._key(digest_of_sheets(exercise.folder), exercise.words, code),
            lambda: make_data_page(exercise, code),
            encode=to_json,
            decode=from_json,
        )

    def bank_page(self, course: Course, lang: str) -> BankPage:
        """See Catalog.bank_page."""
        code = first_available(
            lang, course.words.languages | {course.source_lang}, course.source_lang
        )
        slugs = {file.lesson_slug for file in course.bank.seen_files}
        lessons = [lesson for lesson in course.lessons if lesson.slug in slugs]
        files = [f"{one.slug}/{name}" for one in lessons for name in files_with_versions(one)]
        digest = digest_of(*(file.digest for file in course.bank.seen_files))
        key = self._key(digest, course.words, code, files)
        return self._cache.fetch(
            bank_name(course, code),
            key,
            lambda: self._new_bank_page(course, code, key),
            encode=to_json,
            decode=from_json,
        )

    def release(self, exercise: Exercise, lang: str) -> dict[str, Any]:
        """See Catalog.release."""
        return json.loads(self._notebook("release", exercise, lang))

    def source(self, exercise: Exercise, lang: str) -> dict[str, Any]:
        """See Catalog.source."""
        return json.loads(self._notebook("source", exercise, lang))

    def translated(self, course: Course, lang: str) -> float:
        """See Catalog.translated."""
        code = first_available(lang, course.languages, course.source_lang)
        if code == course.source_lang:
            return float(course.is_source(lang))
        if (course.slug, code) not in self._share_keys:
            parts = parts_of_share(self._catalog, course, code)
            self._share_keys[course.slug, code] = digest_of(renderer_version(), *parts)
        return self._cache.fetch(
            share_name(course, code),
            self._share_keys[course.slug, code],
            lambda: course_share(self._catalog, course, code),
            encode=float,
            decode=float,
        )

    def words(self, code: str) -> Mapping[str, str]:
        """The translations of the few words that rendering adds to a text."""
        return self._interface.head(code).texts if code in self._interface.languages else {}

    def _notebook(self, kind: Literal["release", "source"], exercise: Exercise, lang: str) -> str:
        code = exercise.language_for(lang)
        return self._cache.fetch(
            exercise_name(kind, exercise, code),
            self._key(exercise.digest, exercise.words, code),
            lambda: self._new_notebook(kind, exercise, code),
            encode=str,
            decode=str,
        )

    def _new_lesson_page(self, lesson: Lesson, code: str, key: str) -> LessonPage:
        from app.catalog.pages.lesson_pages import make_lesson_page

        return make_lesson_page(self._catalog, lesson, code, key, self.words(code))

    def _new_bank_page(self, course: Course, code: str, key: str) -> BankPage:
        from app.catalog.pages.bank_pages import make_bank_page

        return make_bank_page(self._catalog, course, code, key, self.words(code))

    def _new_exercise_page(self, exercise: Exercise, code: str, key: str) -> ExercisePage:
        from app.catalog.pages.exercise_pages import make_exercise_page

        return make_exercise_page(self._catalog, exercise, code, key, self.words(code))

    def _new_notebook(self, kind: str, exercise: Exercise, code: str) -> str:
        from app.catalog.pages.exercise_pages import make_release, make_source

        make = make_release if kind == "release" else make_source
        return json.dumps(make(exercise, code), ensure_ascii=False)

    def _key(self, digest: str, words: PoWords, code: str, names: Iterable[str] = ()) -> str:
        """Everything that a page depends on, in one digest, worked out once."""
        asked = (digest, words.name, code)
        if asked not in self._keys:
            self._keys[asked] = self._new_key(digest, words, code, sorted(names))
        return self._keys[asked]

    def _new_key(self, digest: str, words: PoWords, code: str, names: list[str]) -> str:
        own_words = digest_of(*(f"{word}\t{text}" for word, text in self.words(code).items()))
        parts = (digest, words.digest(code), code, own_words, self._addresses, *names)
        return digest_of(renderer_version(), *parts)

    @cached_property
    def _addresses(self) -> str:
        """A digest of all that a link may lead to: a new lesson mends the links to it."""
        lessons = [
            f"{course.slug}/{lesson.slug}"
            for course in self._catalog.courses
            for lesson in course.lessons
        ]
        return digest_of(*lessons, *(exercise.slug for exercise in self._catalog.exercises))

    def _known_names(self) -> set[str]:
        """Every name that this catalogue uses in the cache."""
        return known_names(self._catalog) | set(self._interface.cache_names())


def _new_figure(data: bytes, lesson: Lesson, code: str, texts: Mapping[str, str] | None) -> str:
    """The drawing with translated labels; empty where none is."""
    made = make_figure(data, lesson.words.read(code).texts if texts is None else texts, code)
    return "" if made == data else made.decode()


def interface_paths(translations: tuple[Path, ...]) -> dict[str, tuple[Path, ...]]:
    """The PO files of the interface: language code to file."""
    found: dict[str, tuple[Path, ...]] = {}
    for root in translations:
        for path in sorted(root.glob("*/LC_MESSAGES/messages.po")):
            found.setdefault(path.parent.parent.name, (path,))
    return found
