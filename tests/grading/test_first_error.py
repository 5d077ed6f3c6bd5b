"""Which of the student's own cells stopped first, from real runs."""

import pytest

from app.notebooks.first_error import first_error

STUB = "raise NotImplementedError()"


@pytest.fixture
def source(exercise):
    return exercise(
        ("f", "def f(x):\n    return 2 * x"),
        ("g", "tens = [f(10)]\ntens[0]"),
        ("t1", "# Test: double\nassert f(2) == 4", 1),
        ("t2", "# Test: tens\nassert tens == [20]", 1),
    )


def test_a_missing_colon_is_named_with_its_line(source, graded):
    result = graded(source, f="# mine\ndef f(x)\n    return 2 * x")
    error = first_error(result.executed)
    assert (error.cell_id, error.name, error.line) == ("c0", "SyntaxError", 2)
    assert "----> 2 def f(x)" in error.lines and error.said == "SyntaxError: expected ':'"
    assert result.cells[0].message == "NameError: name 'f' is not defined"


def test_a_line_deep_in_another_cell_is_not_this_cells(source, graded):
    result = graded(source, f="\n\ndef f(x):\n    return x / 0", g="tens = [f(10)]")
    error = first_error(result.executed)
    assert (error.cell_id, error.name, error.line) == ("c1", "ZeroDivisionError", 1)


def test_a_failing_test_is_no_cell_of_hers(source, graded):
    assert first_error(graded(source, f="def f(x):\n    return 0").executed) is None


def test_what_is_not_written_yet_did_not_stop(source, graded):
    assert first_error(graded(source, f=STUB).executed) is None
    error = first_error(graded(source, f=STUB, g="tens = [").executed)
    assert (error.cell_id, error.name) == ("c1", "SyntaxError")


def test_nothing_of_a_hidden_test_is_told(exercise, graded):
    hidden = "### BEGIN HIDDEN TESTS\nassert f(40961) == 7\n### END HIDDEN TESTS"
    source = exercise(
        ("f", "def f(x):\n    return 7"),
        ("t1", f"# Test: seven\n{hidden}", 1),
        ("g", "print('on')"),
        ("t2", "# Test: on\nassert f(1) == 7", 1),
    )
    # What looks for the secret fails in her own cell, after the hidden test.
    spy = "import sys\nlines = [str(one) for one in In]\nraise ValueError(' '.join(lines))"
    error = first_error(graded(source, f="def f(x):\n    return 8", g=spy).executed)
    assert error is None or "40961" not in error.lines + error.said


def test_a_wrong_indentation_has_its_line_and_is_seen(source, graded):
    result = graded(source, f="def f(x):\n    if x:\n        y = 1\n  return 2 * x")
    error = first_error(result.executed)
    assert (error.name, error.line) == ("IndentationError", 4)
    assert error.lines.split("\n")[0] == "----> 4   return 2 * x"


def test_the_names_are_told_that_the_cell_would_have_made(source, graded):
    result = graded(source, f="def f(x):\n    retrun (2 * x)", g="tens = [f(10)]\n  tens[0]")
    assert first_error(result.executed).names == {"tens"}
    assert "'retrun'" in result.cells[0].message
