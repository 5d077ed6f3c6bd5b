"""A class at a glance: students by a course's lessons, quizzes and exercises, as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog import Catalog
from app.catalog.model import Course, Exercise, Lesson
from app.progress.completion import LessonProgress, lesson_progress, share_done
from app.progress.gradebook import GridRow
from app.progress.overview import Overview


@dataclass(frozen=True)
class Column:
    """A lesson of the course, with its exercise where it has one."""

    number: int
    lesson: Lesson
    exercise: Exercise | None

    @property
    def parts(self) -> tuple[str, ...]:
        """What is shown of it: "read", "questions", "points", as far as it has them."""
        questions = ("questions",) if self.lesson.question_ids else ()
        return ("read", *questions, *(("points",) if self.exercise else ()))


@dataclass(frozen=True)
class StudentRow:
    """A student and how far she is with each lesson; `share` is of the course's steps, 0 to 1."""

    student: GridRow
    lessons: tuple[LessonProgress, ...]
    share: float


@dataclass(frozen=True)
class Table:
    """The class's table for one course."""

    columns: tuple[Column, ...]
    rows: tuple[StudentRow, ...]

    @property
    def to_read(self) -> bool:
        """Whether a hand-in to one of the exercises asks the instructor to look."""
        ids = {column.exercise.id for column in self.columns if column.exercise}
        return any(row.student.to_read & ids for row in self.rows)


def table(course: Course, catalog: Catalog, grid: Sequence[GridRow], pass_share: float) -> Table:
    """The table of a course for the students of a class."""
    columns = tuple(
        Column(number, lesson, catalog.exercise(lesson.exercise) if lesson.exercise else None)
        for number, lesson in enumerate(course.lessons, 1)
    )
    return Table(columns, tuple(_row(course, columns, student, pass_share) for student in grid))


def _row(
    course: Course, columns: Sequence[Column], student: GridRow, pass_share: float
) -> StudentRow:
    seen = Overview(student.read, student.right, student.exercises, last_lesson=None)
    lessons = tuple(
        lesson_progress(
            column.lesson, column.exercise.id if column.exercise else None, seen, pass_share
        )
        for column in columns
    )
    final = course.id in student.finals if course.assessment else None
    return StudentRow(student, lessons, share_done(lessons, final))
