"""The texts of a course with their translations into one language, as translators see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.catalog.bank_folder import QUESTIONS
from app.catalog.digests import digest_of
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.translation.merging import TranslationStatus, status
from app.catalog.translation.python_text import CodeText

if TYPE_CHECKING:
    import polib

    from app.catalog.translation.extraction import SourceText

State = Literal["to_do", "changed", "done"]
STATES: tuple[State, ...] = ("to_do", "changed", "done")


@dataclass(frozen=True)
class Entry:
    """One text and its translation.

    `id` stands for the source text, and `base` for the translation as it is now, which saving asks
    for. A `changed` entry has the translation of `previous`, the text that stood there before.
    `part` is the id of the part that it belongs to, `kind` a segment's kind, "title" or "rubric".
    """

    id: str
    source: str
    translation: str
    state: State
    previous: str
    comment: str
    kind: str
    part: str
    base: str
    code: CodeText | None = None


@dataclass(frozen=True)
class Part:
    """The course's own texts, a lesson's or an exercise's, with its entries in reading order."""

    id: str
    course: Course
    lesson: Lesson | None
    exercise: Exercise | None
    entries: tuple[Entry, ...]

    def title(self, lang: str) -> str:
        """What it is called in a language."""
        return (self.lesson or self.exercise or self.course).title(lang)

    def count(self, state: State) -> int:
        """How many entries are in a state."""
        return sum(entry.state == state for entry in self.entries)


@dataclass(frozen=True)
class Work:
    """A course in one language: all its parts, and how far it is."""

    course: Course
    lang: str
    parts: tuple[Part, ...]
    status: TranslationStatus
    by_id: Mapping[str, Entry] = field(repr=False)

    def next_after(self, entry_id: str) -> Entry | None:
        """The next entry that is not done, from a place on and then from the beginning."""
        entries = list(self.by_id.values())
        place = next((n for n, one in enumerate(entries) if one.id == entry_id), -1)
        around = [*entries[place + 1 :], *entries[: max(place, 0)]]
        return next((one for one in around if one.state != "done"), None)

    def neighbours(self, entry_id: str) -> tuple[Entry | None, Entry | None]:
        """The entries before and after one, in reading order."""
        entries = list(self.by_id.values())
        place = next(n for n, one in enumerate(entries) if one.id == entry_id)
        before = entries[place - 1] if place else None
        after = entries[place + 1] if place + 1 < len(entries) else None
        return before, after

    def part(self, part_id: str) -> Part | None:
        """A part by its id."""
        return next((one for one in self.parts if one.id == part_id), None)


def make_work(
    course: Course,
    lang: str,
    file: "polib.POFile",
    texts: "Iterable[SourceText]",
    exercises: Sequence[Exercise],
) -> Work:
    """The work on a course from its merged PO file and its texts; each text is there once."""
    known = {entry.msgid: entry for entry in file if not entry.obsolete}
    parts: dict[str, list[Entry]] = {}
    owners = _owners(course, exercises)
    by_id: dict[str, Entry] = {}
    for text in texts:
        entry = known.pop(text.text, None)
        if entry is None:
            continue
        folder = text.path.parent.name
        part = owners.get(text.path.stem if folder == QUESTIONS else folder, "course")
        made = _entry(entry, text, part)
        parts.setdefault(part, []).append(made)
        by_id[made.id] = made
    return Work(course, lang, tuple(_parts(course, exercises, parts)), status(file), by_id)


def id_of(source: str) -> str:
    """The id of a source text."""
    return digest_of(source)[:12]


def base_of(entry: "polib.POEntry") -> str:
    """What stands for a translation as it is now, its state included."""
    return digest_of(entry.msgstr, "changed" if entry.fuzzy else "")[:12]


def _entry(entry: "polib.POEntry", text: "SourceText", part: str) -> Entry:
    state: State = "changed" if entry.fuzzy and entry.msgstr else "done"
    return Entry(
        id=id_of(text.text),
        source=text.text,
        translation=entry.msgstr,
        state=state if entry.msgstr else "to_do",
        previous=(entry.previous_msgid or "") if entry.fuzzy else "",
        comment=text.comment,
        kind=text.kind,
        part=part,
        base=base_of(entry),
        code=text.code,
    )


def _owners(course: Course, exercises: Sequence[Exercise]) -> dict[str, str]:
    """The id of the part for the name of each folder."""
    lessons = {lesson.folder.name: f"lesson-{lesson.slug}" for lesson in course.all_lessons}
    return {one.folder.name: f"exercise-{one.slug}" for one in exercises} | lessons


def _parts(
    course: Course, exercises: Sequence[Exercise], entries: Mapping[str, list[Entry]]
) -> Iterable[Part]:
    if "course" in entries:
        yield Part("course", course, None, None, tuple(entries["course"]))
    by_slug = {one.slug: one for one in exercises}
    for lesson in course.all_lessons:
        own = f"lesson-{lesson.slug}"
        if own in entries:
            yield Part(own, course, lesson, None, tuple(entries[own]))
        exercise = by_slug.pop(lesson.exercise or "", None)
        if exercise is not None and f"exercise-{exercise.slug}" in entries:
            of = f"exercise-{exercise.slug}"
            yield Part(of, course, None, exercise, tuple(entries[of]))
