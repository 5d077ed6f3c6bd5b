"""`kisima check --stats`: what lessons and exercises hold, and how long they take."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from app.catalog import Catalog
from app.catalog.checks.lesson_figures import LessonFigures, lesson_figures
from app.catalog.checks.trials import Trial, trials
from app.catalog.model import Course, Exercise
from app.errors import KisimaError

SLOW_SECONDS = 5.0

_LESSON = "{:<34} {:>7} {:>5} {:>5} {:>6} {:>5} {:>6} {:>6} {:>5} {:>10} {:>7}  {}"
_LESSON_HEAD = "lesson,minutes,read,exer.,prose,quiz,notes,terms,code,questions,figure,page at most"
_EXERCISE = "{:<34} {:>7} {:>7} {:>7}  {}"
_EXERCISE_HEAD = "exercise,answers,points,wrong,seconds of the solution"


@dataclass(frozen=True)
class LessonRow:
    """One lesson. `minutes` is what it says, None where it says nothing."""

    course: str
    lesson: str
    state: str
    minutes: int | None
    figures: LessonFigures


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise. `seconds` are those of its solution by language, the libraries being warm;
    empty where nothing was run or the solution cannot be graded."""

    exercise: str
    answers: int
    points: float
    points_by_hand: float
    wrong: int
    seconds: dict[str, float]

    @property
    def is_slow(self) -> bool:
        """Whether it takes longer than an exercise should."""
        return max(self.seconds.values(), default=0) > SLOW_SECONDS


def lesson_rows(
    catalog: Catalog, courses: Iterable[Course], paths: Sequence[Path]
) -> Iterator[LessonRow]:
    """The lessons of some courses that lie at, above or below the paths; all without paths."""
    for course in courses:
        for lesson in course.all_lessons:
            if not paths or any(_touch(lesson.folder, path) for path in paths):
                figures = lesson_figures(catalog, lesson)
                yield LessonRow(course.slug, lesson.slug, lesson.state, lesson.minutes, figures)


def exercise_rows(
    catalog: Catalog, exercises: Sequence[Exercise], *, run: bool
) -> Iterator[ExerciseRow]:
    """The exercises, with the time that their solutions take if they may be run."""
    if not run or not exercises:
        for exercise in exercises:
            yield _exercise_row(catalog, exercise, {})
        return
    from app.kernels.engines import best_engine

    with closing(best_engine()) as engine:

        def seconds(trial: Trial) -> float:
            from app.grading import grade
            from app.kernels import Limits

            limits = catalog.limits(trial.exercise, Limits())
            graded = grade(
                trial.source,
                trial.source,
                engine=engine,
                limits=limits,
                files=trial.exercise.files,
                for_author=True,
            )
            return round(graded.seconds, 2)

        for exercise in exercises:
            taken: dict[str, float] = {}
            try:
                for trial in trials(catalog, exercise):
                    if not taken:
                        seconds(trial)  # the first run reads libraries from the disk
                    taken[trial.lang] = seconds(trial)
            except (KisimaError, OSError):
                pass  # the check itself tells of it
            yield _exercise_row(catalog, exercise, taken)


def say(lessons: Sequence[LessonRow], exercises: Sequence[ExerciseRow]) -> None:
    """Print the rows as two tables, the lessons of a course with their sum."""
    click.echo()
    click.echo(_LESSON.format(*_LESSON_HEAD.split(",")))
    for course in dict.fromkeys(row.course for row in lessons):
        rows = [row for row in lessons if row.course == course]
        for row in rows:
            click.echo(_LESSON.format(*_lesson_cells(row)).rstrip())
        if len(rows) > 1:
            click.echo(_LESSON.format(*_sum_cells(course, rows)).rstrip())
    if exercises:
        click.echo()
        click.echo(_EXERCISE.format(*_EXERCISE_HEAD.split(",")))
    for one in exercises:
        by_hand = f"+{one.points_by_hand:g}" if one.points_by_hand else ""
        points = f"{one.points - one.points_by_hand:g}{by_hand}"
        seconds = "  ".join(f"{lang} {taken:.2f}" for lang, taken in one.seconds.items())
        slow = f"  slow: more than {SLOW_SECONDS:g}" if one.is_slow else ""
        cells = (one.exercise, one.answers, points, one.wrong, seconds + slow)
        click.echo(_EXERCISE.format(*cells).rstrip())
    click.echo()


def as_data(lessons: Iterable[LessonRow], exercises: Iterable[ExerciseRow]) -> dict[str, Any]:
    """The rows as plain values for JSON."""
    flat = [{**asdict(row), **asdict(row.figures)} for row in lessons]
    for one in flat:
        del one["figures"]
        one["reading"], one["exercise"] = round(one["reading"], 1), round(one["exercise"], 1)
    return {"lessons": flat, "exercises": [asdict(row) for row in exercises]}


def _lesson_cells(row: LessonRow) -> tuple[object, ...]:
    one = row.figures
    lang, packed = one.heaviest
    name = f"{row.course}/{row.lesson}" + ("" if row.state == "published" else f" ({row.state})")
    return (
        name,
        row.minutes or "",
        round(one.reading),
        round(one.exercise),
        one.prose,
        one.quiz,
        one.notes,
        one.glossary,
        one.code_lines,
        f"{one.questions}/{len(one.kinds)}",
        f"{one.picture_bytes / 1000:.1f}",
        f"{packed} {lang}",
    )


def _sum_cells(course: str, rows: Sequence[LessonRow]) -> tuple[object, ...]:
    all_of = [row.figures for row in rows]
    lang, packed = max((one.heaviest for one in all_of), key=lambda item: item[1])
    return (
        f"{course}: {len(rows)} lessons",
        sum(row.minutes or 0 for row in rows),
        round(sum(one.reading for one in all_of)),
        round(sum(one.exercise for one in all_of)),
        sum(one.prose for one in all_of),
        sum(one.quiz for one in all_of),
        sum(one.notes for one in all_of),
        sum(one.glossary for one in all_of),
        sum(one.code_lines for one in all_of),
        sum(one.questions for one in all_of),
        f"{sum(one.picture_bytes for one in all_of) / 1000:.1f}",
        f"{packed} {lang}",
    )


def _exercise_row(catalog: Catalog, exercise: Exercise, seconds: dict[str, float]) -> ExerciseRow:
    cells = catalog.exercise_page(exercise, exercise.source_lang).cells
    return ExerciseRow(
        exercise=exercise.slug,
        answers=sum(cell.solution for cell in cells),
        points=exercise.max_score,
        points_by_hand=exercise.points_by_hand,
        wrong=len(exercise.wrong),
        seconds=seconds,
    )


def _touch(folder: Path, path: Path) -> bool:
    return folder.is_relative_to(path) or path.is_relative_to(folder)
