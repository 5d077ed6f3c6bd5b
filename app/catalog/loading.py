"""Loading everything there is to learn: fast, from YAML and front matter alone, and never failing.

What cannot be read is left out and becomes a finding; the rest loads.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.catalog.cache import PageCache
from app.catalog.catalog import Catalog
from app.catalog.course_folder import CourseFolder, LessonFolder, is_slug, read_course_folder
from app.catalog.exercise_folder import ExerciseFolder, read_exercise_folder
from app.catalog.findings import Finding, in_reading_order
from app.catalog.folder_state import folder_state
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.pages.pages import interface_paths
from app.catalog.translation.po_words import PoWords, has_translations

# Exercises that no lesson names keep their translations here.
LOOSE_EXERCISES = "exercises"

Folders = Path | Sequence[Path]
F = TypeVar("F", CourseFolder, ExerciseFolder)


def load_catalog(
    courseware: Folders, exercises: Folders, translations: Folders, cache: Path | None
) -> Catalog:
    """Read all courses and exercises.

    Each of the first three is a folder or several, earlier ones first: where two have a course or
    an exercise of one name, the earlier one stays. `cache` is where rendered pages are kept; None
    keeps them in memory only. Never raises for what is in the files: see `Catalog.findings`.
    """
    roots = _Roots(_folders(courseware), _folders(exercises), _folders(translations))
    state = folder_state((*roots.courseware, *roots.exercises, *roots.translations))
    findings: list[Finding] = []
    course_folders: list[CourseFolder] = []
    for folder in _subfolders(roots.courseware, "course.yaml", findings):
        course, found = read_course_folder(folder)
        findings += found
        if course is not None:
            course_folders.append(course)
    exercise_folders: list[ExerciseFolder] = []
    for folder in _subfolders(roots.exercises, "exercise.yaml", findings):
        exercise, found = read_exercise_folder(folder)
        findings += found
        if exercise is not None:
            exercise_folders.append(exercise)
    page_cache = PageCache(cache)
    builder = _Builder(roots, page_cache, findings)
    courses, built_exercises = builder.build(course_folders, exercise_folders)
    return Catalog(
        courses=courses,
        exercises=built_exercises,
        findings=in_reading_order(findings),
        cache=page_cache,
        interface=PoWords("interface", interface_paths(roots.translations), page_cache),
        state=state,
        state_now=lambda: folder_state((*roots.courseware, *roots.exercises, *roots.translations)),
        load=lambda: load_catalog(courseware, exercises, translations, cache),
    )


@dataclass(frozen=True)
class _Roots:
    courseware: tuple[Path, ...]
    exercises: tuple[Path, ...]
    translations: tuple[Path, ...]


def _folders(given: Folders) -> tuple[Path, ...]:
    folders = (given,) if isinstance(given, Path) else tuple(given)
    # Links are compared as paths, so that these must be whole and without `..`.
    return tuple(Path(os.path.abspath(folder)) for folder in folders)  # noqa: PTH100


def _subfolders(roots: Iterable[Path], marker: str, findings: list[Finding]) -> Iterable[Path]:
    """The folders with a marker file in them, without those whose name was there before."""
    seen: dict[str, Path] = {}
    for root in roots:
        for folder in sorted(path.parent for path in root.glob(f"*/{marker}")):
            name = folder.name
            if not is_slug(name):
                findings.append(Finding(folder / marker, 1, "bad-folder-name", {"name": name}))
            elif name in seen:
                values = {"name": name, "other": seen[name].as_posix()}
                findings.append(Finding(folder / marker, 1, "duplicate-slug", values))
            else:
                seen[name] = folder
                yield folder


def po_paths(translations: Iterable[Path], name: str) -> dict[str, Path]:
    """The PO files of one course: language code to file."""
    found: dict[str, Path] = {}
    for root in translations:
        for path in sorted(root.glob(f"*/{name}.po")):
            # A template that nobody has begun to fill in is no translation yet.
            if has_translations(path):
                found.setdefault(path.parent.name, path)
    return found


class _Builder:
    """Puts the folders together: each exercise to its course, each text to its PO file."""

    def __init__(self, roots: _Roots, cache: PageCache, findings: list[Finding]) -> None:
        self._roots = roots
        self._cache = cache
        self._findings = findings

    def build(
        self, course_folders: list[CourseFolder], exercise_folders: list[ExerciseFolder]
    ) -> tuple[tuple[Course, ...], tuple[Exercise, ...]]:
        exercise_folders = self._without_doubles(exercise_folders, "exercise.yaml")
        course_folders = self._without_doubles(course_folders, "course.yaml")
        used_in: dict[str, str] = {}
        for folder in course_folders:
            for lesson in folder.lessons:
                if lesson.exercise:
                    used_in.setdefault(lesson.exercise, folder.slug)
        words = {folder.slug: self._words(folder.slug) for folder in course_folders}
        loose = self._words(LOOSE_EXERCISES)
        exercises = tuple(
            self._exercise(folder, used_in.get(folder.slug), words, loose)
            for folder in exercise_folders
        )
        known = {exercise.slug for exercise in exercises}
        lesson_ids: dict[str, Path] = {}
        courses = tuple(
            self._course(folder, words[folder.slug], known, lesson_ids) for folder in course_folders
        )
        return courses, exercises

    def _words(self, name: str) -> PoWords:
        return PoWords(name, po_paths(self._roots.translations, name), self._cache)

    def _without_doubles(self, folders: list[F], marker: str) -> list[F]:
        taken: dict[str, Path] = {}
        return [folder for folder in folders if self._is_first(folder, marker, taken)]

    def _is_first(
        self,
        item: CourseFolder | ExerciseFolder | LessonFolder,
        marker: str,
        taken: dict[str, Path],
    ) -> bool:
        """Two things with one id would share one record of progress: the later is left out."""
        other = taken.setdefault(item.id, item.folder)
        if other is item.folder:
            return True
        values = {"value": item.id, "other": other.as_posix()}
        self._findings.append(Finding(item.folder / marker, 1, "duplicate-id", values))
        return False

    def _exercise(
        self,
        folder: ExerciseFolder,
        course_slug: str | None,
        words: dict[str, PoWords],
        loose: PoWords,
    ) -> Exercise:
        own = words[course_slug] if course_slug else loose
        own.expect(folder.title)
        return Exercise(
            id=folder.id,
            slug=folder.slug,
            folder=folder.folder,
            digest=folder.digest,
            source_title=folder.title,
            source_lang=folder.lang,
            time_limit=folder.time_limit,
            cell_limit=folder.cell_limit,
            memory_limit=folder.memory_limit,
            attempts=folder.attempts,
            counts=folder.counts,
            by_value=folder.by_value,
            max_score=folder.max_score,
            files=folder.files,
            wrong=folder.wrong,
            wrong_scores=folder.wrong_scores,
            course_slug=course_slug,
            words=own,
        )

    def _course(
        self,
        folder: CourseFolder,
        words: PoWords,
        exercises: set[str],
        lesson_ids: dict[str, Path],
    ) -> Course:
        words.expect(folder.title, folder.summary)
        lessons = tuple(
            self._lesson(lesson, folder, words, exercises)
            for lesson in folder.lessons
            if self._is_first(lesson, "lesson.md", lesson_ids)
        )
        return Course(
            id=folder.id,
            slug=folder.slug,
            folder=folder.folder,
            lessons=lessons,
            source_title=folder.title,
            source_summary=folder.summary,
            source_lang=folder.lang,
            level=folder.level,
            hours=folder.hours,
            sector=folder.sector,
            licence=folder.licence,
            authors=folder.authors,
            competencies=folder.competencies,
            words=words,
        )

    def _lesson(
        self, folder: LessonFolder, course: CourseFolder, words: PoWords, exercises: set[str]
    ) -> Lesson:
        words.expect(folder.title)
        exercise = folder.exercise
        if exercise and exercise not in exercises:
            path = folder.folder / "lesson.md"
            values = {"name": exercise}
            self._findings.append(Finding(path, folder.exercise_line, "unknown-exercise", values))
            exercise = None
        return Lesson(
            id=folder.id,
            slug=folder.slug,
            course_slug=course.slug,
            folder=folder.folder,
            digest=folder.digest,
            source_title=folder.title,
            source_lang=course.lang,
            minutes=folder.minutes,
            competencies=folder.competencies,
            exercise=exercise,
            question_ids=folder.question_ids,
            variants=folder.variants,
            files=folder.files,
            words=words,
        )
