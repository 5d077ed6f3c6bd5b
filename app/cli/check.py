"""`kisima check`: what is wrong with courses and exercises, and how to mend it."""

import json
import sys
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.catalog import Catalog, load_catalog
from app.catalog.checks.checking import check_catalog
from app.catalog.checks.id_fixing import fix_ids
from app.catalog.findings import Finding, as_json, as_text
from app.catalog.model import Course, Exercise
from app.catalog.wordings import Wording
from app.cli import check_stats
from app.errors import KisimaError
from app.settings import Settings, load_settings

if TYPE_CHECKING:
    from app.grading import CheckRow
    from app.kernels import Engine


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_data", is_flag=True, help="Print JSON for a program to read.")
@click.option("--fix", is_flag=True, help="Write missing ids into the files first.")
@click.option("--no-run", is_flag=True, help="Do not run the exercises' notebooks.")
@click.option("--mutate", is_flag=True, help="Also change each line of the solutions (minutes).")
@click.option(
    "--language",
    "languages",
    multiple=True,
    help="With --mutate, a language to grade the changes in, or all (default: the exercise's own).",
)
@click.option("--stats", is_flag=True, help="Also print words, minutes, bytes and seconds.")
def check(
    paths: tuple[Path, ...],
    as_data: bool,
    fix: bool,
    no_run: bool,
    mutate: bool,
    languages: tuple[str, ...],
    stats: bool,
) -> None:
    """Say what is wrong with courses and exercises, with file, line and cure.

    PATHS are courses, lessons, exercises or Markdown files; without any, everything is checked.
    Tests must give each exercise's reference solution all their points, and its empty release and
    its wrong answers fewer; the points that a person gives are left out. With --mutate some change
    of each line of a solution must lose points too. --stats says how long lessons and exercises
    are; with --json it gives an object in place of a list. The exit code is 1 when something must
    be mended.
    """
    if languages and not mutate:
        raise click.UsageError("--language says in which languages --mutate grades its changes.")
    settings = load_settings()
    where = [path.absolute() for path in paths]
    if fix:
        for written in fix_ids(where or [*settings.courseware_folders, *settings.exercise_folders]):
            click.echo(f"{shown(written.path)}:{written.line}: wrote id {written.id}", err=True)
    catalog = catalog_with(settings, where)
    chosen = exercises_at(catalog, where)
    check_languages(chosen, languages)
    found = [*check_catalog(catalog, where), *by_course(catalog, where)]
    for exercise in chosen:
        found += reviewed(exercise)
    if not no_run:
        changed_in = languages if mutate else None
        found += run_exercises(catalog, chosen, quiet=as_data, changed_in=changed_in)
    errors = sum(one.severity == "error" for one in found)
    if as_data:
        rows: Any = [as_json(one, base=Path.cwd()) for one in found]
        if stats:
            rows = {
                "findings": rows,
                **check_stats.as_data(*counted(catalog, where, run=not no_run)),
            }
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for one in found:
            click.echo(as_text(one, base=Path.cwd()))
        if stats:
            check_stats.say(*counted(catalog, where, run=not no_run))
        say_shares(settings, catalog, where)
        click.echo(f"{errors} to mend, {len(found) - errors} to look at")
    sys.exit(1 if errors else 0)


def check_languages(exercises: list[Exercise], asked: Collection[str]) -> None:
    """Raises UsageError where none of the exercises is in one of the languages asked for: their
    changed solutions would be graded in nothing, and no word said."""
    known = {code for exercise in exercises for code in exercise.languages}
    missing = sorted(set(asked) - known - {"all"})
    if missing:
        there = ", ".join(sorted(known)) or "no language: none was found"
        raise click.UsageError(
            f"No exercise here is in the language {', '.join(missing)}. They are in {there}."
        )


def counted(
    catalog: Catalog, paths: list[Path], *, run: bool
) -> tuple[list[check_stats.LessonRow], list[check_stats.ExerciseRow]]:
    """The figures of the lessons and exercises at the paths."""
    lessons = check_stats.lesson_rows(catalog, courses_at(catalog, paths), paths)
    exercises = check_stats.exercise_rows(catalog, exercises_at(catalog, paths), run=run)
    return list(lessons), list(exercises)


def by_course(catalog: Catalog, paths: list[Path]) -> Iterator[Finding]:
    """Findings of labels that are too wide for their figures, and of what courses lack of the
    standard that they name."""
    from app.catalog.checks.label_checks import label_findings
    from app.catalog.checks.standard import standard_findings

    for course in courses_at(catalog, paths):
        whole = not paths or any(course.folder.is_relative_to(path) for path in paths)
        for one in (*label_findings(course), *standard_findings(catalog, course)):
            if whole or any(one.path.is_relative_to(path) for path in paths):
                yield one


def courses_at(catalog: Catalog, paths: list[Path]) -> list[Course]:
    """The courses at, above or below the paths, and those that PO files there translate."""
    if not paths:
        return list(catalog.all_courses)
    found = []
    for course in catalog.all_courses:
        files = [file for each in course.words.paths.values() for file in each]
        below = [
            path for path in (course.folder, *files) for one in paths if path.is_relative_to(one)
        ]
        if below or any(one.is_relative_to(course.folder) for one in paths):
            found.append(course)
    return found


def say_shares(settings: Settings, catalog: Catalog, paths: list[Path]) -> None:
    """Print how far each course that was checked is translated, a line a course."""
    from app.cli.translate import places_of, shares

    touched = courses_at(catalog, paths)
    rows = shares(catalog, touched, places_of(settings))
    for course in touched:
        each = [
            f"{row['language']} {row['share']:.0%}" for row in rows if row["course"] == course.slug
        ]
        if each:
            click.echo(f"{course.slug}: {', '.join(each)} translated")


