"""What can be learned, as values: courses, lessons and exercises, without any rendering."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.catalog.bank import AssessmentPlan, Bank
from app.catalog.languages import fallback_chain
from app.catalog.one_line import one_line
from app.catalog.rubric import Rubric, RubricRow, ShownRow
from app.catalog.settings_file import Standard
from app.catalog.settings_file import State as State
from app.catalog.translation.po_words import PoWords, ShortText
from app.catalog.wrong_table import Excuses
from app.notebooks.expected import Expected

Counts = Literal["best", "last"]
Kind = Literal["lesson", "project"]


@dataclass(frozen=True)
class Exercise:
    """An exercise's folder, read.

    `time_limit` is in seconds for the whole notebook, `cell_limit` in seconds for one cell and
    `memory_limit` in MB; None where the author leaves it to the server. `attempts` is how many
    times a student may hand in, None for any number. `files` maps names in the kernel's folder
    (`data/heights.csv`) to files. `wrong` are notebooks that must not get full marks, and
    `wrong_expected` what tests give some of them, by file name. `excused` are lines of the
    solution that no change breaks. `digest` is of the source notebook.
    `rubric` has rows for cells that a person marks, by grade_id, and `points_by_hand` is what they
    are worth together; tests give the rest of `max_score`.
    """

    id: str
    slug: str
    folder: Path
    digest: str
    source_title: str
    source_lang: str
    time_limit: float | None
    cell_limit: float | None
    memory_limit: int | None
    attempts: int | None
    counts: Counts
    by_value: bool
    max_score: float
    files: Mapping[str, Path]
    wrong: tuple[Path, ...]
    wrong_expected: Mapping[str, Expected]
    course_slug: str | None
    words: PoWords = field(repr=False, compare=False)
    state: State = "published"
    points_by_hand: float = 0.0
    rubric: Rubric = field(default_factory=dict)
    excused: Excuses = field(default_factory=dict)

    @property
    def points_of_tests(self) -> float:
        """The points that tests can give."""
        return self.max_score - self.points_by_hand

    @property
    def path(self) -> Path:
        """The instructor's notebook, with its solution and hidden tests."""
        return self.folder / "exercise.ipynb"

    def title(self, lang: str) -> str:
        """The title in a language, or in the source language."""
        return self.words.title(lang, self.source_title, self.source_lang)

    def row(self, lang: str, row: RubricRow) -> ShownRow:
        """A row of the rubric in a language; as it is for one that is no longer in the file."""
        found = self.words.short(lang, row.text, self.source_lang)
        return ShownRow(one_line(found.text), row.points, found.lang, found.changed)

    @property
    def languages(self) -> frozenset[str]:
        """The codes of the languages that this exercise has files for."""
        return self.words.languages | {self.source_lang}

    def language_for(self, lang: str) -> str:
        """The language it is shown in to somebody who asks for `lang`."""
        return first_available(lang, self.languages, self.source_lang)


@dataclass(frozen=True)
class Lesson:
    """A lesson's file, its front matter read and its Markdown not.

    `minutes` is the time it takes, None where the author did not say. `exercise` is a slug.
    `question_ids` are in the order of the text. A lesson of kind "project" ends its course: it
    has no number, and its work is marked by a person as well. `variants` maps a language to a file
    of its own (`lesson.sw.md`); `files` are those that may be served, by their paths from the
    lesson's folder. They may lie in another folder than the lesson, when the school has copied the
    lesson alone.
    """

    id: str
    slug: str
    course_slug: str
    folder: Path
    digest: str
    source_title: str
    source_lang: str
    minutes: int | None
    competencies: tuple[str, ...]
    exercise: str | None
    question_ids: tuple[str, ...]
    variants: Mapping[str, "Variant"]
    files: Mapping[str, Path]
    words: PoWords = field(repr=False, compare=False)
    state: State = "published"
    is_open: bool = True  # students may see it: it and its course are published
    kind: Kind = "lesson"
    has_words: bool = False  # it explains words in a glossary

    @property
    def path(self) -> Path:
        """The file in the source language."""
        return self.folder / "lesson.md"

    def title(self, lang: str) -> str:
        """The title in a language, or in the source language."""
        for code in fallback_chain(lang, self.source_lang):
            variant = self.variants.get(code)
            if variant is not None and variant.title:
                return variant.title
            if code in self.words.languages or code == self.source_lang:
                break
        return self.words.title(lang, self.source_title, self.source_lang)

    @property
    def languages(self) -> frozenset[str]:
        """The codes of the languages that this lesson has files for."""
        return self.words.languages | set(self.variants) | {self.source_lang}

    def language_for(self, lang: str) -> str:
        """The language it is shown in to somebody who asks for `lang`."""
        return first_available(lang, self.languages, self.source_lang)


