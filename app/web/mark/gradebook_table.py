"""The gradebook as values: students by items, filtered and sorted as the address asks."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _

from app.catalog import Catalog
from app.catalog.model import Course, Exercise, Lesson
from app.progress.assessing.results import Finals
from app.progress.marking.rules import Mark
from app.web.mark.gradebook_asked import Asked
from app.web.mark.gradebook_parts import Part, part_shown, parts_of
from app.web.teach.final_words import final_of

Kind = Literal["exercise", "quiz", "lesson", "final"]
Cell = Mark | Finals | int | None


@dataclass(frozen=True)
class Column:
    """An item. `key` names it in addresses: its kind's first letter, and a number that the
    exercises, lessons or courses give it; `most` is what can be had (points, questions)."""

    key: str
    kind: Kind
    title: str
    most: float
    number: int
    id: str  # the exercise's, the lesson's, or of a final the course's


@dataclass(frozen=True)
class Student:
    """A student of the class, with what she has read and answered, by lesson id. `twin` says that
    another of the class has the same name."""

    account_id: int
    full_name: str
    username: str
    active: bool
    read: frozenset[str] | set[str]
    right: Mapping[str, int]
    twin: bool = False


@dataclass(frozen=True)
class Row:
    """A student with a cell for each column: a Mark, finals, a number, or None; `total` is the
    exercises' points."""

    student: Student
    cells: tuple[Cell, ...]
    total: float


@dataclass(frozen=True)
class Table:
    """The columns that are shown, and the rows that are left in their order; `students` counts
    all. `most` is the points that can be had in all columns, shown or not, as is a row's total;
    `parts` are what the columns come in, and `part` the one that is shown, None for all."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    students: int
    most: float
    parts: tuple[Part, ...]
    part: Part | None


def exercises_of(courses: Iterable[Course], catalog: Catalog) -> list[tuple[Course, Exercise]]:
    """The exercises of courses in the lessons' order, each once."""
    found: dict[str, tuple[Course, Exercise]] = {}
    for course in courses:
        for lesson in course.lessons:
            exercise = catalog.exercise(lesson.exercise) if lesson.exercise else None
            if exercise is not None:
                found.setdefault(exercise.id, (course, exercise))
    return list(found.values())


def columns_of(
    courses: Sequence[Course], catalog: Catalog, asked: Asked, lang: str
) -> tuple[Column, ...]:
    """The items that are asked for, lesson by lesson: its exercise, its quiz, the lesson; after a
    course's lessons its final."""
    wanted = [one for one in courses if not asked.course or one.slug == asked.course]
    # An exercise of two lessons stands once, with the first of them.
    exercises = {
        one.slug: Column(f"e{number}", "exercise", one.title(lang), one.max_score, number, one.id)
        for number, (course, one) in enumerate(exercises_of(courses, catalog), 1)
        if course in wanted
    }
    columns: list[Column] = []
    number = 0
    for place, course in enumerate(courses, 1):
        for lesson in course.lessons:
            number += 1
            if course in wanted:
                columns += _of_lesson(lesson, number, exercises, asked, lang)
        if course in wanted and course.assessment:
            title = _("Final assessment") if len(wanted) == 1 else final_of(course.title(lang))
            columns.append(Column(f"f{place}", "final", title, 1, place, course.id))
    return tuple(columns)


def _of_lesson(
    lesson: Lesson, number: int, exercises: dict[str, Column], asked: Asked, lang: str
) -> Iterator[Column]:
    """The columns of a lesson; that of its exercise is taken out of `exercises`."""
    title = lesson.title(lang)
    column = exercises.pop(lesson.exercise, None) if lesson.exercise else None
    if column is not None:
        yield column
    if asked.quizzes and lesson.question_ids:
        yield Column(f"q{number}", "quiz", title, len(lesson.question_ids), number, lesson.id)
    if asked.lessons:
        yield Column(f"l{number}", "lesson", title, 1, number, lesson.id)


