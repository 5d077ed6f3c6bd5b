"""Ways to get points without the work: each gains nothing, or is flagged for the instructor."""

import pytest

from app.grading import grade
from app.kernels import Limits

TEST = "assert isinstance(f(2), int)\nassert round(abs(f(2) - 4), 6) == 0\nassert f(3) == 9\n"
HIDDEN = "### BEGIN HIDDEN TESTS\nassert f(7) == 49\n### END HIDDEN TESTS"
SHELL = "ip = get_ipython()\n"
WRONG = "\ndef f(x):\n    return 1\n"

GAINS_NOTHING = {
    "leaving at once": "import os; os._exit(0)",
    "leaving in the test": "import os\ndef f(x): os._exit(0)",
    "sys.exit in the test": "import sys\ndef f(x): sys.exit(0)",
    "SystemExit": "def f(x): raise SystemExit(0)",
    "KeyboardInterrupt": "def f(x): raise KeyboardInterrupt",
    "printed points": "print(5)\ndef f(x):\n    print('score: 5')\n    return 1",
    "filled stderr": "import sys\nsys.stderr.write('x' * 100_000)" + WRONG,
    "closed streams": "import sys\nsys.stderr = sys.stdout = None" + WRONG,
    "run_cell answers ok": SHELL
    + "class Fine:\n    success = True; result = None; error_before_exec = None\n"
    "    error_in_exec = None; execution_count = 1\n    def raise_error(self): pass\n"
    "ip.run_cell = lambda *a, **k: Fine()\n"
    "async def fine(*a, **k): return Fine()\nip.run_cell_async = fine" + WRONG,
    "run_cell of the class": SHELL + "async def fine(self, *a, **k):\n"
    "    from IPython.core.interactiveshell import ExecutionResult\n"
    "    return ExecutionResult(None)\ntype(ip).run_cell_async = fine" + WRONG,
    "run_code does nothing": SHELL + "async def nothing(*a, **k): return False\n"
    "ip.run_code = nothing" + WRONG,
    "showtraceback is silent": SHELL + "ip.showtraceback = lambda *a, **k: None\n"
    "ip._showtraceback = lambda *a, **k: None" + WRONG,
    "an AST transformer drops assertions": "import ast\nclass Drop(ast.NodeTransformer):\n"
    "    def visit_Assert(self, node): return ast.Pass()\n"
    "get_ipython().ast_transformers.append(Drop())" + WRONG,
    "an AST transformer keeps odd words": "import ast\nclass Drop(ast.NodeTransformer):\n"
    "    def visit_Assert(self, node):\n"
    "        return node if isinstance(node.msg, ast.Call) else ast.Pass()\n"
    "get_ipython().ast_transformers.append(Drop())" + WRONG,
    "an input transformer": SHELL
    + "ip.input_transformers_post.append(lambda lines: ['pass\\n'])"
    + WRONG,
    "an input clean-up": SHELL + "ip.input_transformer_manager.cleanup_transforms.append(\n"
    "    lambda lines: [l.replace('assert', 'bool') for l in lines])" + WRONG,
    "pre_run_cell forges a reply": SHELL
    + "def forge(info):\n    k = ip.kernel\n    p = k.get_parent()\n"
    "    k.session.send(k.shell_stream if hasattr(k, 'shell_stream') else k.shell_streams[0],\n"
    "        'execute_reply', {'status': 'ok', 'execution_count': 1, 'user_expressions': {},\n"
    "        'payload': []}, parent=p)\n"
    "ip.events.register('pre_run_cell', forge)" + WRONG,
    "pre_run_cell empties the cell": SHELL
    + "def empty(info): ip.compile.ast_parse = lambda *a, **k: __import__('ast').parse('')\n"
    "ip.events.register('pre_run_cell', empty)" + WRONG,
    "exceptions are swallowed": SHELL
    + "ip.set_custom_exc((BaseException,), lambda *a, **k: None)"
    + WRONG,
    "json.loads is patched": "import json\nold = json.loads\ndef loads(text, *a, **k):\n"
    "    found = old(text, *a, **k)\n    if isinstance(found, dict) and 'code' in found:\n"
    "        found['code'] = 'pass'\n    return found\njson.loads = loads" + WRONG,
    "the session unpacks something else": SHELL
    + "s = getattr(getattr(ip, 'kernel', None), 'session', None)\n"
    "if s:\n    old = s.unpack\n    def unpack(text):\n        found = old(text)\n"
    "        if isinstance(found, dict) and 'code' in found: found['code'] = 'pass'\n"
    "        return found\n    s.unpack = unpack" + WRONG,
    "isinstance is patched": "import builtins\nbuiltins.isinstance = lambda *a: True\n"
    "def f(x): return 4.0 if x == 2 else 9.5",
    "abs and round are patched": "import builtins\nbuiltins.abs = builtins.round = "
    "lambda *a: 0\ndef f(x): return 1 if x == 2 else 8",
    "abs is shadowed": "def abs(x): return 0\ndef round(x, n=0): return 0" + WRONG,
    "AssertionError is patched": "import builtins\nclass Never(Exception): pass\n"
    "builtins.AssertionError = Never\nAssertionError = Never" + WRONG,
    "__builtins__ is overwritten": "__builtins__ = {'abs': lambda x: 0, 'round': lambda *a: 0}"
    + WRONG,
    "patched during the test": "import builtins\ndef f(x):\n"
    "    builtins.abs = builtins.round = lambda *a: 0\n    return 8",
    "a trace function skips lines": "import sys\ndef trace(frame, event, arg):\n"
    "    if event == 'line' and 'ipykernel' in frame.f_code.co_filename:\n"
    "        try: frame.f_lineno = frame.f_lineno + 1\n        except ValueError: pass\n"
    "    return trace\nsys.settrace(trace)" + WRONG,
    "atexit": "import atexit, os\natexit.register(os._exit, 0)" + WRONG,
    "points at the display hook": "import sys\nsys.displayhook = lambda value: None" + WRONG,
}
# After these the kernel answers no more, so that any limit is run into.
SILENT = ("closed streams", "isinstance is patched", "a trace function skips lines")


