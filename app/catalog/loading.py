"""Loading everything there is to learn: fast, from YAML and front matter alone, and never failing.

What cannot be read is left out and becomes a finding; the rest loads.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from app.catalog.cache import PageCache
from app.catalog.catalog import Catalog
from app.catalog.course_folder import CourseFolder, is_slug, read_course_folder
from app.catalog.exercise_folder import ExerciseFolder, read_exercise_folder
from app.catalog.findings import Finding, in_reading_order
from app.catalog.folder_state import folder_state
from app.catalog.lesson_folder import LessonFolder, id_in
from app.catalog.model import Course, Exercise, Lesson
from app.catalog.pages.pages import interface_paths
from app.catalog.roots import Roots
from app.catalog.translation.po_words import PoWords, has_translations

# Exercises that no lesson names keep their translations here.
LOOSE_EXERCISES = "exercises"

# Where courses of these levels stand in every list: after those for beginners, or of no level.
_LATER = {"intermediate": 1, "advanced": 2}

Folders = Path | Sequence[Path]
F = TypeVar("F", CourseFolder, ExerciseFolder)


def load_catalog(
    courseware: Folders, exercises: Folders, translations: Folders, cache: Path | None
) -> Catalog:
    """Read all courses and exercises.

    Each of the first three is a folder or several, earlier ones first. Where two have a course of
    one id and name, each file counts that is found first; of exercises, the whole folder. `cache`
    is where rendered pages are kept; None keeps them in memory only. Never raises for what is in
    the files: see `Catalog.findings`.
    """
    roots = Roots(_folders(courseware), _folders(exercises), _folders(translations))
    state = folder_state(roots.all)
    findings: list[Finding] = []
    course_folders: list[CourseFolder] = []
    for layers in _layers(roots.courseware, "course.yaml", findings):
        course, found = read_course_folder(layers)
        findings += found
        if course is not None:
            course_folders.append(course)
    exercise_folders: list[ExerciseFolder] = []
    for folder, *behind in _layers(roots.exercises, "exercise.yaml", findings):
        older_id = next((id for one in behind if (id := id_in(one / "exercise.yaml"))), "")
        exercise, found = read_exercise_folder(folder, older_id)
        findings += found
        if exercise is not None:
            exercise_folders.append(exercise)
    page_cache = PageCache(cache)
    builder = _Builder(roots, page_cache, findings)
    courses, built_exercises = builder.build(course_folders, exercise_folders)
    return Catalog(
        roots=roots,
        courses=courses,
        exercises=built_exercises,
        findings=in_reading_order(findings),
        cache=page_cache,
        interface=PoWords("interface", interface_paths(roots.translations), page_cache),
        state=state,
        state_now=lambda: folder_state(roots.all),
        load=lambda: load_catalog(courseware, exercises, translations, cache),
    )


def _folders(given: Folders) -> tuple[Path, ...]:
    folders = (given,) if isinstance(given, Path) else tuple(given)
    # Links are compared as paths, so that these must be whole and without `..`.
    return tuple(Path(os.path.abspath(folder)) for folder in folders)  # noqa: PTH100


def _layers(roots: Iterable[Path], marker: str, findings: list[Finding]) -> Iterator[list[Path]]:
    """The folders of each course or exercise, in the order of the roots.

    The school's own folder may have a copy of a shipped one: its id is the same, or it has none.
    Two things that only have a name in common are not put together: the earlier one stays.
    """
    found: dict[str, list[Path]] = {}
    for root in roots:
        for folder in sorted(path for path in root.glob("*") if not path.name.startswith(".")):
            found.setdefault(folder.name, []).append(folder)
    for name in sorted(found):
        marked = [folder for folder in found[name] if (folder / marker).is_file()]
        if not marked:
            continue
        if not is_slug(name):
            findings.append(Finding(marked[0] / marker, 1, "bad-folder-name", {"name": name}))
            continue
        ids = {folder: id_in(folder / marker) for folder in marked} if len(marked) > 1 else {}
        id = next((id for id in ids.values() if id), "")
        for folder in marked:
            if ids.get(folder) and ids[folder] != id:
                values = {"name": name, "other": marked[0].as_posix()}
                findings.append(Finding(folder / marker, 1, "duplicate-slug", values))
                found[name].remove(folder)
        if marker == "course.yaml":
            yield found[name]
        else:
            # An exercise is copied whole, so that its tests and its data stay together.
            yield [folder for folder in marked if folder in found[name]]


def po_paths(translations: Iterable[Path], name: str) -> dict[str, tuple[Path, ...]]:
    """The PO files of one course: language code to files, in the folders' order."""
    found: dict[str, tuple[Path, ...]] = {}
    for root in translations:
        for path in sorted(root.glob(f"*/{name}.po")):
            # A template that nobody has begun to fill in is no translation yet.
            if has_translations(path):
                code = path.parent.name
                found[code] = (*found.get(code, ()), path)
    return found


class _Builder:
    """Puts the folders together: each exercise to its course, each text to its PO file."""

    def __init__(self, roots: Roots, cache: PageCache, findings: list[Finding]) -> None:
        self._roots = roots
        self._cache = cache
        self._findings = findings

    def build(
        self, course_folders: list[CourseFolder], exercise_folders: list[ExerciseFolder]
    ) -> tuple[tuple[Course, ...], tuple[Exercise, ...]]:
        exercise_folders = self._without_doubles(exercise_folders, "exercise.yaml")
        course_folders = self._without_doubles(course_folders, "course.yaml")
        used_in: dict[str, str] = {}
        # A course that students see comes before one that is not published yet.
        for folder in sorted(course_folders, key=lambda folder: folder.state != "published"):
            for lesson in sorted(folder.lessons, key=lambda lesson: lesson.state != "published"):
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
        courses = [
            self._course(folder, words[folder.slug], known, lesson_ids) for folder in course_folders
        ]
        courses.sort(key=lambda course: _LATER.get(course.level, 0))
        return tuple(courses), exercises

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
        own.expect(folder.title, *(row.text for rows in folder.rubric.values() for row in rows))
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
            points_by_hand=folder.points_by_hand,
            files=folder.files,
            wrong=folder.wrong,
            wrong_expected=folder.wrong_expected,
            excused=folder.excused,
            course_slug=course_slug,
            words=own,
            state=folder.state,
            rubric=folder.rubric,
        )

    def _course(
        self,
        folder: CourseFolder,
        words: PoWords,
        exercises: set[str],
        lesson_ids: dict[str, Path],
    ) -> Course:
        sentences = folder.outcomes + folder.prerequisites + folder.materials
        words.expect(folder.title, folder.summary, *sentences)
        lessons = tuple(
            self._lesson(lesson, folder, words, exercises)
            for lesson in folder.lessons
            if self._is_first(lesson, "lesson.md", lesson_ids)
        )
        return Course(
            id=folder.id,
            slug=folder.slug,
            folder=folder.folder,
            lessons=tuple(lesson for lesson in lessons if lesson.state == "published"),
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
            all_lessons=lessons,
            unread=folder.unread,
            source_outcomes=folder.outcomes,
            source_prerequisites=folder.prerequisites,
            source_materials=folder.materials,
            state=folder.state,
            bank=folder.bank,
            assessment=folder.assessment,
            standard=folder.standard,
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
            state=folder.state,
            is_open=folder.state == course.state == "published",
            kind=folder.kind,
            has_words=folder.has_words,
        )
