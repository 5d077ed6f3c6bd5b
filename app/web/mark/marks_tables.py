"""The marks of a class as other systems write them: rows for Moodle, and those of nbgrader."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from app.progress.assessing.results import Finals
from app.progress.marking.due import Dues
from app.progress.marking.rules import Mark

NO_FINALS: Mapping[tuple[int, str], Finals] = MappingProxyType({})
Marks = Mapping[tuple[int, str], Mark]  # by account and exercise id

# What a grade export of Moodle has before the grades (its setting grade_export_userprofilefields).
MOODLE = ("First name", "Surname", "ID number", "Institution", "Department", "Email address")
# The headings of CsvExportPlugin, nbgrader 0.9.
NBGRADER = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


@dataclass(frozen=True)
class Person:
    """A student as a row names her; `identifier` is what another system calls her, or empty."""

    account_id: int
    username: str
    full_name: str
    identifier: str

    @property
    def names(self) -> tuple[str, str]:
        """First names and surname. Kisima has one name; its last word is taken for the surname,
        which is right in many places and matters in neither system: both know her by her ID."""
        first, _, last = self.full_name.strip().rpartition(" ")
        return (first.strip(), last) if first else (last, "")


@dataclass(frozen=True)
class Column:
    """An exercise as these tables name it."""

    exercise_id: str
    slug: str
    title: str
    most: float


@dataclass(frozen=True)
class FinalColumn:
    """A course's final as these tables name it, marked from 0 to 100."""

    course_id: str
    title: str


def moodle_rows(
    students: Iterable[Person],
    columns: Sequence[Column],
    marks: Marks,
    final_columns: Sequence[FinalColumn] = (),
    finals: Mapping[tuple[int, str], Finals] = NO_FINALS,
) -> Iterator[list[object]]:
    """A row for each student, as Moodle's grade import takes it: by ID number or by user name,
    which stands last. "-" says that there is no grade, where an empty cell would become 0."""
    titles = [one.title for one in columns] + [one.title for one in final_columns]
    yield [*MOODLE, *titles, "Username"]
    for student in students:
        first, last = student.names
        points = (_points(marks.get((student.account_id, one.exercise_id))) for one in columns)
        shares = (percent(finals.get((student.account_id, one.course_id))) for one in final_columns)
        given = ["-" if one is None else round(one, 4) for one in (*points, *shares)]
        yield [first, last, student.identifier, "", "", "", *given, student.username]


def nbgrader_rows(
    students: Sequence[Person],
    columns: Iterable[Column],
    marks: Marks,
    dues: Dues,
    handed_in_ms: Mapping[str, int],
) -> Iterator[list[object]]:
    """A row for each exercise and student, as `nbgrader export` writes it, times in UTC.

    Who handed nothing in has 0, as there. Who is exempt has no row, since nbgrader knows no such
    thing; what has no mark yet has empty scores. `score` is the mark, an override included.
    """
    yield list(NBGRADER)
    for column in columns:
        for student in students:
            mark = marks.get((student.account_id, column.exercise_id))
            if mark is not None and mark.exempt:
                continue
            due = dues.of(student.account_id, column.exercise_id)
            counted = (mark.counted or mark.newest or "") if mark else ""
            first, last = student.names
            yield [
                column.slug,
                _moment(due.due_ms) if due else "",
                _moment(handed_in_ms[counted]) if counted in handed_in_ms else "",
                student.username,
                last,
                first,
                "",
                *_scores(mark),
                column.most,
            ]


def percent(finals: Finals | None) -> float | None:
    """The right answers of the final that counts, of a hundred; None where none was handed in."""
    return None if finals is None else round(finals.best.share * 100, 2)


def _points(mark: Mark | None) -> float | None:
    return mark.points if mark is not None else None


def _scores(mark: Mark | None) -> tuple[object, object, object]:
    """What was reached, what coming late took, and the mark."""
    if mark is None or (mark.points is None and not mark.attempts):
        return 0.0, 0.0, 0.0
    if mark.points is None:
        return "", "", ""
    return (
        round(mark.points + mark.penalty, 4),
        round(mark.penalty, 4),
        round(max(0.0, mark.points), 4),
    )


def _moment(milliseconds: int) -> str:
    """A point in time as nbgrader writes it: UTC, without saying so."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S")