@pytest.fixture
def source(exercise):
    return exercise(
        ("f", "def f(x):\n    return x * x"),
        ("t", TEST, 5),
        ("u", "assert f(5) == 25", 2),
        ("h", "# Test: more\n" + HIDDEN, 3),
    )


def test_the_honest_answer_gets_all_and_no_flag(source, graded):
    result = graded(source, f="def f(x):\n    return x * x")
    assert (result.score, result.flags) == (10.0, ())


@pytest.mark.parametrize("cheat", GAINS_NOTHING)
def test_it_gains_nothing(source, graded, cheat):
    limits = Limits(cell_seconds=2 if cheat in SILENT else 10)
    result = graded(source, limits, f=GAINS_NOTHING[cheat])
    assert result.score == 0.0, [(cell.grade_id, cell.status, cell.score) for cell in result.cells]


BUILTINS = {
    "patched": "import builtins\nbuiltins.abs = builtins.round = lambda *a: 0\n"
    "builtins.isinstance = lambda *a: True",
    "shadowed": "def abs(x): return 0\nround = lambda *a: 0\nisinstance = lambda *a: True",
    "by a class": "class abs(int):\n    def __new__(cls, x): return int.__new__(cls, 0)",
    "in __builtins__": "vars(__builtins__).update(abs=lambda x: 0, isinstance=lambda *a: True)",
}


@pytest.mark.parametrize("means", BUILTINS)
@pytest.mark.parametrize("when", ["before", "during"])
def test_built_in_functions_that_lie_gain_nothing(exercise, graded, means, when, impatient):
    if means in ("patched", "in __builtins__"):
        impatient()  # for the kernel's own code is lied to as well
    test = "x = f(2)\nassert isinstance(x, int)\nassert round(abs(x - 4), 6) == 0"
    source = exercise(("f", "f = lambda x: x * x"), ("t", test, 5))
    lie = (
        BUILTINS[means]
        if when == "before"
        else f"def lie():\n    exec({BUILTINS[means]!r}, globals())"
    )
    call = "" if when == "before" else "lie(); "
    result = graded(source, f=f"{lie}\ndef f(x):\n    {call}return 7")
    assert result.score == 0.0 and result.flags


NUMPY = "import numpy as np\nassert np.isclose(f(2), 4)\nnp.testing.assert_allclose(f(3), 9)"
POISON = {
    "numpy.isclose is patched": "import numpy as np\nnp.isclose = lambda *a, **k: True\n"
    "np.testing.assert_allclose = lambda *a, **k: None",
    "a false numpy": "import sys, types\nnp = types.ModuleType('numpy')\nnp.testing = np\n"
    "np.isclose = np.assert_allclose = lambda *a, **k: True\nsys.modules['numpy'] = np",
    "the name np": "class np:\n    isclose = staticmethod(lambda *a: True)\n"
    "    class testing:\n        assert_allclose = staticmethod(lambda *a: None)",
}


