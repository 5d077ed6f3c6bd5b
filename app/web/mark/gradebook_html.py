"""The gradebook's table as HTML, kept short: 60 students by 60 items are 3,600 cells.

Tags that HTML lets one leave out are left out. A cell's address is `<student>/<exercise>` below
the gradebook's own, which leads on to the cell's page.
"""

from functools import lru_cache

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.progress.assessing.results import Finals
from app.progress.marking.rules import Mark
from app.web.mark.gradebook_asked import Asked
from app.web.mark.gradebook_table import Column, Row, Table, failed, shown_number
from app.web.numbers import as_percent, as_points


def table_html(table: Table, asked: Asked, pass_share: float) -> Markup:
    """The table's head and body."""
    writer = _Writer(asked, pass_share)
    head = "".join(
        writer.header(
            column.key, column.title, None if column.kind in ("lesson", "final") else column.most
        )
        for column in table.columns
    )
    name = writer.header("name", _("Student"), None)
    total = writer.header("total", _("Total"), table.most)
    body = "".join(writer.row(row, table.columns) for row in table.rows)
    return Markup(f"<thead><tr>{name}{total}{head}<tbody>{body}")


class _Writer:
    """What all cells of one page share: words said once for all, and numbers already written."""

    def __init__(self, asked: Asked, pass_share: float) -> None:
        self.asked, self.pass_share = asked, pass_share
        self.number = lru_cache(None)(as_points)
        self.exempt = _sign("○", _("exempt"))
        self.waiting = _sign("…", _("being tested"))
        self.missing = _sign("∅", _("not handed in, and it was due"))
        self.person = _sign("?", _("waits for a person"))
        self.late = _sign("◷", _("late"))
        self.set = _sign("*", _("set by a person"))
        self.none = _sign("–", _("nothing handed in"))
        self.read = _sign("✓", _("read"))
        self.suspended = escape(_("suspended"))

    def header(self, key: str, title: str, most: float | None) -> str:
        """A column's head: a link that sorts by it."""
        sort = self.asked.sort
        order = {key: " aria-sort=ascending", f"-{key}": " aria-sort=descending"}.get(sort, "")
        arrow = {key: " ▲", f"-{key}": " ▼"}.get(sort, "")
        href = escape(self.asked.sorted_by(key).query)
        of = f"<small>{self.number(most)}</small>" if most is not None else ""
        return f'<th scope=col{order}><a href="{href}">{escape(title)}{arrow}</a>{of}'

    def row(self, row: Row, columns: tuple[Column, ...]) -> str:
        """A student's row."""
        student = row.student
        away = "" if student.active else f" <small>({self.suspended})</small>"
        twin = f" <small><bdi>{escape(student.username)}</bdi></small>" if student.twin else ""
        cells = [
            f"\n<tr><th scope=row><bdi>{escape(student.full_name)}</bdi>{twin}{away}"
            f"<td>{self.number(row.total)}"
        ]
        for column, cell in zip(columns, row.cells, strict=True):
            if column.kind == "exercise":
                words, kind = self.said(cell) if isinstance(cell, Mark) else (self.none, "")
                cells.append(f"<td{kind}><a href={student.account_id}/{column.number}>{words}</a>")
            elif column.kind == "final":
                words, kind = self.sat(cell) if isinstance(cell, Finals) else (self.none, "")
                cells.append(f"<td{kind}><a href={student.account_id}/f{column.number}>{words}</a>")
            elif cell is None:
                cells.append("<td>")
            else:
                cells.append(f"<td>{self.read if column.kind == 'lesson' else cell}")
        return "".join(cells)

    def said(self, mark: Mark) -> tuple[str, str]:
        """What a mark's cell says, and the attribute of its class."""
        number = shown_number(mark, self.asked.show)
        words = "" if number is None else self.number(number)
        if mark.exempt:
            words = self.exempt
        elif mark.waiting and self.asked.show != "attempts":
            words += self.waiting
        elif mark.missing:
            words = self.missing
        if self.asked.show == "mark" and mark.attempts > 1:
            words += f"<i>{mark.attempts}×</i>"
        if mark.overridden:
            words += self.set
        if mark.needs_person:
            words += self.person
        if mark.late:
            words += self.late
        return words or self.none, " class=n" if failed(mark, self.pass_share) else ""

    def sat(self, finals: Finals) -> tuple[str, str]:
        """What the cell of a final says, and the attribute of its class."""
        number = shown_number(finals, self.asked.show) or 0
        if self.asked.show == "attempts":
            words = self.number(number)
        else:
            words = as_percent(number)
            if self.asked.show == "mark" and len(finals.results) > 1:
                words += f"<i>{len(finals.results)}×</i>"
        return words, "" if finals.passed else " class=n"


def _sign(sign: str, words: str) -> str:
    return f"<b aria-hidden=true>{sign}</b><i class=sr>{escape(words)}</i>"
