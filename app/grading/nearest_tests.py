"""A notebook cut down to one answer and the tests that come first after it, to be graded quickly.

Most slips in an answer lose points in these tests. Cells are numbered from 1, as in a notebook.
"""

from typing import Any

from app.grading.names import names_in
from app.notebooks.cells import is_solution, is_test


def up_to_its_tests(source: dict[str, Any], number: int) -> dict[str, Any]:
    """The cells up to the tests that come first after the one of a number, these included.

    A solution that loses no points in the whole notebook loses none here.
    """
    cells = source["cells"]
    first = next((at for at in range(number, len(cells)) if is_test(cells[at])), len(cells))
    after = (at for at in range(first, len(cells)) if is_solution(cells[at]))
    return {**source, "cells": cells[: next(after, len(cells))]}


def with_its_tests_alone(source: dict[str, Any], number: int) -> dict[str, Any]:
    """The same without earlier tests, and without the cells whose names these tests do not come to.

    Names are found by reading. What a test counts on may be missing, so the solution itself has to
    be tried on it.
    """
    near = up_to_its_tests(source, number)
    cells: list[dict[str, Any]] = []
    wanted: set[str] = set()
    for place, cell in reversed(list(enumerate(near["cells"], 1))):
        if cell["cell_type"] != "code":
            continue
        names = names_in(cell["source"])
        asked = place > number if is_test(cell) else bool(names.bound & wanted)
        if asked or place == number:
            wanted = (wanted - names.bound) | names.used
            cells.append(cell)
    return {**near, "cells": cells[::-1]}
