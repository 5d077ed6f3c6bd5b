"""What an exercise's tests are called in the language of whoever looks at a class's results.

Results keep the titles of the notebook that was handed in, in the student's language.
"""

from app.catalog import Catalog
from app.catalog.model import Exercise


def titles_of_tests(catalog: Catalog, exercise: Exercise, lang: str) -> dict[str, str]:
    """Titles by nbgrader's id; tests without one, and tests that are gone, are not among them."""
    cells = catalog.exercise_page(exercise, lang).cells
    return {cell.grade_id: cell.title for cell in cells if cell.grade_id and cell.title}
