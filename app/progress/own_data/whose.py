"""Whose data it is, what ids are called, and what a table of it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.catalog import Catalog
from app.catalog.pages.steps import step_of_cells
from app.catalog.rubric import RubricRow
from app.errors import N_
from app.grading import CellGrade
from app.people.models import Account
from app.progress.marking.rules import Mark
from app.progress.submissions import Submission

TIME = N_("when, in UTC")
EXERCISE = N_("the exercise")
HAND_IN = N_("how many times it was handed in until then")


@dataclass(frozen=True)
class OwnTable:
    """A table: its name, what it holds, its columns with what each means (gettext msgids), and
    its rows."""

    name: str
    about: str
    columns: dict[str, str]
    rows: Sequence[tuple[object, ...]]


@dataclass(frozen=True)
class Of:
    """Whose, and what the ids are called."""

    account: Account
    catalog: Catalog
    lang: str
    marks: dict[str, Mark]
    works: list[Submission]

    def exercise(self, id: str) -> str:
        """An exercise's title; its id where it is no longer here."""
        found = self.catalog.exercise_by_id(id)
        return found.title(self.lang) if found else id

    def test(self, exercise_id: str, cell: CellGrade) -> str:
        """A test's title; that of its step where it has none, as answers that people mark."""
        found = self.catalog.exercise_by_id(exercise_id)
        if found is None or cell.has_title:
            return cell.title
        cells = self.catalog.exercise_page(found, self.lang).cells
        steps, id = step_of_cells(cells), {one.grade_id: one.id for one in cells}
        return steps.get(id.get(cell.grade_id, ""), cell.title)

    def rows(self, exercise_id: str, rows: Sequence[RubricRow]) -> str:
        """Rows of an exercise's rubric with their points, in one text."""
        found = self.catalog.exercise_by_id(exercise_id)
        shown = [found.row(self.lang, row).text if found else row.text for row in rows]
        pairs = zip(shown, rows, strict=True)
        return "; ".join(f"{text} ({row.points:g})" for text, row in pairs)

    def lesson(self, id: str) -> str:
        """A lesson's title; its id where it is no longer here."""
        found = self.catalog.lesson_by_id(id)
        return found.title(self.lang) if found else id

    def course(self, id: str) -> str:
        """A course's title; its id where it is no longer here."""
        found = self.catalog.course_by_id(id)
        return found.title(self.lang) if found else id

    def held(self, work: Submission) -> bool:
        """Whether the results of a hand-in are kept back."""
        mark = self.marks.get(work.exercise_id)
        return mark is not None and mark.held

    def shown(self, work: Submission) -> bool:
        """Whether she may see what people gave for a hand-in."""
        mark = self.marks.get(work.exercise_id)
        return mark is None or mark.shown


def as_time(milliseconds: int | None) -> str:
    """A moment in UTC; empty for none."""
    if milliseconds is None:
        return ""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


def as_yes(value: bool) -> str:
    """Yes or no."""
    return "yes" if value else "no"
