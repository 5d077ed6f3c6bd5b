"""The translators' desk: what there is to do in each course and language, and saving it."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.authoring import versions
from app.authoring.translating.entries import Entry, Work, base_of, make_work
from app.authoring.translating.errors import (
    NoSuchEntry,
    NoSuchLanguage,
    NoSuchTranslation,
    PlaceholdersLost,
    SavedMeanwhile,
    TextTooLong,
)
from app.authoring.translating.glossary import Term, read_glossary
from app.catalog.catalog import Catalog
from app.catalog.languages import Language, in_order, name_of
from app.catalog.model import Course, Exercise
from app.catalog.translation.merging import TranslationStatus
from app.catalog.translation.placeholders import lost
from app.catalog.translation.po_header import REVIEWED_BY
from app.catalog.translation.translation_files import (
    Places,
    TranslationUnreadable,
    current,
    locked,
    store,
)
from app.database import transaction

if TYPE_CHECKING:
    import polib

    from app.catalog.translation.extraction import SourceText

LONGEST = 20_000  # characters of one translation
_KEPT = 3  # courses whose work is kept in memory
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True)
class Standing:
    """How far a course is in each language that it is, or is to be, translated into.

    None stands for a file that cannot be read; `kisima check` names its line.
    """

    course: Course
    by_language: dict[str, TranslationStatus | None]


class Desk:
    """Translations of every course; safe in many threads and beside other programs."""

    def __init__(self, own: Path, shipped: Path, catalog: Callable[[], Catalog]) -> None:
        self.places = Places(own / "translations", shipped)
        self._catalog = catalog
        self._works: OrderedDict[tuple[str, str], tuple[object, Work]] = OrderedDict()
        self._counts: dict[tuple[str, str], tuple[object, TranslationStatus]] = {}
        self._lock = threading.Lock()

    def languages(self) -> tuple[Language, ...]:
        """Every language that was added or came with Kisima."""
        return in_order(code for code in self.places.languages() if name_of(code))

    def add_language(self, code: str) -> Language:
        """Begin a language; raises NoSuchLanguage for a code that nobody knows."""
        code = code.strip().replace("_", "-")
        if not name_of(code):
            raise NoSuchLanguage(code=code[:20])
        (self.places.own / code).mkdir(parents=True, exist_ok=True)
        return in_order([code])[0]

    def standings(self) -> list[Standing]:
        """All courses, drafts too, with how far they are in each language."""
        rows = []
        for course in self._catalog().all_courses:
            counts: dict[str, TranslationStatus | None] = {}
            for language in self.languages():
                if language.code == course.source_lang:
                    continue
                try:
                    counts[language.code] = self._count(course, language.code)
                except TranslationUnreadable:
                    counts[language.code] = None
            rows.append(Standing(course, counts))
        return rows

    def work(self, slug: str, lang: str) -> Work:
        """A course in one language; raises NoSuchTranslation and TranslationUnreadable."""
        course = self._course(slug, lang)
        key, state = (slug, lang), self._state(slug, lang)
        with self._lock:
            kept = self._works.get(key)
            if kept is not None and kept[0] == state:
                self._works.move_to_end(key)
                return kept[1]
        catalog = self._catalog()
        texts, template = _texts(catalog, course)
        file, _ = current(self.places, slug, lang, template)
        work = make_work(course, lang, file, texts, exercises_of(catalog, course))
        with self._lock:
            self._works[key] = (state, work)
            self._counts[key] = (state, work.status)
            while len(self._works) > _KEPT:
                self._works.popitem(last=False)
        return work

    def save(
        self, slug: str, lang: str, entry_id: str, text: str, *, base: str, by: int | None
    ) -> Entry:
        """Save one entry's translation, made on top of `base`; an empty text takes it away.

        Raises SavedMeanwhile, PlaceholdersLost, TextTooLong, NoSuchEntry and those of `work`.
        """
        entry = self.entry(slug, lang, entry_id)
        text = _cleaned(text)
        if len(text) > LONGEST:
            raise TextTooLong(most=LONGEST)
        missing = lost(entry.source, text, entry.code) if text else ()
        if missing:
            raise PlaceholdersLost(missing)

        def change(file: "polib.POFile") -> None:
            there = next(one for one in file if one.msgid == entry.source and not one.obsolete)
            if base_of(there) != base and (there.msgstr != text or there.fuzzy):
                raise SavedMeanwhile(self.entry(slug, lang, entry_id))
            there.msgstr, there.previous_msgid = text, None
            there.flags = [flag for flag in there.flags if flag != "fuzzy"]

        self.change(slug, lang, change, by=by)
        return self.entry(slug, lang, entry_id)

    def say_reviewed(self, slug: str, lang: str, name: str, *, by: int | None) -> None:
        """Say who has reviewed a translation; an empty name says that nobody has."""

        def change(file: "polib.POFile") -> None:
            file.metadata[REVIEWED_BY] = " ".join(_cleaned(name).split())[:200]

        self.change(slug, lang, change, by=by)

    def change(
        self, slug: str, lang: str, change: "Callable[[polib.POFile], None]", *, by: int | None
    ) -> None:
        """Change a translation as it is now and write the school's file, a version of it kept."""
        course = self._course(slug, lang)
        _, template = _texts(self._catalog(), course)
        with locked(self.places.own_path(slug, lang)):
            file, shipped = current(self.places, slug, lang, template)
            change(file)
            path = store(self.places, slug, lang, file, shipped)
            data = path.read_bytes()
        with transaction() as session:
            versions.add(session, f"translations/{lang}/{slug}.po", data, by=by, reason="saved")

    def whole_file(self, slug: str, lang: str) -> bytes:
        """The translation as one PO file for other programs, shipped words and all."""
        from app.catalog.translation.po_header import completed

        course = self._course(slug, lang)
        _, template = _texts(self._catalog(), course)
        file, _ = current(self.places, slug, lang, template)
        file.metadata = completed(file.metadata, name=slug, lang=lang)
        return f"{file}".encode()

    def entry(self, slug: str, lang: str, entry_id: str) -> Entry:
        """One entry as it is now; raises NoSuchEntry."""
        entry = self.work(slug, lang).by_id.get(entry_id)
        if entry is None:
            raise NoSuchEntry()
        return entry

    def glossary(self) -> tuple[Term, ...]:
        """The glossary's words, the school's own before the shipped ones."""
        roots = (self.places.own, self.places.shipped)
        return read_glossary(root / "glossary.csv" for root in roots)

    def _course(self, slug: str, lang: str) -> Course:
        course = next((one for one in self._catalog().all_courses if one.slug == slug), None)
        known = {language.code for language in self.languages()}
        if course is None or lang not in known or lang == course.source_lang:
            raise NoSuchTranslation()
        return course

    def _count(self, course: Course, lang: str) -> TranslationStatus:
        kept = self._counts.get((course.slug, lang))
        if kept is not None and kept[0] == self._state(course.slug, lang):
            return kept[1]
        return self.work(course.slug, lang).status

    def _state(self, slug: str, lang: str) -> object:
        """What the work rests on: the lessons, and both PO files as they are on the disk."""
        places = (self.places.own_path(slug, lang), self.places.shipped_path(slug, lang))
        return self._catalog().version, *(_stamp(path) for path in places)


def exercises_of(catalog: Catalog, course: Course) -> list[Exercise]:
    """The exercises that a course's lessons lead to, and whose texts are in its PO files."""
    return [one for one in catalog.all_exercises if one.course_slug == course.slug]


def _cleaned(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _texts(catalog: Catalog, course: Course) -> "tuple[list[SourceText], polib.POFile]":
    """A course's texts, and the template that they make."""
    # What reads Markdown takes memory that a server without translators does not need.
    from app.catalog.translation.extraction import as_template, course_texts

    texts = list(course_texts(catalog, course))
    return texts, as_template(iter(texts), name=course.slug, base=course.folder.parent.parent)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    # The inode too: a file that is replaced twice in one tick of the clock differs in it.
    return state.st_mtime_ns, state.st_size, state.st_ino
