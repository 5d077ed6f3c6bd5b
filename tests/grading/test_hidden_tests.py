"""Of a hidden test the student sees title, hint and verdict; never a word of its source."""

import json

import pytest

from app.grading import grade
from app.kernels import Limits

SECRET = "40961"
VISIBLE = "# Test: double\n# Hint: Twice as much.\nassert f(2) == 4, 'f(2) is not 4'\n"
HIDDEN = (
    f"### BEGIN HIDDEN TESTS\nassert f({SECRET}) == 81922, 'hidden words'\n### END HIDDEN TESTS"
)


@pytest.fixture
def source(exercise):
    return exercise(
        ("f", "def f(x):\n    return 2 * x"),
        ("t1", VISIBLE + HIDDEN, 2),
        "print('between')",
        ("t2", "# Test: zero\nassert f(0) == 0, f'f(0) gave {f(0)}'", 1),
    )


def everything(result):
    """All that a student could be shown."""
    return json.dumps(result.to_json()) + json.dumps(result.executed)


def test_a_failure_in_hidden_lines_has_no_words(source, graded):
    result = graded(source, f="def f(x):\n    return 4 if x else 0")
    cell = result.cells[0]
    assert (cell.status, cell.score, cell.hidden) == ("failed", 0.0, True)
    assert (cell.title, cell.hint) == ("double", "Twice as much.")
    assert (cell.message, cell.traceback) == ("", "")
    assert SECRET not in everything(result) and "hidden words" not in everything(result)


def test_a_failure_in_visible_lines_has_words(source, graded):
    result = graded(source, f="def f(x):\n    return x + 1")
    first, second = result.cells
    assert (first.message, first.hidden) == ("f(2) is not 4", False)
    assert "----> 3 assert f(2) == 4, 'f(2) is not 4'" in first.traceback
    assert (second.message, second.hidden) == ("f(0) gave 1", False)
    assert SECRET not in everything(result)


def test_a_right_answer_passes_and_shows_nothing_hidden(source, graded):
    result = graded(source, f="def f(x):\n    return 2 * x")
    assert result.score == 3.0 and SECRET not in everything(result)
    assert [cell.hidden for cell in result.cells] == [True, False]


SPIES = {
    "prints the argument": "def f(x):\n    print(x)\n    return 2 * x",
    "raises with the argument": "def f(x):\n    raise ValueError(x)",
    "raises for hidden arguments": (
        "def f(x):\n    if x > 2: raise ValueError(str(x))\n    return 2 * x if x else 7"
    ),
    "reads the history": (
        "def f(x):\n    if x == 0: raise ValueError(''.join(get_ipython().history_manager."
        "input_hist_raw))\n    return 2 * x"
    ),
    "reads the frame's lines": (
        "import inspect\ndef f(x):\n    frame = inspect.currentframe().f_back\n"
        "    raise AssertionError(inspect.getsource(frame))"
    ),
    "keeps arguments for later": (
        "seen = []\ndef f(x):\n    seen.append(str(x))\n"
        "    assert x != 0, ' '.join(seen)\n    return 2 * x"
    ),
    "watches every cell": (
        "def spy(info): print(info.raw_cell)\n"
        "get_ipython().events.register('pre_run_cell', spy)\ndef f(x): return 3"
    ),
    "wraps tracebacks": (
        "def show(*a, **k): print(In)\nget_ipython().showtraceback = show\ndef f(x): return 4"
    ),
}


@pytest.mark.parametrize("spy", SPIES)
def test_code_that_spies_on_hidden_tests_sees_nothing_shown(source, graded, spy):
    result = graded(source, f=SPIES[spy])
    assert SECRET not in everything(result) and "hidden words" not in everything(result)
    assert "BEGIN HIDDEN" not in everything(result)


def test_the_executed_notebook_keeps_what_is_safe(source, graded):
    result = graded(source, f="print('mine')\ndef f(x):\n    return x + 1")
    texts = [output.get("text") for cell in result.executed["cells"] for output in cell["outputs"]]
    assert texts[:1] == ["mine\n"] and "between\n" in texts
    assert "HIDDEN" not in json.dumps(result.executed)


class Counting:
    """An engine that counts the kernels it starts."""

    def __init__(self, engine):
        self.engine = engine
        self.started = 0

    def start(self, limits, files):
        self.started += 1
        return self.engine.start(limits, files)


@pytest.mark.parametrize(
    ("code", "kernels"),
    [
        ("def f(x):\n    return 4 if x else 0", 1),
        ("def f(x):\n    return 2 * x if x < 9 else 1 / 0", 1),
        ("def f(x):\n    return x + 1", 2),
        ("def f(x):\n    return 2 * x", 1),
    ],
)
def test_a_second_kernel_is_started_for_words_only(source, answer, engine, code, kernels):
    counting = Counting(engine)
    grade(source, answer(source, f=code), engine=counting, limits=Limits(), files={})
    assert counting.started == kernels