@dataclass(frozen=True)
class Variant:
    """A lesson's file of its own in another language, and who reviewed it (empty: nobody yet)."""

    path: Path
    title: str
    digest: str
    reviewed_by: str


@dataclass(frozen=True)
class Course:
    """A course's folder: what course.yaml says, and its lessons in their order.

    `lessons` are those that students see, `all_lessons` those in every state, and `unread` the
    folders of lessons whose file cannot be read. `hours` is the whole course's, None where the
    author did not say. `assessment` is None where the course has none, or no questions for it.
    `standard` is the one that its authors hold it to (see checks.standard), empty for none.
    What students will be able to do, what they should know and what they need are lists of
    sentences, as the author wrote them; see `outcomes`, `prerequisites`, `materials`.
    """

    id: str
    slug: str
    folder: Path
    lessons: tuple[Lesson, ...]
    source_title: str
    source_summary: str
    source_lang: str
    level: str
    hours: float | None
    sector: str
    licence: str
    authors: tuple[str, ...]
    competencies: tuple[str, ...]
    words: PoWords = field(repr=False, compare=False)
    all_lessons: tuple[Lesson, ...] = ()
    unread: tuple[str, ...] = ()
    source_outcomes: tuple[str, ...] = ()
    source_prerequisites: tuple[str, ...] = ()
    source_materials: tuple[str, ...] = ()
    state: State = "published"
    bank: Bank = field(default_factory=Bank, repr=False)
    assessment: AssessmentPlan | None = None
    standard: Standard = ""

    def title(self, lang: str) -> str:
        """The title in a language, or in the source language."""
        return self.words.title(lang, self.source_title, self.source_lang)

    def outcomes(self, lang: str) -> tuple[ShortText, ...]:
        """What students will be able to do after the course, in a language."""
        return self._said(lang, self.source_outcomes)

    def prerequisites(self, lang: str) -> tuple[ShortText, ...]:
        """What students should know before they begin, in a language."""
        return self._said(lang, self.source_prerequisites)

    def materials(self, lang: str) -> tuple[ShortText, ...]:
        """What a class needs for the course, in a language."""
        return self._said(lang, self.source_materials)

    def _said(self, lang: str, sentences: tuple[str, ...]) -> tuple[ShortText, ...]:
        return tuple(self.words.short(lang, one, self.source_lang) for one in sentences)

    def unreviewed(self, lang: str) -> bool:
        """Whether somebody who asks for `lang` reads a translation that no speaker has reviewed."""
        available = self.words.languages | {self.source_lang}
        code = first_available(lang, available, self.source_lang)
        return code != self.source_lang and not self.words.reviewed(code, self.source_lang)

    @property
    def source_sentences(self) -> tuple[str, ...]:
        """Every sentence of course.yaml that is translated, beside title and summary."""
        return self.source_outcomes + self.source_prerequisites + self.source_materials

    @property
    def numbered(self) -> tuple[Lesson, ...]:
        """The lessons that students see and that have a number: all but projects."""
        return tuple(lesson for lesson in self.lessons if lesson.kind != "project")

    def number_of(self, lesson: Lesson) -> int | None:
        """A lesson's number, from 1; None for a project."""
        return self.numbered.index(lesson) + 1 if lesson in self.numbered else None

    def summary(self, lang: str) -> str:
        """One or two sentences on the course, or nothing."""
        if not self.source_summary:
            return ""
        return self.words.title(lang, self.source_summary, self.source_lang)

    def is_source(self, lang: str) -> bool:
        """Whether somebody who asks for `lang` reads the course as it was written."""
        return self.source_lang in fallback_chain(lang, lang)

    def reviewed(self, lang: str) -> bool:
        """Whether a speaker has reviewed this translation; the source needs no review."""
        return self.words.reviewed(lang, self.source_lang)

    @property
    def languages(self) -> frozenset[str]:
        """The codes of the languages that this course has files for."""
        variants = {code for lesson in self.lessons for code in lesson.variants}
        return self.words.languages | variants | {self.source_lang}


def first_available(lang: str, available: frozenset[str], source: str) -> str:
    """The first language in the fallback chain that is there; the source always is."""
    return next(code for code in fallback_chain(lang, source) if code in available)
