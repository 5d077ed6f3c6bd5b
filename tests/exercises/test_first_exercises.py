"""Every exercise through the real grader: reference solution, empty release and wrong answers.

Exercises and languages are found in the folders, so that new ones are tested without a change
here. `wrong:` in exercise.yaml says what each wrong notebook must score.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from app.catalog import Catalog, load_catalog
from app.grading import Grade, grade
from app.kernels import Limits
from app.kernels.engines import best_engine
from app.notebooks import read_notebook

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = sorted(path.parent.name for path in (ROOT / "exercises").glob("*/exercise.yaml"))
TRANSLATIONS = ROOT / "translations"
LANGUAGES = ["en", *sorted({po.parent.name for po in TRANSLATIONS.glob("*/*.po")} - {"en"})]
WRONG = [
    (slug, path.name)
    for slug in EXERCISES
    for path in sorted((ROOT / "exercises" / slug / "wrong").glob("*.ipynb"))
]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The catalogue of this repository, with a cache of its own."""
    cache = tmp_path_factory.mktemp("cache")
    return load_catalog(ROOT / "courseware", ROOT / "exercises", TRANSLATIONS, cache)


@pytest.fixture(scope="module")
def graded(catalog: Catalog) -> Iterator[Callable[[str, str, dict], Grade]]:
    """graded("temperature", "en", notebook), as a worker grades it, in a fresh kernel."""
    with best_engine() as engine:  # type: ignore[attr-defined]  # both engines can be closed so

        def make(slug: str, lang: str, submitted: dict) -> Grade:
            exercise = catalog.exercise(slug)
            limits = Limits(
                cell_seconds=exercise.cell_limit or 20.0,
                total_seconds=exercise.time_limit,
                memory_mb=exercise.memory_limit,
            )
            source = catalog.source(exercise, lang)
            return grade(source, submitted, engine=engine, limits=limits, files=exercise.files)

        yield make


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", EXERCISES)
def test_reference_solution_gets_full_marks(
    catalog: Catalog, graded: Callable[..., Grade], slug: str, lang: str
) -> None:
    solution = catalog.source(catalog.exercise(slug), lang)

    result = graded(slug, lang, solution)

    assert result.max_score > 0
    failed = [cell for cell in result.cells if cell.score < cell.max_score]
    assert result.score == result.max_score, failed


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", EXERCISES)
def test_empty_release_gets_nothing(
    catalog: Catalog, graded: Callable[..., Grade], slug: str, lang: str
) -> None:
    release = catalog.release(catalog.exercise(slug), lang)

    assert graded(slug, lang, release).score == 0


@pytest.mark.parametrize(("slug", "name"), WRONG)
def test_wrong_answer_loses_the_points_meant(
    graded: Callable[..., Grade], slug: str, name: str
) -> None:
    folder = ROOT / "exercises" / slug
    row = yaml.safe_load((folder / "exercise.yaml").read_text(encoding="utf-8"))["wrong"][name]

    result = graded(slug, "en", read_notebook((folder / "wrong" / name).read_bytes()))

    said = [(cell.grade_id, cell.score, cell.message) for cell in result.cells]
    assert result.score == row["score"] < result.max_score, said
    lost = {cell.grade_id for cell in result.cells if cell.score < cell.max_score}
    assert lost == set(row["loses"]), said


@pytest.mark.parametrize("slug", EXERCISES)
def test_there_are_wrong_answers_and_all_are_listed(slug: str) -> None:
    folder = ROOT / "exercises" / slug
    listed = yaml.safe_load((folder / "exercise.yaml").read_text(encoding="utf-8"))["wrong"]

    there = {path.name for path in (folder / "wrong").glob("*.ipynb")}

    assert there == set(listed)
    assert len(there) >= 4


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", EXERCISES)
def test_release_shows_neither_solution_nor_hidden_tests(
    catalog: Catalog, slug: str, lang: str
) -> None:
    release = catalog.release(catalog.exercise(slug), lang)

    text = "\n".join(cell["source"] for cell in release["cells"])

    assert "BEGIN SOLUTION" not in text
    assert "HIDDEN TESTS" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", EXERCISES)
def test_every_test_cell_has_a_title_and_a_hint(catalog: Catalog, slug: str, lang: str) -> None:
    release = catalog.release(catalog.exercise(slug), lang)

    tests = [
        cell["source"]
        for cell in release["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("grade")
    ]

    assert tests
    for source in tests:
        first, second = source.splitlines()[:2]
        assert first.startswith("# Test: ")
        assert second.startswith("# Hint: ")
