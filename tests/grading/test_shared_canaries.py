"""Between two tests that follow each other one canary looks for both, and neither loses by it."""

import pytest

from app.grading import grade
from app.kernels import Limits


@pytest.fixture
def counted(engine, answer):
    """counted(source, f="…") grades, and counts the canaries that were sent."""

    class Counting:
        canaries = 0

        def start(self, limits, files):
            kernel = engine.start(limits, files)
            run = kernel.run

            def counting(source, **options):
                self.canaries += source.startswith("assert not ") and ".look(" in source
                return run(source, **options)

            kernel.run = counting
            return kernel

    def make(source, **answers):
        counting = Counting()
        made = answer(source, **answers)
        result = grade(source, made, engine=counting, limits=Limits(), files={})
        return result, counting.canaries

    return make


A, B = ("a", "assert f == 3", 1), ("b", "assert sum([1, 2]) == f", 2)


def test_two_tests_in_a_row_have_three_canaries(exercise, counted):
    result, canaries = counted(exercise(("f", "f = 3"), A, B), f="f = 3")
    assert (result.score, canaries, result.flags) == (3.0, 3, ())


def test_a_cell_between_them_is_looked_at(exercise, counted):
    result, canaries = counted(exercise(("f", "f = 3"), A, "x = 1", B), f="f = 3")
    assert (result.score, canaries) == (3.0, 4)


OWN_SUM = "def sum(xs):\n    total = 0\n    for x in xs: total += x\n    return total\nf = 3"


@pytest.mark.parametrize("tests", [(A, B), (B, A), (B, ("c", "assert sum([1]) == 1", 1))])
def test_a_name_of_ones_own_costs_neither_test(exercise, counted, tests):
    result, _ = counted(exercise(("f", "f = 3"), *tests), f=OWN_SUM)
    assert result.score == 3.0 and {flag.id for flag in result.flags} == {"shadowed"}


def test_what_the_first_test_changes_helps_the_second_nothing(exercise, counted):
    source = exercise(("f", "f = lambda: 3"), ("a", "f()", 3), ("b", "assert sum([1]) == f()", 2))
    lie = "import builtins\ndef f():\n    builtins.sum = lambda xs: 3\n    return 3"
    result, _ = counted(source, f=lie)
    assert [cell.score for cell in result.cells] == [0.0, 0.0] and result.flags


def test_one_name_for_two_libraries_has_canaries_of_its_own(exercise, counted):
    one = ("a", "import math as m\nassert m.floor(f) == 3", 1)
    other = ("b", "import numpy as m\nassert m.floor(f) == 3", 2)
    result, canaries = counted(exercise(("f", "f = 3"), one, other), f="f = 3")
    assert (result.score, canaries) == (3.0, 4)
