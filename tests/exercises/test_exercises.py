"""Every exercise through the real grader: reference solution, empty release and wrong answers.

`wrong:` in exercise.yaml says what tests give each wrong notebook, and which tests it loses points
in. Points that a person gives stand aside.
"""

from app.catalog import Catalog
from app.catalog.checks.trials import wrong_answers
from app.catalog.model import Exercise
from app.grading import CheckRow, check_exercise
from app.kernels import Engine, Limits
from app.notebooks import graded_cells


def rows(
    catalog: Catalog, engine: Engine, exercise: Exercise, lang: str, *, wrong: bool = False
) -> dict[str, CheckRow]:
    """The exercise's solution, empty release and, if wanted, wrong answers, graded."""
    given = wrong_answers(exercise) if wrong else ()
    found = check_exercise(
        catalog.source(exercise, lang),
        {one.name: one.notebook for one in given},
        engine=engine,
        limits=catalog.limits(exercise, Limits()),
        files=exercise.files,
        expected={one.name: one.expected for one in given},
    )
    return {row.name: row for row in found}


def complaints(found: dict[str, CheckRow]) -> dict[str, str]:
    """What is not as it should be: the solution gets all points of tests, the rest what was said,
    and who has written nothing gets nothing."""
    said = {name: str(row.error or row.problem) for name, row in found.items() if not row.ok}
    if found["empty"].score:
        said["empty"] = f"gets {found['empty'].score:g} points in all but {found['empty'].lost}"
    return said


def test_it_judges_as_its_table_says(catalog: Catalog, engine: Engine, slug: str) -> None:
    exercise = catalog.any_exercise(slug)
    assert exercise is not None
    assert complaints(rows(catalog, engine, exercise, exercise.source_lang, wrong=True)) == {}


def test_it_judges_the_same_in_each_language(
    catalog: Catalog, engine: Engine, slug: str, lang: str
) -> None:
    exercise = catalog.any_exercise(slug)
    assert exercise is not None
    # What was graded above in the very same words need not be graded again.
    original = catalog.source(exercise, exercise.source_lang)["cells"]
    if catalog.source(exercise, lang)["cells"] != original:
        assert complaints(rows(catalog, engine, exercise, lang)) == {}


def test_its_table_has_each_wrong_answer_with_points_and_tests(catalog: Catalog, slug: str) -> None:
    exercise = catalog.any_exercise(slug)
    assert exercise is not None and len(exercise.wrong) >= 4
    table = exercise.wrong_expected
    assert {path.name for path in exercise.wrong} == set(table)
    assert all(row.score is not None and row.loses is not None for row in table.values())


def test_release_shows_neither_solution_nor_hidden_tests(
    catalog: Catalog, slug: str, lang: str
) -> None:
    exercise = catalog.any_exercise(slug)
    assert exercise is not None
    text = "\n".join(cell["source"] for cell in catalog.release(exercise, lang)["cells"])
    assert "BEGIN SOLUTION" not in text and "HIDDEN TESTS" not in text


def test_every_test_has_a_title_and_a_hint(catalog: Catalog, slug: str, lang: str) -> None:
    exercise = catalog.any_exercise(slug)
    assert exercise is not None
    cells = graded_cells(catalog.source(exercise, lang))
    tests = [cell for cell in cells if cell.kind == "tests"]
    assert tests and all(cell.title and cell.hint for cell in tests)