def table(
    students: Sequence[Student],
    columns: tuple[Column, ...],
    marks: Mapping[tuple[int, str], Mark],
    finals: Mapping[tuple[int, str], Finals],
    asked: Asked,
    pass_share: float,
) -> Table:
    """The rows that are asked for, in order; who has nothing in a column comes last by it."""
    wanted = folded(asked.name)
    rows = [
        _row(student, columns, marks, finals)
        for student in students
        if (student.active or not asked.active)
        and wanted in folded(f"{student.full_name} {student.username}")
    ]
    if asked.only:
        rows = [row for row in rows if any(_has(asked.only, one, pass_share) for one in row.cells)]
    rows = _in_order(rows, columns, asked)
    most = sum(column.most for column in columns if column.kind == "exercise")
    ids = {(column.kind, column.id): column.key for column in columns}
    done = [ids.get(("exercise", exercise_id), "") for _id, exercise_id in marks]
    done += [ids.get(("final", course_id), "") for _id, course_id in finals]
    parts, keys = parts_of(len(columns)), [column.key for column in columns]
    part = part_shown(parts, asked.items, keys, done, len(students))
    if part is not None:
        run = slice(part.first - 1, part.last)
        columns = columns[run]
        rows = [Row(row.student, row.cells[run], row.total) for row in rows]
    return Table(columns, tuple(rows), len(students), most, parts, part)


def failed(cell: Mark | Finals, pass_share: float) -> bool:
    """Whether the points are too few to pass, or no final was passed."""
    if isinstance(cell, Finals):
        return not cell.passed
    return cell.points is not None and cell.points < pass_share * cell.most


def shown_number(cell: Cell, show: str) -> float | None:
    """The number that a cell says, and is sorted by; of finals a share from 0 to 1."""
    if isinstance(cell, Finals):
        if show == "attempts":
            return len(cell.results)
        return (cell.last if show == "last" else cell.best).share
    if not isinstance(cell, Mark):
        return cell
    if show == "attempts":
        return cell.attempts or None
    return {"best": cell.best, "last": cell.last}.get(show, cell.points)


def folded(text: str) -> str:
    """Text as names are looked for: without accents, in small letters."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def _row(
    student: Student,
    columns: Sequence[Column],
    marks: Mapping[tuple[int, str], Mark],
    finals: Mapping[tuple[int, str], Finals],
) -> Row:
    cells: list[Cell] = []
    total = 0.0
    for column in columns:
        if column.kind == "exercise":
            mark = marks.get((student.account_id, column.id))
            cells.append(mark)
            total += (mark.points or 0.0) if mark else 0.0
        elif column.kind == "final":
            cells.append(finals.get((student.account_id, column.id)))
        elif column.kind == "quiz":
            cells.append(student.right.get(column.id))
        else:
            cells.append(1 if column.id in student.read else None)
    return Row(student, tuple(cells), total)


def _has(only: str, cell: Cell, pass_share: float) -> bool:
    if isinstance(cell, Finals):
        return only == "failed" and failed(cell, pass_share)
    if not isinstance(cell, Mark):
        return False
    if only == "person":
        return cell.needs_person
    if only == "late":
        return cell.late
    return cell.missing if only == "missing" else failed(cell, pass_share)


def _in_order(rows: list[Row], columns: Sequence[Column], asked: Asked) -> list[Row]:
    """By name as they come, by the total, or by a column."""
    key, down = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    if key == "total":
        return sorted(rows, key=lambda row: row.total, reverse=down)
    at = next((at for at, column in enumerate(columns) if column.key == key), None)
    if at is None:
        return rows[::-1] if down and key == "name" else rows
    numbers = [(shown_number(row.cells[at], asked.show), row) for row in rows]
    known = [(number, row) for number, row in numbers if number is not None]
    known.sort(key=lambda pair: pair[0], reverse=down)
    return [row for _, row in known] + [row for number, row in numbers if number is None]
