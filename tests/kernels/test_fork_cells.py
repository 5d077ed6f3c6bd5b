"""What forked kernels can do beside what all engines do."""

import ast
import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.kernels import CellRun, Limits
from app.kernels.fork import ForkEngine
from app.kernels.fork.kernel import ForkKernel
from app.notebooks import shorten_traceback


@pytest.fixture(scope="module")
def one(fork_engine: ForkEngine) -> Iterator[ForkKernel]:
    kernel = fork_engine.start(Limits(memory_mb=1280), {})
    yield kernel
    kernel.close()


def text_of(run: CellRun) -> str:
    return "".join(output.get("text", "") for output in run.outputs)


def value(kernel: ForkKernel, source: str) -> Any:
    return ast.literal_eval(kernel.run(source).outputs[-1]["data"]["text/plain"])


def test_prints_of_python_and_of_programs_keep_their_order(one: ForkKernel) -> None:
    run = one.run(
        "import os\nprint('a')\n_ = os.system('echo b')\nprint('c')\n"
        "import ctypes\n_ = ctypes.CDLL(None).puts(b'd')"
    )
    assert text_of(run) == "a\nb\nc\nd\n"


def test_a_program_that_writes_much_is_cut(one: ForkKernel) -> None:
    assert one.run("import os\n_ = os.system('yes | head -c 30000000')").status == "output-limit"
    assert one.run("1").status == "ok"


def test_results_are_remembered(fork_engine: ForkEngine) -> None:
    # A kernel of its own, since code that sets _ itself, as others here, keeps IPython from it.
    one = fork_engine.start(Limits(), {})
    one.run("6 * 7")
    count = one.run("_ + 1").execution_count
    assert value(one, f"Out[{count}], _, In[{count}]") == (43, 43, "_ + 1")
    one.close()


def test_magics_and_shell_commands_work(one: ForkKernel) -> None:
    assert "per loop" in text_of(one.run("%timeit -n2 -r1 1 + 1"))
    assert text_of(one.run("!echo out; echo err >&2")) == "out\nerr\n"
    assert value(one, "%pwd").endswith("/work")
    assert value(one, "x = !echo kept\nx[0]") == "kept"


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio\nawait asyncio.sleep(0.01)\n5",
        "import asyncio\ntask = asyncio.create_task(asyncio.sleep(0.01, 5))\nawait task",
        "import os\npid = os.fork()\nif not pid: os._exit(0)\nos.waitpid(pid, 0)\n5",
        "from multiprocessing import get_context\n"
        "with get_context('fork').Pool(2) as pool: r = pool.map(abs, [-5, 2])\nr[0]",
        "from multiprocessing import get_context\n"
        "with get_context('spawn').Pool(1) as pool: r = pool.map(abs, [-5, 2])\nr[0]",
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(4) as pool: r = list(pool.map(abs, [-5] * 50))\nr[0]",
    ],
)
def test_loops_threads_and_processes_work(one: ForkKernel, source: str) -> None:
    run = one.run(source)
    assert run.status == "ok", run.outputs
    assert run.outputs[-1]["data"]["text/plain"] == "5"


@pytest.mark.slow
def test_models_fit_with_two_processes(one: ForkKernel) -> None:
    run = one.run(
        "from joblib import Parallel, delayed\nParallel(n_jobs=2)(delayed(abs)(-i) for i in (1, 2))"
    )
    assert run.status == "ok", run.outputs
    assert run.outputs[-1]["data"]["text/plain"] == "[1, 2]"


def test_a_forked_copy_of_a_cell_prints_once_and_says_nothing_more(one: ForkKernel) -> None:
    run = one.run(
        "import os, sys\nprint('before')\npid = os.fork()\n"
        "print('copy' if not pid else 'original')\n_ = pid and os.waitpid(pid, 0)"
    )
    assert run.status == "ok"
    assert sorted(text_of(run).split()) == ["before", "copy", "original"]
    assert one.run("1").status == "ok"


def test_text_is_shown_while_a_cell_sleeps(one: ForkKernel) -> None:
    told: list[tuple[float, str]] = []
    started = time.monotonic()
    one.run(
        "import time\nfor i in range(200): print(i)\nprint('then', end='')\ntime.sleep(1.5)",
        on_outputs=lambda outputs: told.append((time.monotonic() - started, outputs[0]["text"])),
    )
    assert any(when < 1.2 and text.endswith("then") for when, text in told)


def test_an_awaiting_cell_can_be_stopped(one: ForkKernel) -> None:
    assert one.run("import asyncio\nawait asyncio.sleep(30)", timeout=0.3).status == "timeout"
    assert one.run("1").status == "ok"


