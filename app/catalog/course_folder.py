"""Reading one course's folder: course.yaml and the front matter of its lessons."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from app.catalog.digests import digest_of
from app.catalog.findings import Finding
from app.catalog.front_matter import FrontMatter, line_of_key, read_yaml, split_front_matter
from app.catalog.languages import SOURCE_LANGUAGE
from app.catalog.markdown.quiz_places import question_ids
from app.catalog.model import Variant
from app.catalog.settings_file import YamlSettings
from app.catalog.text_files import TextFile, read_text

SERVED = frozenset({".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".csv", ".txt", ".ipynb"})
SERVED |= {".pdf"}

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_VARIANT = re.compile(r"lesson\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\.md")
_COURSE_KEYS = frozenset(
    """
    id title summary language lessons level hours sector licence authors competencies
    """.split()  # noqa: SIM905
)
LESSON_KEYS = frozenset(("id", "title", "minutes", "competencies", "exercise", "reviewed_by"))


@dataclass(frozen=True)
class LessonFolder:
    """What one lesson's folder says. See model.Lesson."""

    id: str
    slug: str
    folder: Path
    digest: str
    title: str
    minutes: int | None
    competencies: tuple[str, ...]
    exercise: str | None
    exercise_line: int
    question_ids: tuple[str, ...]
    variants: dict[str, Variant]
    files: frozenset[str]


@dataclass(frozen=True)
class CourseFolder:
    """What one course's folder says. See model.Course."""

    id: str
    slug: str
    folder: Path
    digest: str
    title: str
    summary: str
    lang: str
    lessons: tuple[LessonFolder, ...]
    level: str
    hours: float | None
    sector: str
    licence: str
    authors: tuple[str, ...]
    competencies: tuple[str, ...]


def is_slug(name: str) -> bool:
    """Whether a folder's name can stand in an address as it is."""
    return _SLUG.fullmatch(name) is not None


def read_course_folder(folder: Path) -> tuple[CourseFolder | None, list[Finding]]:
    """One course with the lessons that can be read, or None, and what is wrong with it."""
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
    findings: list[Finding] = []
    for name in _lesson_names(settings, folder):
        lesson, found = read_lesson_folder(folder / name)
        findings += found
        if lesson is not None:
            lessons.append(lesson)
    if not lessons:
        settings.report("lessons", "no-lessons")
    course = CourseFolder(
        id=settings.identity(folder.name),
        slug=folder.name,
        folder=folder,
        digest=digest_of(file.digest, *(lesson.digest for lesson in lessons)),
        title=settings.title() or folder.name,
        summary=settings.text("summary"),
        lang=lang,
        lessons=tuple(lessons),
        level=settings.text("level"),
        hours=settings.number("hours", None),
        sector=settings.text("sector"),
        licence=settings.text("licence"),
        authors=settings.texts("authors"),
        competencies=settings.texts("competencies"),
    )
    return course, settings.findings + findings


def _lesson_names(settings: YamlSettings, folder: Path) -> list[str]:
    """The folders to read, in order: those listed, or without a list all, by name."""
    there = sorted(path.parent.name for path in folder.glob("*/lesson.md"))
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
        if name not in names:
            settings.report("lessons", "lesson-not-listed", name=name)
    return names


def _usable(settings: YamlSettings, name: str) -> bool:
    if not is_slug(name):
        settings.report("lessons", "bad-folder-name", name=name)
        return False
    return True


def _line_of_item(source: str, name: str) -> int:
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])")
    start = line_of_key(source, "lessons")
    for number, line in enumerate(source.split("\n"), start=1):
        if number >= start and pattern.search(line):
            return number
    return start


def read_lesson_folder(folder: Path) -> tuple[LessonFolder | None, list[Finding]]:
    """One lesson, or None when its file cannot be used, and what is wrong with it."""
    path = folder / "lesson.md"
    file = read_text(path)
    if isinstance(file, Finding):
        return None, [file]
    front = split_front_matter(file.text)
    if front.problem is not None:
        problem = front.problem
        return None, [Finding(path, problem.line, "bad-yaml", {"reason": problem.reason})]
    settings = YamlSettings(path, front.values, file.text)
    settings.unknown_keys(LESSON_KEYS)
    variants, findings = _variants(folder)
    exercise = settings.text("exercise").removeprefix("exercises/").strip("/")
    title = settings.title() or _first_heading(front)
    lesson = LessonFolder(
        id=settings.identity(f"{folder.parent.name}-{folder.name}"),
        slug=folder.name,
        folder=folder,
        digest=digest_of(file.digest, *(variants[code].digest for code in sorted(variants))),
        title=title or folder.name,
        minutes=settings.whole("minutes", None),
        competencies=settings.texts("competencies"),
        exercise=exercise or None,
        exercise_line=line_of_key(file.text, "exercise"),
        question_ids=question_ids(front.body),
        variants=variants,
        files=_served_files(folder),
    )
    return lesson, settings.findings + findings


def _first_heading(front: FrontMatter) -> str:
    """A title for a lesson from elsewhere that has none in its front matter."""
    found = re.search(r"^#\s+(.+?)\s*#*\s*$", front.body, re.MULTILINE)
    return found[1] if found else ""


def _variants(folder: Path) -> tuple[dict[str, Variant], list[Finding]]:
    variants: dict[str, Variant] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob("lesson.*.md")):
        match = _VARIANT.fullmatch(path.name)
        if match is None:
            continue
        file = read_text(path)
        if isinstance(file, Finding):
            findings.append(file)
            continue
        variant, found = _variant(path, file)
        findings += found
        if variant is not None:
            variants[match[1]] = variant
    return variants, findings


def _variant(path: Path, file: TextFile) -> tuple[Variant | None, list[Finding]]:
    front = split_front_matter(file.text)
    if front.problem is not None:
        problem = front.problem
        return None, [Finding(path, problem.line, "bad-yaml", {"reason": problem.reason})]
    settings = YamlSettings(path, front.values, file.text)
    title = settings.text("title") or _first_heading(front)
    reviewed = settings.text("reviewed_by")
    return Variant(path, title, file.digest, reviewed), settings.findings


def _served_files(folder: Path) -> frozenset[str]:
    """The paths, from the lesson's folder, of the files that may be served with it."""
    found = set()
    inside = None
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(base) / name
            if path.suffix.lower() not in SERVED or name.startswith("."):
                continue
            if path.is_symlink():
                inside = inside or folder.resolve()
                if not path.resolve().is_relative_to(inside):
                    continue
            found.add(path.relative_to(folder).as_posix())
    return frozenset(found)
