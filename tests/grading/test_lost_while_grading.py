"""A kernel that is killed from outside costs no points; one that its own code ends does."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app.grading import Grade, grade
from app.grading.errors import KernelLost
from app.kernels import Kernel, Limits
from app.kernels.sandbox import probe

if sys.platform != "linux":
    pytest.skip("only on Linux", allow_module_level=True)

from app.kernels.engines import HOOKS
from app.kernels.fork import ForkEngine

RIGHT = "def f(x):\n    return x * x"


class Administrator:
    """An engine the first of whose kernels somebody kills."""

    def __init__(self, engine: ForkEngine, kills: int) -> None:
        self.engine = engine
        self.kills = kills
        self.started = 0

    def start(self, limits: Limits, files: Mapping[str, Path]) -> Kernel:
        kernel = self.engine.start(limits, files)
        self.started += 1
        if self.started <= self.kills:
            os.kill(kernel.pid, signal.SIGKILL)
        return kernel

    def warm(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def confined() -> Iterator[ForkEngine]:
    spaces = probe().namespaces
    if spaces is None or not spaces.direct:
        pytest.skip("only on machines with namespaces")
    hooks = {name: f"{HOOKS}:{name}" for name in ("prepare", "fork", "confine")}
    with (
        tempfile.TemporaryDirectory(prefix="ki") as folder,
        ForkEngine(folder=Path(folder), preload=(), rehearse=False, **hooks) as engine,
    ):
        yield engine


@pytest.fixture
def graded_beside(exercise, answer, confined):
    def make(code: str, kills: int, **options) -> tuple[Grade, Administrator]:
        source = exercise(("f", RIGHT), ("t", "assert f(3) == 9", 2), ("u", "assert f(1) == 1", 1))
        engine = Administrator(confined, kills)
        options = {"engine": engine, "limits": Limits(), "files": {}, **options}
        return grade(source, answer(source, f=code), **options), engine

    return make


@pytest.mark.parametrize("by_value", [True, False])
def test_one_loss_costs_nothing(graded_beside, by_value):
    result, engine = graded_beside(RIGHT, 1, by_value=by_value)
    assert (result.score, result.flags) == (3.0, ())
    assert engine.started == (4 if by_value else 2)


def test_a_second_loss_is_no_grade(graded_beside):
    with pytest.raises(KernelLost):
        graded_beside(RIGHT, 2)


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9); os._exit(9)"])
def test_code_that_ends_its_own_kernel_is_run_once_and_gets_nothing(graded_beside, end):
    result, engine = graded_beside(f"import os\ndef f(x):\n    {end}", 0)
    assert [cell.status for cell in result.cells] == ["died", "not-run"]
    assert (result.score, engine.started, result.doubtful) == (0.0, 1, False)


def test_where_nobody_knows_who_ended_it_the_grade_is_doubtful(exercise, graded):
    source = exercise(("f", RIGHT), ("t", "assert f(3) == 9", 2))
    assert graded(source, f="import os\ndef f(x):\n    os._exit(0)").doubtful
    assert not graded(source, f=RIGHT).doubtful
