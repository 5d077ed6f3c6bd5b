"""`kisima check` for files: what is wrong in courses, lessons, exercises and translations.

Nothing is run here; whether tests pass and fail as they should is for the grader to say.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.catalog.bank_folder import QUESTIONS
from app.catalog.catalog import Catalog
from app.catalog.checks.bank_checks import bank_findings
from app.catalog.checks.exercise_checks import exercise_findings
from app.catalog.checks.lesson_checks import lesson_findings, markdown_findings
from app.catalog.checks.po_checks import po_findings
from app.catalog.findings import Finding, in_reading_order
from app.catalog.loading import load_catalog
from app.catalog.model import Course, Exercise


def check(
    paths: Sequence[Path],
    *,
    courseware: Sequence[Path],
    exercises: Sequence[Path],
    translations: Sequence[Path],
) -> tuple[Finding, ...]:
    """Everything that is wrong at or below some paths; without paths, everywhere.

    A path may be a folder of courses, a course, a lesson, an exercise, a PO file, or any Markdown
    file, inside the given folders or elsewhere.
    """
    wanted = [path.resolve() for path in paths]
    catalog = load_catalog(
        # What was asked for comes first, so that nothing shipped of its name stands before it.
        [*_roots(wanted, "course.yaml", courseware), *courseware],
        [*_roots(wanted, "exercise.yaml", exercises), *exercises],
        translations,
        None,
    )
    return check_catalog(catalog, wanted)


def check_catalog(catalog: Catalog, paths: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """Everything that is wrong in a catalogue, or in its parts at or below some paths."""
    wanted = [path.resolve() for path in paths]
    findings = [one for one in catalog.findings if _is_wanted(one.path, wanted)]
    for course in catalog.all_courses:
        findings += _course_findings(catalog, course, wanted)
    for exercise in catalog.all_exercises:
        if _touches(exercise.folder, wanted):
            findings += exercise_findings(catalog, exercise)
    for path in _loose_markdown(catalog, wanted):
        findings += markdown_findings(path)
    return in_reading_order(findings)


def _course_findings(catalog: Catalog, course: Course, wanted: list[Path]) -> Iterator[Finding]:
    for lesson in course.all_lessons:
        if _touches(lesson.folder, wanted):
            yield from lesson_findings(catalog, lesson)
    for file in course.bank.files:
        if _is_wanted(file.path, wanted):
            yield from bank_findings(catalog, course, file)
    for path in (one for paths in course.words.paths.values() for one in paths):
        if _is_wanted(path, wanted) or _is_wanted(course.folder, wanted):
            exercises = exercises_of(catalog, course)
            yield from po_findings(catalog, path, course, exercises)


def exercises_of(catalog: Catalog, course: Course) -> list[Exercise]:
    """The exercises whose translations are in the course's PO files."""
    return [one for one in catalog.all_exercises if one.course_slug == course.slug]


def _roots(paths: list[Path], marker: str, known: Sequence[Path]) -> Iterator[Path]:
    """Folders of courses (or exercises) that the paths name and that are not known yet."""
    roots = [root.resolve() for root in known]
    for path in paths:
        for folder in (path, *path.parents[:2]):
            if (folder / marker).is_file() and folder.parent not in roots:
                roots.append(folder.parent)
                yield folder.parent
        if any(path.glob(f"*/{marker}")) and path not in roots:
            roots.append(path)
            yield path


def _is_wanted(path: Path, wanted: list[Path]) -> bool:
    return not wanted or any(path.resolve().is_relative_to(one) for one in wanted)


def _touches(folder: Path, wanted: list[Path]) -> bool:
    """Whether a folder is at or below a wanted path, or has one in it."""
    folder = folder.resolve()
    return _is_wanted(folder, wanted) or any(one.is_relative_to(folder) for one in wanted)


def _loose_markdown(catalog: Catalog, wanted: list[Path]) -> Iterator[Path]:
    """Markdown files that were named and belong to no course: lessons from elsewhere."""
    for path in wanted:
        if path.is_file() and path.suffix == ".md" and not _in_course(catalog, path):
            yield path
        elif path.is_dir() and not _has_parts(path):
            yield from (one for one in sorted(path.rglob("*.md")) if not _in_course(catalog, one))


def _in_course(catalog: Catalog, path: Path) -> bool:
    folder = path.parent
    if folder.name == QUESTIONS:
        folder = folder.parent / path.stem
    return any(
        lesson.folder.resolve() == folder
        for course in catalog.all_courses
        for lesson in course.all_lessons
    )


def _has_parts(folder: Path) -> bool:
    markers = ("course.yaml", "exercise.yaml")
    return any((folder / marker).is_file() or any(folder.glob(f"*/{marker}")) for marker in markers)
