"""The marks of a class as CSV, safe to open in a spreadsheet."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from app.web.tables import csv_bytes
from app.web.teach.grid import Table


def marks_csv(tables: Sequence[tuple[str, Table]], lang: str) -> bytes:
    """The marks as a file; `tables` pairs a course's title with its table.

    All of them have the same students in the same order.
    """
    return csv_bytes(_rows(tables, lang))


def _rows(tables: Sequence[tuple[str, Table]], lang: str) -> Iterator[list[object]]:
    columns = [column for _title, table in tables for column in table.columns]
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
    yield header
    students = tables[0][1].rows if tables else ()
    for index, row in enumerate(students):
        line: list[object] = [row.student.username, row.student.full_name]
        lessons = [progress for _title, table in tables for progress in table.rows[index].lessons]
        for column, progress in zip(columns, lessons, strict=True):
            line += [int(progress.read), progress.questions_right]
            if column.exercise:
                done = progress.exercise
                score = "" if done is None or done.score is None else done.score
                line += [score, column.exercise.max_score, done.submissions if done else 0]
        yield line