def shown(path: Path) -> str:
    """A path as short as it can be said."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def catalog_with(settings: Settings, paths: list[Path]) -> Catalog:
    """The catalogue with the courses and exercises that the paths name, wherever they are."""
    courses, exercises = [*settings.courseware_folders], [*settings.exercise_folders]
    for path in paths:
        for folder in (path, *path.parents[:2]):
            if (folder / "course.yaml").is_file():
                courses.append(folder.parent)
            if (folder / "exercise.yaml").is_file():
                exercises.append(folder.parent)
        if path.is_dir():
            courses += [path] if any(path.glob("*/course.yaml")) else []
            exercises += [path] if any(path.glob("*/exercise.yaml")) else []
    return load_catalog(
        list(dict.fromkeys(courses)),
        list(dict.fromkeys(exercises)),
        settings.translation_folders,
        None,
    )


def exercises_at(catalog: Catalog, paths: list[Path]) -> list[Exercise]:
    """The exercises at or below the paths, or those that lessons there lead to; all without."""
    if not paths:
        return list(catalog.all_exercises)
    found = []
    for exercise in catalog.all_exercises:
        lesson = catalog.lesson_of(exercise)
        folders = [exercise.folder, *([lesson.folder] if lesson else [])]
        if any(
            folder.is_relative_to(path) or path.is_relative_to(folder)
            for folder in folders
            for path in paths
        ):
            found.append(exercise)
    return found


def progress(exercises: list[Exercise], *, quiet: bool) -> Iterator[Exercise]:
    """The exercises, with a bar on the terminal while they are run."""
    if quiet or not exercises:
        yield from exercises
        return
    with click.progressbar(
        exercises,
        label="Running exercises",
        item_show_func=lambda one: one.slug if one else "",
        file=sys.stderr,
    ) as bar:
        yield from bar


def run_exercises(
    catalog: Catalog, exercises: list[Exercise], *, quiet: bool, changed_in: Collection[str] | None
) -> Iterator[Finding]:
    """Findings from running notebooks, with a bar on the terminal while they run."""
    if not exercises:
        return
    from app.kernels.engines import best_engine

    with closing(best_engine()) as engine:
        for exercise in progress(exercises, quiet=quiet):
            yield from run_exercise(catalog, exercise, engine, changed_in)


def run_exercise(
    catalog: Catalog, exercise: Exercise, engine: "Engine", changed_in: Collection[str] | None
) -> Iterator[Finding]:
    """Findings from running an exercise's notebooks, in each language that it is released in; and
    from changing the lines of its solution, if languages to do that in are given."""
    from app.catalog.checks.trials import trials
    from app.cli.mutating import languages_of, mutation_findings
    from app.grading import check_exercise
    from app.kernels import Limits

    told: set[str] = set()
    try:
        for trial in trials(catalog, exercise):
            for row in check_exercise(
                trial.source,
                {wrong.name: wrong.notebook for wrong in trial.wrong},
                engine=engine,
                limits=catalog.limits(exercise, Limits()),
                files=exercise.files,
                expected={wrong.name: wrong.expected for wrong in trial.wrong},
            ):
                if not row.ok:
                    yield finding(exercise, trial.lang, row)
                for flag in row.flags:
                    if flag.id in FLAGS_TO_TELL and str(flag) not in told:
                        told.add(str(flag))
                        words = Wording("%(said)s", "", "warning")
                        yield Finding(exercise.path, 1, flag.id, {"said": str(flag)}, words)
        for lang in languages_of(exercise, changed_in):
            yield from mutation_findings(catalog, exercise, engine, lang)
    except KisimaError as error:
        yield Finding(exercise.path, 1, "bad-notebook", {"reason": str(error)})


def reviewed(exercise: Exercise) -> Iterator[Finding]:
    """Findings from reading an exercise's notebook: missing libraries, values that score full."""
    from app.catalog.checks.exercise_checks import cell_lines
    from app.notebooks import read_notebook
    from app.notebooks.source_review import review_source

    try:
        notebook = read_notebook(exercise.path.read_bytes())
    except (KisimaError, OSError):
        # The catalogue's own checks tell of it.
        return
    lines = cell_lines(exercise.path, len(notebook["cells"]))
    for review in review_source(notebook, exercise.files):
        if review.id == "no-points":
            continue
        words = Wording("%(said)s", "", "error" if review.is_error else "warning")
        line = lines[int(review.values["cell"]) - 1]
        yield Finding(exercise.path, line, review.id, {"said": str(review)}, words)


# What grading tells of the tests themselves, whoever's notebook it was.
FLAGS_TO_TELL = ("odd-result", "score-above-maximum", "test-needs-library", "test-needs-file")

CURES = {
    "reference": "Run exercise.ipynb in Jupyter from its first cell to its last, and correct its "
    "solution or the test that fails.",
    "empty": "Add a test that fails as long as nothing is written.",
    "wrong": "Add a test that this answer fails, or correct its score in exercise.yaml.",
}


def finding(exercise: Exercise, lang: str, row: "CheckRow") -> Finding:
    """What a notebook that was run for a check did not do as it should."""
    path = exercise.folder / "wrong" / row.name if row.kind == "wrong" else exercise.path
    said = {"said": str(row.error or row.problem), "lang": lang}
    words = Wording("%(said)s (%(lang)s)", CURES[row.kind])
    return Finding(path, 1, f"{row.kind}-notebook", said, words)
