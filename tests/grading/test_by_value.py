"""Tests by value: a clean kernel asks the student's functions, and only plain data travels."""

import pytest

from app.grading import grade
from app.kernels import Limits

HONEST = "def f(x):\n    return x * x"
TEST = "assert f(2) == 4, f'f(2) gave {f(2)}'\nassert f(3) == 9"
MORE = "assert [f(n) for n in range(5)] == [0, 1, 4, 9, 16]"


@pytest.fixture
def by_value(engine, answer):
    def make(source, cell_seconds=10, **answers):
        made = answer(source, **answers)
        limits = Limits(cell_seconds=cell_seconds)
        return grade(source, made, engine=engine, limits=limits, files={}, by_value=True)

    return make


@pytest.fixture
def source(exercise):
    return exercise(("f", HONEST), ("t", TEST, 3), ("u", MORE, 2))


def test_an_honest_answer_gets_its_points(source, by_value):
    result = by_value(source, f=HONEST)
    assert (result.score, result.flags) == (5.0, ())


def test_a_failure_has_its_words_and_lines(source, by_value):
    cell = by_value(source, f="def f(x):\n    return 5").cells[0]
    assert (cell.status, cell.message) == ("failed", "f(2) gave 5")
    assert "----> 1 assert f(2) == 4" in cell.traceback


def test_the_students_own_errors_come_through(exercise, by_value):
    source = exercise(("f", HONEST), ("t", "f('a')", 1), ("u", "f(1)", 1))
    cells = by_value(source, f="def f(x):\n    raise KeyError('no such town')").cells
    assert cells[0].message == "KeyError: 'no such town'"
    assert by_value(source, f="def f(x):\n    raise NotImplementedError()").cells[1].remark.id == (
        "not-written"
    )


