"""Kernels that end by themselves, and servers that end without a word."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from app.kernels import KernelStartFailed, Limits, NbclientEngine
from app.kernels.nbclient_kernel import NbclientKernel

Eventually = Callable[[Callable[[], bool]], bool]

SERVER = """
import sys, time
from pathlib import Path
from app.kernels import Limits, NbclientEngine
engine = NbclientEngine(folder=Path(sys.argv[1]), spare=1)
kernel = engine.start(Limits(), {})
helper = kernel.run("import subprocess; subprocess.Popen(['sleep', '60']).pid")
print(kernel.pid, helper.outputs[0]["data"]["text/plain"], flush=True)
time.sleep(60)
"""


def gone(pid: int) -> bool:
    """Whether a process has ended (or waits only for its parent to take notice)."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("source", ["import os; os._exit(0)", "import os; os.abort()"])
def test_a_kernel_that_ends_itself_is_noticed(kernel: NbclientKernel, source: str) -> None:
    run = kernel.run(f"import time\nprint('last words')\ntime.sleep(0.4)\n{source}")
    assert run.status == "died"
    assert run.outputs[0]["text"] == "last words\n"
    assert not kernel.alive


def test_a_killed_kernel_is_noticed_before_its_cell_is_too_slow(kernel: NbclientKernel) -> None:
    threading.Timer(0.2, os.kill, (kernel.pid, signal.SIGKILL)).start()
    assert kernel.run("import time; time.sleep(600)").status == "died"


def test_an_idle_kernel_that_is_killed_is_not_alive(
    kernel: NbclientKernel, eventually: Eventually
) -> None:
    os.kill(kernel.pid, signal.SIGKILL)
    assert eventually(lambda: not kernel.alive)


def test_closing_kills_what_the_code_started(
    engine: NbclientEngine, eventually: Eventually
) -> None:
    kernel = engine.start(Limits(), {})
    run = kernel.run("import subprocess; subprocess.Popen(['sleep', '60']).pid")
    helper = int(run.outputs[0]["data"]["text/plain"])
    kernel.close()
    assert eventually(lambda: gone(helper))
    assert not psutil.pid_exists(kernel.pid)


def test_a_killed_server_leaves_nothing_behind(short_folder: Path, eventually: Eventually) -> None:
    folder = short_folder / "k9"
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert server.stdout is not None
    kernel_pid, helper_pid = map(int, server.stdout.readline().split())
    children = [child.pid for child in psutil.Process(server.pid).children()]
    assert kernel_pid in children
    server.kill()
    server.wait()
    server.stdout.close()
    assert eventually(lambda: all(gone(pid) for pid in children))
    with NbclientEngine(folder=folder) as after:
        after.start(Limits(), {}).close()
        assert eventually(lambda: gone(helper_pid))
        assert len(list(folder.glob("e*"))) == 1


def test_a_kernel_that_cannot_start_is_a_named_error(short_folder: Path) -> None:
    with (
        NbclientEngine(folder=short_folder / "no", python=sys.executable + "-none") as engine,
        pytest.raises(KernelStartFailed),
    ):
        engine.start(Limits(), {})