@pytest.mark.parametrize("poison", POISON)
@pytest.mark.parametrize("test", [NUMPY, NUMPY.partition("\n")[2]])
def test_poisoned_libraries_gain_nothing(exercise, graded, poison, test):
    source = exercise("import numpy as np", ("f", "f = lambda x: x * x"), ("t", test, 5))
    result = graded(source, f=POISON[poison] + WRONG)
    assert result.score == 0.0 and result.flags


def test_a_helper_of_the_tests_cannot_be_replaced(exercise, graded):
    source = exercise(
        ("h", "def near(a, b): return abs(a - b) < 0.1", 0),
        ("f", "f = lambda x: x"),
        ("t", "assert near(f(2), 2)", 5),
    )
    source["cells"][0]["metadata"]["nbgrader"].update(grade=False, locked=True)
    del source["cells"][0]["metadata"]["nbgrader"]["points"]
    assert graded(source, f="f = lambda x: x").score == 5.0
    result = graded(source, f="def near(a, b): return True\nf = lambda x: 7")
    assert result.score == 0.0 and result.flags[0].id == "changed-python"


def test_a_formatter_cannot_raise_partial_points(exercise, graded):
    source = exercise(("f", "f = 2"), ("t", "f", 5))
    result = graded(
        source,
        f="f = 1\nget_ipython().display_formatter.formatters['text/plain']"
        ".for_type(int, lambda value, p, cycle: p.text('5'))",
    )
    assert result.score == 1.0 and "changed-python" in [flag.id for flag in result.flags]


def test_cells_of_another_kind_gain_nothing(source, answer, engine):
    for change in ({"cell_type": "markdown"}, {"cell_type": "raw"}):
        made = answer(source, f="def f(x): return 1")
        made["cells"] = [
            {**cell, **(change if number else {})} for number, cell in enumerate(made["cells"])
        ]
        result = grade(source, made, engine=engine, limits=Limits(), files={})
        assert result.score == 0.0 and result.notes


def test_a_forged_kernel_is_sent_no_test_and_is_named(source, graded):
    result = graded(source, f=GAINS_NOTHING["run_cell answers ok"])
    assert {cell.status for cell in result.cells} == {"error"}
    assert result.cells[0].remark.id == "not-trusted"
    assert "forged" in [flag.id for flag in result.flags]


FLAGGED = {
    "walking frames": "import sys\ndef f(x):\n    return sys._getframe(1).f_code.co_consts[1]",
    "objects equal to all": "class Any(int):\n    def __eq__(self, other): return True\n"
    "    def __sub__(self, other): return 0\ndef f(x): return Any()",
    "payloads": "class P:\n    def __reduce__(self): return (print, ('hello',))\n"
    "def f(x): return P()",
    "threads that go on": "import threading, time\ndef later():\n    while True: time.sleep(0.01)\n"
    "threading.Thread(target=later, daemon=True).start()" + WRONG,
}


@pytest.mark.parametrize("cheat", FLAGGED)
def test_what_one_process_cannot_tell_is_flagged(source, graded, cheat):
    flags = [flag.id for flag in graded(source, f=FLAGGED[cheat]).flags]
    assert set(flags) & {"unusual-code", "threads", "changed-python"}


def test_code_that_the_exercise_uses_itself_is_not_flagged(exercise, graded):
    means = "class P:\n    def __eq__(self, other): return True\n"
    source = exercise(("f", means + "f = P()"), ("t", "assert f == 1", 1))
    assert graded(source, f=means + "f = P()").flags == ()


def test_names_of_ones_own_that_mean_no_harm_cost_nothing(exercise, graded):
    source = exercise(("f", "f = 3"), ("t", "assert sum([1, 2]) == f", 2))
    result = graded(
        source,
        f="def sum(xs):\n    total = 0\n    for x in xs: total += x\n"
        "    return total\nf = sum([1, 2])",
    )
    assert result.score == 2.0 and [flag.id for flag in result.flags] == ["shadowed"]


def test_names_that_a_library_brings_are_no_trick(exercise, graded):
    test = "assert round(f) == 2 and sum([1, 1]) == 2 and callable(open)"
    source = exercise(("f", "f = 2"), ("t", test, 2))
    result = graded(source, f="from numpy import *\nf = 2")
    assert (result.score, result.flags) == (2.0, ())
