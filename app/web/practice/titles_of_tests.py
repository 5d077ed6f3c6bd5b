"""What an exercise's tests and answers are called in the language of whoever looks at results.

Results keep the titles of the notebook that was handed in, in the student's language. Answers that
a person marks have no title there, only an id that nobody but their author knows.
"""

from collections import Counter
from collections.abc import Mapping

from flask_babel import gettext as _

from app.catalog import Catalog
from app.catalog.model import Exercise
from app.catalog.pages.pages import CellView, ExercisePage
from app.catalog.pages.steps import step_of_cells
from app.grading import Grade
from app.web.practice.sheet import Slot, sheet
from app.web.practice.wording import cell_label


def titles_of_tests(catalog: Catalog, exercise: Exercise, lang: str) -> dict[str, str]:
    """By nbgrader's id what each cell with points is called; those that are gone are not there."""
    return titles_on(catalog.exercise_page(exercise, lang))


def titles_on(page: ExercisePage) -> dict[str, str]:
    """The same of a page: a cell's title; else the heading of its step, with the name that the
    notebook page gives the cell where several cells of that step have none; else that name."""
    slots = {slot.id: slot for slot in sheet(page.cells, None)}
    graded = [cell for cell in page.cells if cell.grade_id and (cell.points or cell.title)]
    steps = step_of_cells(page.cells)
    alike = Counter(steps.get(cell.id) for cell in graded if not cell.title)
    found = {}
    for number, cell in enumerate(graded, 1):
        step, label = steps.get(cell.id, ""), _label(cell, slots, number)
        several = f"{step} · {label}" if step else label
        found[cell.grade_id] = cell.title or (several if alike[step] != 1 else step)
    return found


def titles_for(
    grade: Grade | None, catalog: Catalog, exercise: Exercise | None, lang: str
) -> dict[str, str]:
    """What to call the cells of a result that have no title; none where all have one."""
    if exercise is None or grade is None or all(cell.has_title for cell in grade.cells):
        return {}
    page = titles_of_tests(catalog, exercise, lang)
    return {
        cell.grade_id: page[cell.grade_id]
        for cell in grade.cells
        if not cell.has_title and cell.grade_id in page
    }


def called(cell: str, title: str, titles: Mapping[str, str]) -> str:
    """What to call a cell of a result: the title it has, one of `titles`, or else its id."""
    return title if title and title != cell else titles.get(cell, cell)


def _label(cell: CellView, slots: Mapping[str, Slot], number: int) -> str:
    slot = slots.get(cell.id)
    if slot is None or not slot.typed:
        return _("Test %(number)s", number=number)
    return cell_label(slot)
