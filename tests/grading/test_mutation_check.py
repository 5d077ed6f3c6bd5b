"""Each line of a solution is changed, and some change of it must lose points."""

from contextlib import closing

import pytest

from app.grading.mutation_check import check_mutations, unused_excuses
from app.grading.mutations import mutants
from app.kernels import Limits
from app.kernels.engines import best_engine


@pytest.fixture(scope="module")
def engine():
    """As in a school: a fresh kernel for each change is a fork, where the system has that."""
    with closing(best_engine(preload=())) as made:
        yield made


def changed(source):
    """The lines that mutants have in place of those of the source, by what was done."""
    old = source.split("\n")
    return {
        one.what: one.source.split("\n")[one.line - 1].strip()
        for one in mutants(source)
        if len(one.source.split("\n")) == len(old)
    }


@pytest.mark.parametrize(
    ("line", "what", "after"),
    [
        ("return n", "gives nothing back", "return None"),
        ("return None", "gives nothing back", "return 0"),
        ("n = len(x)", "without len", "n = (x)"),
        ("n = x.copy()", "without copy", "n = (x)"),
        ("n += 2  # why", "left out", "pass  # why"),
        ("n += 2", "-= for +=", "n -= 2"),
        ("n = 'é' + x[1]", "2 for 1", "n = 'é' + x[2]"),
        ("n = 2 * (x - 1)", "+ for -", "n = 2 * (((x) + (1)))"),
        ("n = 1 < x <= 3", "< in the comparison", "n = ((1) < (x) < (3))"),
        ("n = x and not y", "no sign", "n = x and (y)"),
        ("n = x and y", "or for and", "n = ((x) or (y))"),
        ("n = [i for i in x if i]", "never", "n = [i for i in x if False]"),
        ("n = 'a'", "other text for 'a'", "n = 'ax'"),
        ("n = f'{x:>{y}}'", "other text", 'n = "x"'),
        ("n = x[::True]", "False for True", "n = x[::False]"),
    ],
)
def test_a_line_is_changed_and_all_else_stays(line, what, after):
    assert changed(f"def f(x: int = 0, y='', n=''):\n    {line}\n    # é")[what] == after


def test_loops_branches_and_handlers_are_changed():
    source = "while x:\n  for i in x:\n    if i: break\ntry: f\nexcept KeyError: pass"
    found = {(one.line, one.what) for one in mutants(source)}
    assert {(1, "never"), (2, "no rounds"), (3, "never"), (3, "always")} <= found
    assert {(3, "left out"), (5, "catches nothing")} <= found


def test_only_the_solution_is_changed_and_harshest_first():
    source = (
        "a = 1\n### BEGIN SOLUTION\n%matplotlib inline\n'words'\nb = 2\n### END SOLUTION\nc = 3"
    )
    first, *_others = mutants(source)
    assert (first.line, first.what) == (5, "left out")
    assert {one.line for one in mutants(source)} == {5}
    assert "%matplotlib" in mutants(source)[0].source
    assert mutants("not Python at all") == () == mutants("import os\n# nothing")


def test_lines_whose_changes_lose_nothing_are_named(exercise, engine):
    source = exercise(
        ("f", "def f(x):\n    n = abs(x)\n    n = n + 0\n    print(n)\n    str(n)\n    return n"),
        ("t", "assert f(-3) == 3", 2),
        ("w", "Why?", 1, "manual"),
    )
    reasons = {"f": {"print(n)": "It shows the number.", "return n": "No need."}}
    given = {"engine": engine, "limits": Limits(), "files": {}, "excused": reasons}
    rows = {row.line: row for row in check_mutations(source, every=True, **given)}
    assert [line for line, row in rows.items() if not row.ok] == [5]
    assert rows[5].survived == ("left out", "without str") and rows[5].text == "str(n)"
    assert (rows[3].caught, rows[3].survived) == ("1 for 0", ("left out", "- for +"))
    assert rows[4].excuse and not rows[4].caught
    assert unused_excuses(reasons, rows.values()) == (("f", "return n"),)


def test_parts_of_the_lines_are_all_of_them_together(exercise, engine):
    source = exercise(("f", "a = 1\nb = 2\nc = a + b"), ("g", "d = c"), ("t", "assert d == 3", 1))
    given = {"engine": engine, "limits": Limits(), "files": {}, "is_right": True}
    parts = [list(check_mutations(source, part=(place, 3), **given)) for place in range(3)]
    assert [[(row.cell, row.line) for row in rows] for rows in parts] == [
        [("f", 1)],
        [("f", 2)],
        [("f", 3), ("g", 1)],
    ]
    assert all(row.caught for rows in parts for row in rows)


def test_nothing_is_said_of_a_solution_that_is_not_right(exercise, engine):
    source = exercise(("f", "f = 3"), ("t", "assert f == 1", 2))
    assert not list(check_mutations(source, engine=engine, limits=Limits(), files={}))
