"""Which cells a change of one answer is tried with, and where grading may stop."""

from app.grading import grade
from app.grading.nearest_tests import up_to_its_tests, with_its_tests_alone
from app.kernels import Limits


def names(notebook):
    return [cell["source"] for cell in notebook["cells"]]


def test_cells_that_its_tests_do_not_come_to_are_left_out(exercise):
    source = exercise(
        "import math",
        ("f", "def f(x): return math.floor(x)"),
        ("t", "assert f(2.5) == 2", 1),
        "print(f(1))",
        ("g", "def g(x): return f(x) + 1"),
        "one = g(1)",
        ("u", "assert g(1.5) == 2", 1),
        ("v", "assert g(0) == 1", 1),
        ("h", "h = 1"),
        ("w", "assert h == 1", 1),
    )
    assert len(up_to_its_tests(source, 5)["cells"]) == 8
    assert names(with_its_tests_alone(source, 5)) == [
        "import math",
        "def f(x): return math.floor(x)",
        "def g(x): return f(x) + 1",
        "assert g(1.5) == 2",
        "assert g(0) == 1",
    ]


def test_an_answer_without_tests_of_its_own_is_tried_with_the_next(exercise):
    source = exercise(("a", "a = 1"), ("b", "b = a"), ("t", "assert b == 1", 1), ("c", "c = 1"))
    assert names(with_its_tests_alone(source, 1)) == ["a = 1", "b = a", "assert b == 1"]


def test_who_asks_only_whether_points_are_lost_runs_no_more(exercise, engine):
    source = exercise(("f", "f = 1"), ("t", "assert f == 2", 1), ("u", "assert f == 1", 1))
    result = grade(source, source, engine=engine, limits=Limits(), files={}, until_lost=True)
    assert [cell.status for cell in result.cells] == ["failed", "not-run"]
