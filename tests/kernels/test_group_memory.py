"""The memory of a kernel and of all that it started is limited together."""

import sys
from collections.abc import Callable

import psutil
import pytest

from app.kernels import Limits, NbclientEngine
from app.kernels.fork import ForkEngine
from app.kernels.group_memory import family

if sys.platform != "linux":
    pytest.skip("only on Linux", allow_module_level=True)

AnyEngine = NbclientEngine | ForkEngine
# Four that take less than the limit each, and more than it together.
MANY = """
import os, time
for _ in range(4):
    if not os.fork():
        taken = bytearray(os.urandom(1)) * 250_000_000
        time.sleep(120)
        os._exit(0)
"""


def test_many_processes_together_are_ended(engine: AnyEngine) -> None:
    kernel = engine.start(Limits(memory_mb=800, cell_seconds=60), {})
    assert kernel.run(f"{MANY}\ntime.sleep(120)").status == "died"
    assert (kernel.alive, kernel.lost) == (False, False)
    kernel.close()


def test_what_a_cell_left_behind_is_ended(
    engine: AnyEngine, eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    kernel = engine.start(Limits(memory_mb=800), {})
    members = []
    if kernel.run(MANY).status == "ok":
        members = family(kernel.pid)
    assert eventually(lambda: not kernel.alive)
    assert eventually(lambda: not any(psutil.pid_exists(pid) for pid in members))
    kernel.close()


def test_processes_that_share_much_are_let_be(engine: AnyEngine) -> None:
    kernel = engine.start(Limits(memory_mb=900, cell_seconds=60), {})
    run = kernel.run(
        "import os, time\nheld = bytearray(os.urandom(1)) * 200_000_000\n"
        "for _ in range(8):\n    if not os.fork():\n        time.sleep(1.5)\n        os._exit(0)\n"
        "while True:\n    try: os.wait()\n    except ChildProcessError: break"
    )
    assert run.status == "ok"
    kernel.close()
