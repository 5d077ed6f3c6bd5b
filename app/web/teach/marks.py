"""The marks of a class as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from app.web.teach.grid import Table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def marks_csv(tables: Sequence[tuple[str, Table]], lang: str) -> bytes:
    """The marks in UTF-8, with the mark at the start by which spreadsheets know that.

    `tables` pairs a course's title with its table; all have the same students in the same order.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in _rows(tables, lang):
        writer.writerow([safe(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


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
