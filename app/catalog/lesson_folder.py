"""Reading one lesson's folder: the front matter of its files, and which files go with it.

A lesson may lie in several folders, the school's own before the shipped one. Of each file the first
counts.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from app.catalog.competencies import read_competencies
from app.catalog.digests import digest_of
from app.catalog.findings import Finding
from app.catalog.front_matter import FrontMatter, line_of_key, read_yaml, split_front_matter
from app.catalog.markdown.divs import names_words
from app.catalog.markdown.quiz_places import question_ids
from app.catalog.model import Kind, State, Variant
from app.catalog.settings_file import YamlSettings
from app.catalog.text_files import TextFile, read_text

SERVED = frozenset({".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".csv", ".txt", ".ipynb"})
SERVED |= {".pdf"}

KINDS: tuple[Kind, ...] = get_args(Kind)
_VARIANT = re.compile(r"lesson\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\.md")
LESSON_KEYS = frozenset(
    ("id", "title", "kind", "minutes", "competencies", "exercise", "reviewed_by", "state")
)


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
    files: dict[str, Path]
    state: State
    kind: Kind
    has_words: bool


def id_in(path: Path) -> str:
    """The id that a course.yaml, an exercise.yaml or a lesson gives itself; empty without one."""
    file = read_text(path)
    if isinstance(file, Finding):
        return ""
    is_yaml = path.suffix == ".yaml"
    values = read_yaml(file.text)[0] if is_yaml else split_front_matter(file.text).values
    return str(values.get("id") or "")


def older_id(folders: Sequence[Path], name: str) -> str:
    """The id of the original, for a copy that has lost its own."""
    return next((id for folder in folders if (id := id_in(folder / name))), "")


def read_lesson_folder(
    folders: Sequence[Path],
) -> tuple[LessonFolder | None, list[Finding]]:
    """One lesson, or None when its file cannot be used, and what is wrong with it.

    `folders` are those where it may lie, in the order in which they count.
    """
    place = next((n for n, one in enumerate(folders) if (one / "lesson.md").is_file()), 0)
    path = folders[place] / "lesson.md"
    file = read_text(path)
    if isinstance(file, Finding):
        return None, [file]
    return lesson_from_text(file, folders, place)


def lesson_from_text(
    file: TextFile, folders: Sequence[Path], place: int
) -> tuple[LessonFolder | None, list[Finding]]:
    """The lesson that a text makes when it lies in the folder at a place among `folders`."""
    folder = folders[place]
    path = folder / "lesson.md"
    front = split_front_matter(file.text)
    if front.problem is not None:
        problem = front.problem
        return None, [Finding(path, problem.line, "bad-yaml", {"reason": problem.reason})]
    settings = YamlSettings(path, front.values, file.text)
    settings.unknown_keys(LESSON_KEYS)
    variants, findings = _variants(folders)
    exercise = settings.text("exercise").removeprefix("exercises/").strip("/")
    title = settings.title() or _first_heading(front)
    older = older_id(folders[place + 1 :], "lesson.md") if not front.values.get("id") else ""
    lesson = LessonFolder(
        id=settings.identity(older or f"{folder.parent.name}-{folder.name}"),
        slug=folder.name,
        folder=folder,
        digest=digest_of(file.digest, *(variants[code].digest for code in sorted(variants))),
        title=title or folder.name,
        minutes=settings.whole("minutes", None),
        competencies=read_competencies(settings),
        exercise=exercise or None,
        exercise_line=line_of_key(file.text, "exercise"),
        question_ids=question_ids(front.body),
        variants=variants,
        files=_served_files(folders),
        state=settings.state(),
        kind=cast(Kind, settings.choice("kind", KINDS, "lesson")),
        has_words=names_words(front.body),
    )
    return lesson, settings.findings + findings


def _first_heading(front: FrontMatter) -> str:
    """A title for a lesson from elsewhere that has none in its front matter."""
    found = re.search(r"^#\s+(.+?)\s*#*\s*$", front.body, re.MULTILINE)
    return found[1] if found else ""


def _variants(folders: Sequence[Path]) -> tuple[dict[str, Variant], list[Finding]]:
    variants: dict[str, Variant] = {}
    findings: list[Finding] = []
    paths: dict[str, Path] = {}
    for folder in reversed(folders):
        paths.update({path.name: path for path in folder.glob("lesson.*.md")})
    for name in sorted(paths):
        match = _VARIANT.fullmatch(name)
        if match is None:
            continue
        file = read_text(paths[name])
        if isinstance(file, Finding):
            findings.append(file)
            continue
        variant, found = _variant(paths[name], file)
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
    if settings.state() != "published":
        # Until it is ready its readers get the translation.
        return None, settings.findings
    title = settings.text("title") or _first_heading(front)
    reviewed = settings.text("reviewed_by")
    return Variant(path, title, file.digest, reviewed), settings.findings


def _served_files(folders: Sequence[Path]) -> dict[str, Path]:
    """The files that may be served with a lesson, by their paths from the lesson's folder."""
    found: dict[str, Path] = {}
    for folder in reversed(folders):
        found.update(_served_in(folder))
    return found


def _served_in(folder: Path) -> Iterator[tuple[str, Path]]:
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
            yield path.relative_to(folder).as_posix(), path
