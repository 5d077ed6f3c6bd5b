"""Reading one course: course.yaml and the front matter of its lessons.

A course may lie in several folders, the school's own before the shipped one. Of each file the first
counts, so that a school may copy one lesson, or only course.yaml, and change it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.catalog.bank import AssessmentPlan, Bank
from app.catalog.bank_folder import course_bank
from app.catalog.competencies import read_competencies
from app.catalog.digests import digest_of
from app.catalog.findings import Finding
from app.catalog.front_matter import line_of_key, read_yaml
from app.catalog.languages import SOURCE_LANGUAGE
from app.catalog.lesson_folder import LessonFolder, older_id, read_lesson_folder
from app.catalog.model import State
from app.catalog.settings_file import Standard, YamlSettings
from app.catalog.text_files import read_text

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_COURSE_KEYS = frozenset(
    """
    id title summary language lessons level hours sector licence authors competencies state
    outcomes prerequisites materials assessment standard
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class CourseFolder:
    """What one course's folders say. See model.Course; `lessons` are those in every state."""

    id: str
    slug: str
    folder: Path
    digest: str
    title: str
    summary: str
    lang: str
    lessons: tuple[LessonFolder, ...]
    unread: tuple[str, ...]
    state: State
    level: str
    hours: float | None
    sector: str
    licence: str
    authors: tuple[str, ...]
    competencies: tuple[str, ...]
    outcomes: tuple[str, ...]
    prerequisites: tuple[str, ...]
    materials: tuple[str, ...]
    bank: Bank
    assessment: AssessmentPlan | None
    standard: Standard


# What stands in the place of a lesson in the addresses of a course's own pages.
TAKEN = frozenset({"words", "start", "assessment", "sittings", "handbook", "guide"})


def is_slug(name: str) -> bool:
    """Whether a folder's name can stand in an address as it is."""
    return _SLUG.fullmatch(name) is not None


def read_course_folder(
    folders: Sequence[Path],
) -> tuple[CourseFolder | None, list[Finding]]:
    """One course with the lessons that can be read, or None, and what is wrong with it.

    `folders` are those of one course in the order in which they count; one has a course.yaml.
    """
    place = next(n for n, folder in enumerate(folders) if (folder / "course.yaml").is_file())
    folder = folders[place]
    path = folder / "course.yaml"
    file = read_text(path)
    if isinstance(file, Finding):
        return None, [file]
    values, problem = read_yaml(file.text)
    if problem is not None:
        return None, [Finding(path, problem.line, "bad-yaml", {"reason": problem.reason})]
    settings = YamlSettings(path, values, file.text)
    settings.unknown_keys(_COURSE_KEYS)
    lang = settings.text("language", SOURCE_LANGUAGE)
    lessons: list[LessonFolder] = []
    unread: list[str] = []
    findings: list[Finding] = []
    for name in _lesson_names(settings, folders, place):
        lesson, found = read_lesson_folder([each / name for each in folders])
        findings += found
        if lesson is not None:
            lessons.append(lesson)
        else:
            unread.append(name)
    if not lessons:
        settings.report("lessons", "no-lessons")
    ids = {lesson.slug: lesson.id for lesson in lessons}
    seen = [lesson.slug for lesson in lessons if lesson.state == "published"]
    projects = [lesson.slug for lesson in lessons if lesson.kind == "project"]
    bank, assessment, found = course_bank(settings, folders, ids, seen, projects)
    findings += found
    course = CourseFolder(
        id=settings.identity(older_id(folders[place + 1 :], "course.yaml") or folder.name),
        slug=folder.name,
        folder=folder,
        digest=digest_of(
            file.digest, *(one.digest for one in lessons), *(one.digest for one in bank.files)
        ),
        title=settings.title() or folder.name,
        summary=settings.text("summary"),
        lang=lang,
        lessons=tuple(lessons),
        unread=tuple(unread),
        state=settings.state(),
        level=settings.text("level"),
        hours=settings.number("hours", None),
        sector=settings.text("sector"),
        licence=settings.text("licence"),
        authors=settings.texts("authors"),
        competencies=read_competencies(settings),
        outcomes=settings.sentences("outcomes"),
        prerequisites=settings.sentences("prerequisites"),
        materials=settings.sentences("materials"),
        bank=bank,
        assessment=assessment,
        standard=settings.standard(),
    )
    return course, settings.findings + findings


def _lesson_names(settings: YamlSettings, folders: Sequence[Path], place: int) -> list[str]:
    """The folders to read, in order: those listed, or without a list all, by name.

    `place` is that of the folder whose course.yaml this is. Lessons of a folder behind it that are
    not listed were left out on purpose, or came with an update; that is no mistake.
    """
    found = [{path.parent.name for path in folder.glob("*/lesson.md")} for folder in folders]
    there = sorted(name for name in set().union(*found) if not name.startswith("."))
    if settings.values.get("lessons") is None:
        return [name for name in there if _usable(settings, name)]
    names: list[str] = []
    for listed in settings.texts("lessons"):
        name = listed.removesuffix("/lesson.md").strip("/")
        line = _line_of_item(settings.source, name)
        if name in names:
            settings.findings.append(Finding(settings.path, line, "lesson-twice", {"name": name}))
        elif name not in there:
            settings.findings.append(Finding(settings.path, line, "lesson-absent", {"name": name}))
        elif _usable(settings, name):
            names.append(name)
    for name in there:
        if name not in names and any(name in some for some in found[: place + 1]):
            settings.report("lessons", "lesson-not-listed", name=name)
    return names


def _usable(settings: YamlSettings, name: str) -> bool:
    if not is_slug(name):
        settings.report("lessons", "bad-folder-name", name=name)
        return False
    if name in TAKEN:
        settings.report("lessons", "taken-folder-name", name=name)
    return True


def _line_of_item(source: str, name: str) -> int:
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])")
    start = line_of_key(source, "lessons")
    for number, line in enumerate(source.split("\n"), start=1):
        if number >= start and pattern.search(line):
            return number
    return start