def test_a_program_that_runs_can_be_stopped(one: ForkKernel) -> None:
    assert one.run("import os\n_ = os.system('sleep 30')", timeout=0.3).status == "timeout"
    assert one.alive


def test_errors_in_libraries_show_the_students_line(one: ForkKernel) -> None:
    run = one.run("import pandas as pd\ndf = pd.DataFrame({'a': [1]})\ndf['b']")
    assert run.outputs[-1]["ename"] == "KeyError"
    short = shorten_traceback(run.outputs[-1])
    assert short.splitlines()[-3:] == ["----> 3 df['b']", "", "KeyError: 'b'"]


def test_errors_in_functions_show_both_lines(one: ForkKernel) -> None:
    one.run("def half(x):\n    return 1 / x")
    short = shorten_traceback(one.run("half(0)").outputs[-1])
    assert short == (
        "----> 1 half(0)\n\n      1 def half(x):\n----> 2     return 1 / x\n\n"
        "ZeroDivisionError: division by zero"
    )


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f(: pass", "SyntaxError"),
        ("def r(n): return r(n + 1)\nr(1)", "RecursionError"),
        ("raise ExceptionGroup('both', [ValueError('a'), KeyError('b')])", "ExceptionGroup"),
        ("class E(Exception):\n    def __str__(self): return 1 / 0\nraise E", "E"),
        (
            "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError from e",
            "ValueError",
        ),
    ],
)
def test_all_kinds_of_errors_are_told(one: ForkKernel, source: str, name: str) -> None:
    run = one.run(source)
    assert run.status == "error"
    assert [output["ename"] for output in run.outputs] == [name]
    assert shorten_traceback(run.outputs[0]).splitlines()[-1].startswith(name)


def test_values_that_json_has_no_word_for(one: ForkKernel) -> None:
    run = one.run(
        "display({'application/json': {1: float('nan'), 'b': b'x'}, 'text/plain': '\\ud800'},"
        " raw=True)"
    )
    assert run.outputs[0]["data"]["application/json"] == {
        "1": "nan",
        "b": base64.b64encode(b"x").decode(),
    }
    assert run.outputs[0]["data"]["text/plain"] == "?"


def test_chance_differs_from_kernel_to_kernel(fork_engine: ForkEngine) -> None:
    seen = set()
    for _ in range(2):
        kernel = fork_engine.start(Limits(), {})
        seen.add(
            value(kernel, "import random, numpy as np\n(random.random(), float(np.random.rand()))")
        )
        kernel.close()
    (a, b), (c, d) = seen
    assert a != c and b != d


def test_a_kernel_begins_with_one_thread_and_no_descriptor_but_its_own(
    fork_engine: ForkEngine,
) -> None:
    kernel = fork_engine.start(Limits(), {})
    source = "import os\nlen(os.listdir('/proc/self/task')), len(os.listdir('/proc/self/fd'))"
    threads, descriptors = value(kernel, source)
    # Six of ours, asyncio's two, and the one that reads the list.
    assert (threads, descriptors) == (1, 9)
    assert value(kernel, "import sys; [n for n in sys.modules if n.split('.')[0] == 'app']") == []
    kernel.close()


@pytest.mark.parametrize(
    "frame",
    [
        "b'\\x00\\x00\\x00\\x03{}{'",
        "b'\\x00\\x00\\x00\\x02[]'",
        "b'\\xff\\xff\\xff\\xff' + b'x' * 100",
        "(lambda b: len(b).to_bytes(4, 'big') + b)(b'[' * 100_000)",
    ],
)
def test_what_no_honest_kernel_sends_ends_it(fork_engine: ForkEngine, frame: str) -> None:
    kernel = fork_engine.start(Limits(cell_seconds=3), {})
    assert kernel.run(f"import os\n_ = os.write(3, {frame})").status in ("died", "output-limit")
    kernel.close()


def test_a_cell_cannot_make_the_engine_wait(fork_engine: ForkEngine) -> None:
    kernel = fork_engine.start(Limits(cell_seconds=5), {})
    kernel.run("import os\nfor n in (3, 4, 5): os.set_blocking(n, True)")
    other = fork_engine.start(Limits(), {})
    assert other.run("1").status == "ok"
    kernel.close()
    other.close()


def test_files_can_be_at_hand(fork_engine: ForkEngine, tmp_path: Path) -> None:
    (tmp_path / "random.py").write_text("mine = 1")
    kernel = fork_engine.start(Limits(), {"random.py": tmp_path / "random.py"})
    assert kernel.run("1").status == "ok"
    kernel.close()
