"""Kernels that were ended from outside are told apart from those whose code ended them."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernels import Limits, NbclientEngine
from app.kernels.sandbox import probe

if sys.platform != "linux":
    pytest.skip("only on Linux", allow_module_level=True)

from app.kernels.engines import HOOKS
from app.kernels.fork import ForkEngine

CONFINED = {name: f"{HOOKS}:{name}" for name in ("prepare", "fork", "confine")}


@pytest.fixture(scope="module")
def confined_engine(short_folder: Path) -> Iterator[ForkEngine]:
    spaces = probe().namespaces
    if spaces is None or not spaces.direct:
        pytest.skip("only on machines with namespaces")
    with ForkEngine(folder=short_folder / "lost", preload=(), rehearse=False, **CONFINED) as engine:
        yield engine


def test_one_that_an_administrator_kills_is_lost(confined_engine: ForkEngine) -> None:
    kernel = confined_engine.start(Limits(), {})
    assert kernel.run("1").status == "ok"
    assert not kernel.lost
    os.kill(kernel.pid, signal.SIGKILL)
    assert kernel.run("1").status == "died"
    assert kernel.lost
    kernel.close()
    assert not kernel.lost


def test_all_are_lost_with_the_warm_process(confined_engine: ForkEngine) -> None:
    kernel = confined_engine.start(Limits(), {})
    assert confined_engine.zygote_pid is not None
    os.kill(confined_engine.zygote_pid, signal.SIGKILL)
    kernel.run("import time; time.sleep(60)")
    assert kernel.lost
    kernel.close()


OWN_ENDS = {
    "leaving": "os._exit(0)",
    "leaving as if killed": "os._exit(137)",
    "aborting": "os.abort()",
    "killing itself": "os.kill(os.getpid(), 9); os.killpg(0, 9); os._exit(1)",
    "having a child kill it": "os.fork() or os.kill(1, 9); time.sleep(0.2); os._exit(1)",
    "a limit of its own": "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    "strict seccomp": "ctypes.CDLL(None).prctl(22, 1, 0, 0, 0); os._exit(1)",
    "another program that kills itself": "os.execv('/bin/sh', ['sh', '-c', 'kill -9 $$; exit 1'])",
    "a call that ends it": "ctypes.CDLL(None).syscall(0x40000000 + 39)",
    "dereferencing nothing": "ctypes.string_at(0)",
}


@pytest.mark.parametrize("end", OWN_ENDS)
def test_one_that_its_own_code_ends_is_not_lost(confined_engine: ForkEngine, end: str) -> None:
    kernel = confined_engine.start(Limits(), {})
    run = kernel.run(f"import ctypes, os, resource, time\n{OWN_ENDS[end]}")
    assert run.status == "died"
    assert not kernel.lost
    kernel.close()


def test_one_that_is_killed_for_its_limits_is_not_lost(confined_engine: ForkEngine) -> None:
    kernel = confined_engine.start(Limits(cell_seconds=0.3), {})
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    assert kernel.run(stubborn).status == "timeout"
    assert (kernel.alive, kernel.lost) == (False, False)
    kernel.close()


@pytest.mark.parametrize("end", ["os._exit(0)", "os.abort()"])
def test_with_a_namespace_of_its_own_it_is_certain_who_ended_it(
    confined_engine: ForkEngine, end: str
) -> None:
    kernel = confined_engine.start(Limits(), {})
    assert not kernel.end_is_known
    kernel.run(f"import os; {end}")
    assert kernel.end_is_known
    kernel.close()


def test_where_it_cannot_be_known_nothing_is_lost(
    engine: NbclientEngine | ForkEngine,
) -> None:
    kernel = engine.start(Limits(), {})
    kernel.run("import os; os.kill(os.getpid(), 9)")
    assert (kernel.lost, kernel.end_is_known) == (False, False)
    kernel.close()
