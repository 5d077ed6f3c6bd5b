"""No line of a shipped solution is idle: some change of it loses points, in each language.

Every line is changed in one language, and the languages take turns, a quarter of an exercise's
lines each; `--long` changes every line in every language. That the solutions get all points in
each language is tested in test_exercises.py.
"""

import pytest

from app.catalog import Catalog
from app.catalog.languages import in_order
from app.catalog.model import Exercise
from app.grading.mutation_check import LineRow, check_mutations, unused_excuses
from app.kernels import Engine, Limits


def changed(
    catalog: Catalog, engine: Engine, exercise: Exercise, lang: str, part: tuple[int, int]
) -> list[LineRow]:
    """What became of a part of the solution's lines, in one language."""
    return list(
        check_mutations(
            catalog.source(exercise, lang),
            engine=engine,
            limits=catalog.limits(exercise, Limits()),
            files=exercise.files,
            excused=exercise.excused,
            part=part,
            is_right=True,
        )
    )


@pytest.mark.slow
def test_some_change_of_each_line_loses_points(catalog: Catalog, engine: Engine, slug: str) -> None:
    exercise = catalog.any_exercise(slug)
    assert exercise is not None
    languages = [language.code for language in in_order(exercise.languages)]
    found: list[LineRow] = []
    for place, lang in enumerate(languages):
        rows = changed(catalog, engine, exercise, lang, (place, len(languages)))
        assert rows and [(lang, row) for row in rows if not row.ok] == []
        found += rows
    assert unused_excuses(exercise.excused, found) == ()


@pytest.mark.long
def test_each_line_in_each_language(catalog: Catalog, engine: Engine, slug: str, lang: str) -> None:
    exercise = catalog.any_exercise(slug)
    assert exercise is not None
    rows = changed(catalog, engine, exercise, lang, (0, 1))
    assert rows and [row for row in rows if not row.ok] == []