CHEATS = {
    "frames": "import sys\ndef f(x):\n    frame = sys._getframe(1)\n"
    "    return next(c for c in frame.f_code.co_consts if isinstance(c, int) and c > x)",
    "frames of threads": "import sys\ndef f(x):\n    for frame in sys._current_frames().values():\n"
    "        while frame:\n            if 'f(3)' in str(frame.f_code.co_consts): return 9\n"
    "            frame = frame.f_back\n    return 0",
    "equal to all": "class Any(int):\n    __eq__ = lambda s, o: True\n    __hash__ = None\n"
    "def f(x): return Any()",
    "equal without being a number": "class Any:\n    def __eq__(self, other): return True\n"
    "def f(x): return Any()",
    "a payload": "class P:\n    def __reduce__(self): return (exec, ('f = lambda x: x * x',))\n"
    "def f(x): return P()",
    "builtins": "import builtins\nbuiltins.list = builtins.range = lambda *a: []\n"
    "def f(x): return 0",
    "all of it": "def f(x): return 0\nget_ipython().run_cell_async = None\n"
    "get_ipython().display_pub.publish = lambda *a, **k: None",
    "forged values": "def f(x): return 0\nold = get_ipython().display_pub.publish\n"
    "def publish(data, *a, **k):\n    for v in data.values():\n        if isinstance(v, dict): "
    "v['value'] = {'t': 'call', 'v': 0}\n    old(data, *a, **k)\n"
    "get_ipython().display_pub.publish = publish",
    "leaving": "import os\ndef f(x): os._exit(0)",
    "an endless loop": "def f(x):\n    while True: pass",
    "deep": "def f(x):\n    a = []\n    for _ in range(10_000): a = [a]\n    return a",
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_it_gains_nothing(source, by_value, cheat):
    # These answer no more, so that any limit is run into.
    seconds = 2 if cheat in ("an endless loop", "builtins", "all of it") else 10
    assert by_value(source, seconds, f=CHEATS[cheat]).score == 0.0


VALUES = [
    "None",
    "True",
    "-3",
    "10**40",
    "0.1",
    "float('inf')",
    "'Grüße'",
    "b'x'",
    "2 + 3j",
    "[1, [2]]",
    "(1, 'a')",
    "{1, 2}",
    "{'a': [1], 2: None}",
    "__import__('datetime').date(2026, 1, 2)",
    "__import__('fractions').Fraction(1, 3)",
    "__import__('decimal').Decimal('1.10')",
]


def test_plain_values_travel_whole(exercise, by_value):
    names = [f"v{number}" for number in range(len(VALUES))]
    given = [f"{name} = {value}" for name, value in zip(names, VALUES, strict=True)]
    tests = [
        (name, f"assert f({value}) == {value} == {name} and type(f({value})) is type({value})", 1)
        for name, value in zip(names, VALUES, strict=True)
    ]
    source = exercise(("f", "\n".join(["def f(x): return x", *given])), *tests)
    result = by_value(source, f=source["cells"][0]["source"])
    lost = [v for v, cell in zip(VALUES, result.cells, strict=True) if cell.score != 1.0]
    assert lost == []


def test_arrays_and_tables_travel(exercise, by_value):
    test = (
        "import numpy as np, pandas as pd\n"
        "np.testing.assert_array_equal(f(np.arange(6).reshape(2, 3)), [[0, 2, 4], [6, 8, 10]])\n"
        "table = f(pd.DataFrame({'a': [1, 2], 'b': [0.5, 1.5]}))\n"
        "assert list(table.columns) == ['a', 'b'] and table['b'].sum() == 4.0\n"
        "assert isinstance(f(np.float64(2)), np.float64)\n"
    )
    source = exercise(("f", "def f(x): return x * 2"), ("t", test, 1))
    result = by_value(source, f="def f(x): return x * 2")
    assert result.score == 1.0, result.cells


def test_functions_that_make_functions_and_print(exercise, by_value):
    test = (
        "import io\nfrom contextlib import redirect_stdout\n"
        "assert f(3)(4) == 12\nwith redirect_stdout(io.StringIO()) as out:\n    hello()\n"
        "assert out.getvalue() == 'hello\\n'"
    )
    answers = "def f(a): return lambda b: a * b\ndef hello(): print('hello')"
    source = exercise(("f", answers), ("t", test, 1))
    assert by_value(source, f=answers).score == 1.0


def test_locked_cells_prepare_the_tests(exercise, by_value):
    source = exercise(
        ("h", "limit = 10\ndef near(a, b): return abs(a - b) < limit", 0),
        ("f", HONEST),
        ("t", "assert near(f(3), 9)", 1),
    )
    about = source["cells"][0]["metadata"]["nbgrader"]
    about.update(grade=False, locked=True)
    del about["points"]
    assert by_value(source, f=HONEST).score == 1.0
    spoilt = "def near(a, b): return True\ndef f(x): return 1000"
    assert by_value(source, f=spoilt).score == 0.0


def test_a_partial_value_counts_and_hidden_tests_stay_hidden(exercise, by_value):
    source = exercise(
        ("f", HONEST),
        ("p", "sum(f(n) == n * n for n in (1, 2, 3)) / 3 * 2", 2),
        ("h", "### BEGIN HIDDEN TESTS\nassert f(40961) == 1\n### END HIDDEN TESTS", 1),
    )
    result = by_value(source, f="def f(x):\n    print(x)\n    return 1")
    assert round(result.cells[0].score, 3) == 0.667
    assert "40961" not in str(result.to_json()) + str(result.executed)


def test_an_exercise_may_ask_for_it(exercise, graded):
    source = exercise(("f", HONEST), ("t", TEST, 1))
    cheat = CHEATS["equal to all"]
    assert graded(source, f=cheat).score == 1.0
    source["cells"][1]["metadata"]["kisima"] = {"by_value": True}
    assert graded(source, f=cheat).score == 0.0
    source["cells"][1]["metadata"].pop("kisima")
    source["metadata"]["kisima"] = {"by_value": True}
    assert graded(source, f=cheat).score == 0.0
