"""The gradebook as values: students by items, filtered and sorted as the address asks."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.catalog import Catalog
from app.catalog.model import Course, Exercise, Lesson
from app.progress.marking.rules import Mark
from app.web.mark.gradebook_asked import Asked
from app.web.mark.gradebook_parts import Part, part_shown, parts_of

Kind = Literal["exercise", "quiz", "lesson"]


@dataclass(frozen=True)
class Column:
    """An item. `key` names it in addresses: its kind's first letter, and a number that `exercises`
    and the courses' lessons give it; `most` is what can be had (points, questions)."""

    key: str
    kind: Kind
    title: str
    most: float
    number: int
    id: str  # the exercise's or the lesson's


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
    """A student with a cell for each column: a Mark, a number, or None; `total` in points."""

    student: Student
    cells: tuple[Mark | int | None, ...]
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
    """The items that are asked for, lesson by lesson: its exercise, its quiz, the lesson."""
    wanted = [one for one in courses if not asked.course or one.slug == asked.course]
    # An exercise of two lessons stands once, with the first of them.
    exercises = {
        one.slug: Column(f"e{number}", "exercise", one.title(lang), one.max_score, number, one.id)
        for number, (course, one) in enumerate(exercises_of(courses, catalog), 1)
        if course in wanted
    }
    lessons: list[tuple[int, Lesson]] = [
        (number, lesson)
        for number, (course, lesson) in enumerate(
            ((course, lesson) for course in courses for lesson in course.lessons), 1
        )
        if course in wanted
    ]
    columns: list[Column] = []
    for number, lesson in lessons:
        title = lesson.title(lang)
        column = exercises.pop(lesson.exercise, None) if lesson.exercise else None
        if column is not None:
            columns.append(column)
        if asked.quizzes and lesson.question_ids:
            most = len(lesson.question_ids)
            columns.append(Column(f"q{number}", "quiz", title, most, number, lesson.id))
        if asked.lessons:
            columns.append(Column(f"l{number}", "lesson", title, 1, number, lesson.id))
    return tuple(columns)


def table(
    students: Sequence[Student],
    columns: tuple[Column, ...],
    marks: Mapping[tuple[int, str], Mark],
    asked: Asked,
    pass_share: float,
) -> Table:
    """The rows that are asked for, in order; who has nothing in a column comes last by it."""
    wanted = folded(asked.name)
    rows = [
        _row(student, columns, marks)
        for student in students
        if (student.active or not asked.active)
        and wanted in folded(f"{student.full_name} {student.username}")
    ]
    if asked.only:
        rows = [row for row in rows if any(_has(asked.only, one, pass_share) for one in row.cells)]
    rows = _in_order(rows, columns, asked)
    most = sum(column.most for column in columns if column.kind == "exercise")
    parts, done = parts_of(len(columns)), (exercise_id for _, exercise_id in marks)
    keys = [column.id if column.kind == "exercise" else column.key for column in columns]
    part = part_shown(parts, asked.items, keys, done, len(students))
    if part is not None:
        run = slice(part.first - 1, part.last)
        columns = columns[run]
        rows = [Row(row.student, row.cells[run], row.total) for row in rows]
    return Table(columns, tuple(rows), len(students), most, parts, part)


def failed(mark: Mark, pass_share: float) -> bool:
    """Whether the points are too few to pass."""
    return mark.points is not None and mark.points < pass_share * mark.most


def shown_number(cell: Mark | int | None, show: str) -> float | None:
    """The number that a cell says, and is sorted by."""
    if not isinstance(cell, Mark):
        return cell
    if show == "attempts":
        return cell.attempts or None
    return {"best": cell.best, "last": cell.last}.get(show, cell.points)


def folded(text: str) -> str:
    """Text as names are looked for: without accents, in small letters."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def _row(student: Student, columns: Sequence[Column], marks: Mapping[tuple[int, str], Mark]) -> Row:
    cells: list[Mark | int | None] = []
    total = 0.0
    for column in columns:
        if column.kind == "exercise":
            mark = marks.get((student.account_id, column.id))
            cells.append(mark)
            total += (mark.points or 0.0) if mark else 0.0
        elif column.kind == "quiz":
            cells.append(student.right.get(column.id))
        else:
            cells.append(1 if column.id in student.read else None)
    return Row(student, tuple(cells), total)


def _has(only: str, cell: Mark | int | None, pass_share: float) -> bool:
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
