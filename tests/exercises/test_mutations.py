"""No line of a shipped solution is idle: some change of it loses points."""

import pytest

from app.catalog import Catalog
from app.grading.mutation_check import check_mutations, unused_excuses
from app.kernels import Engine, Limits


@pytest.mark.slow
def test_some_change_of_each_line_loses_points(catalog: Catalog, engine: Engine, slug: str) -> None:
    exercise = catalog.any_exercise(slug)
    assert exercise is not None
    found = list(
        check_mutations(
            catalog.source(exercise, exercise.source_lang),
            engine=engine,
            limits=catalog.limits(exercise, Limits()),
            files=exercise.files,
            excused=exercise.excused,
        )
    )
    assert found and [row for row in found if not row.ok] == []
    assert unused_excuses(exercise.excused, found) == ()
