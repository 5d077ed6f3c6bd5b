"""The marks of a class as CSV, safe to open in a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _

from app.catalog.model import Course
from app.progress.assessing.results import Finals
from app.progress.marking.rules import Mark
from app.web.tables import csv_bytes
from app.web.teach.final_words import final_of, percent_of_final
from app.web.teach.grid import Table

Marks = Mapping[tuple[int, str], Mark]  # by account and exercise id


def marks_csv(
    tables: Sequence[tuple[Course, Table]],
    marks: Marks,
    finals: Mapping[tuple[int, str], Finals],
    lang: str,
) -> bytes:
    """The marks as a file; `tables` pairs a course with its table, `finals` are by account and
    course id.

    All tables have the same students in the same order.
    """
    return csv_bytes(_rows(tables, marks, finals, lang))


def _rows(
    tables: Sequence[tuple[Course, Table]],
    marks: Marks,
    finals: Mapping[tuple[int, str], Finals],
    lang: str,
) -> Iterator[list[object]]:
    columns = [column for _course, table in tables for column in table.columns]
    header: list[object] = [_("User name"), _("Full name")]
    for column in columns:
        title = column.lesson.title(lang)
        header += [_("%(title)s: read", title=title), _("%(title)s: questions right", title=title)]
        if column.exercise:
            exercise = column.exercise.title(lang)
            header += [
                _("%(title)s: points", title=exercise),
                _("%(title)s: of", title=exercise),
                _("%(title)s: times handed in", title=exercise),
            ]
    examined = [course for course, _table in tables if course.assessment]
    for course in examined:
        title = course.title(lang)
        sat = _("%(title)s: times handed in", title=final_of(title))
        header += [percent_of_final(title), sat]
    yield header
    students = tables[0][1].rows if tables else ()
    for index, row in enumerate(students):
        line: list[object] = [row.student.username, row.student.full_name]
        lessons = [progress for _course, table in tables for progress in table.rows[index].lessons]
        for column, progress in zip(columns, lessons, strict=True):
            line += [int(progress.read), progress.questions_right]
            if column.exercise:
                mark = marks.get((row.student.account_id, column.exercise.id))
                score = "" if mark is None or mark.points is None else round(mark.points, 4)
                line += [score, column.exercise.max_score, mark.attempts if mark else 0]
        for course in examined:
            found = finals.get((row.student.account_id, course.id))
            percent = round(found.best.share * 100, 2) if found else ""
            line += [percent, len(found.results) if found else 0]
        yield line
