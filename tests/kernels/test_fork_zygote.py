"""The warm process and its kernels: ends of all kinds."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.kernels import KernelStartFailed, Limits
from app.kernels.engines import FallingBack, best_engine
from app.kernels.fork import ForkEngine

Eventually = Callable[[Callable[[], bool]], bool]

SERVER = """
import sys, time
from pathlib import Path
from app.kernels import Limits
from app.kernels.fork import ForkEngine
engine = ForkEngine(folder=Path(sys.argv[1]), preload=(), rehearse=False)
kernel = engine.start(Limits(), {})
helper = kernel.run("import subprocess; subprocess.Popen(['sleep', '60']).pid")
daemon = kernel.run("import subprocess; subprocess.Popen(['setsid', 'sleep', '60']).pid")
pids = [run.outputs[0]["data"]["text/plain"] for run in (helper, daemon)]
print(engine.zygote_pid, kernel.pid, *pids, flush=True)
time.sleep(60)
"""


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture(scope="module")
def own_engine(short_folder: Path) -> Iterator[ForkEngine]:
    with ForkEngine(folder=short_folder / "own", preload=(), rehearse=False) as engine:
        yield engine


def test_a_dead_warm_process_is_replaced_and_its_kernels_end(
    own_engine: ForkEngine, eventually: Eventually
) -> None:
    kernel = own_engine.start(Limits(), {})
    threading.Timer(0.3, os.kill, (own_engine.zygote_pid, signal.SIGKILL)).start()
    assert kernel.run("import time; time.sleep(20)").status == "died"
    assert eventually(lambda: gone(kernel.pid))
    kernel.close()
    after = own_engine.start(Limits(), {})
    assert after.run("1").status == "ok"
    after.close()


def test_one_that_grows_is_replaced_and_its_kernels_live_on(short_folder: Path) -> None:
    with ForkEngine(
        folder=short_folder / "grow", preload=(), rehearse=False, growth_mb=-1
    ) as engine:
        first = engine.start(Limits(), {})
        old = engine.zygote_pid
        second = engine.start(Limits(), {})
        assert engine.zygote_pid != old
        assert first.run("1").status == second.run("1").status == "ok"
        first.close()
        engine.start(Limits(), {}).close()
        assert old is not None
        assert gone(old)


def test_what_kernels_leave_behind_is_killed(
    own_engine: ForkEngine, eventually: Eventually
) -> None:
    kernel = own_engine.start(Limits(), {})
    run = kernel.run(
        "import os\nr, w = os.pipe()\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
        "        os.write(w, str(os.getpid()).encode())\n        import time; time.sleep(60)\n"
        "    os._exit(0)\nint(os.read(r, 10))"
    )
    daemon = int(run.outputs[-1]["data"]["text/plain"])
    assert not gone(daemon)
    kernel.close()
    assert eventually(lambda: gone(daemon))


def test_no_zombies_are_left(own_engine: ForkEngine, eventually: Eventually) -> None:
    for _ in range(3):
        kernel = own_engine.start(Limits(), {})
        kernel.run("import os; os._exit(0)")
        kernel.close()
    zygote = psutil.Process(own_engine.zygote_pid)
    assert eventually(lambda: zygote.children() == [])


@pytest.mark.parametrize("whom", ["server", "zygote"])
def test_nothing_outlives_a_kill(short_folder: Path, whom: str, eventually: Eventually) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(short_folder / whom)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert server.stdout is not None
    zygote, *pids = map(int, server.stdout.readline().split())
    try:
        os.kill(server.pid if whom == "server" else zygote, signal.SIGKILL)
        assert eventually(lambda: all(gone(pid) for pid in (zygote, *pids)))
        if whom == "server":
            assert eventually(lambda: list((short_folder / whom).glob("e*")) == [])
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


WARMING = """
import sys, time
from pathlib import Path
from app.kernels.fork import ForkEngine
engine = ForkEngine(folder=Path(sys.argv[1]), rehearse=False)
engine.warm()
print("warming", flush=True)
time.sleep(60)
"""


def test_a_server_killed_while_it_warms_up_leaves_nothing(
    short_folder: Path, eventually: Eventually
) -> None:
    folder = short_folder / "early"
    server = subprocess.Popen(
        [sys.executable, "-c", WARMING, str(folder)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert server.stdout is not None
    server.stdout.readline()
    began = psutil.Process(server.pid)
    assert eventually(lambda: len(began.children(recursive=True)) == 2)
    both = [process.pid for process in began.children(recursive=True)]
    server.kill()
    server.wait()
    server.stdout.close()
    assert eventually(lambda: all(gone(pid) for pid in both))
    assert eventually(lambda: list(folder.glob("e*")) == [])


def test_many_kernels_at_once(own_engine: ForkEngine) -> None:
    answers: list[str] = []

    def work(number: int) -> None:
        kernel = own_engine.start(Limits(), {})
        answers.append(kernel.run(f"{number} + 1").outputs[0]["data"]["text/plain"])
        kernel.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, answers)) == list(range(1, 9))


def test_a_closed_engine_leaves_nothing(short_folder: Path) -> None:
    engine = ForkEngine(folder=short_folder / "end", preload=(), rehearse=False)
    kernel = engine.start(Limits(), {})
    zygote = engine.zygote_pid
    timer = threading.Timer(0.3, engine.close)
    timer.start()
    assert kernel.run("import time; time.sleep(20)").status == "died"
    timer.join()
    assert zygote is not None
    assert gone(zygote) and gone(kernel.pid)
    assert list((short_folder / "end").glob("e*")) == []
    with pytest.raises(KernelStartFailed):
        engine.start(Limits(), {})


def test_a_hook_that_fails_stops_the_start(short_folder: Path) -> None:
    with (
        ForkEngine(
            folder=short_folder / "hook", preload=(), rehearse=False, confine="app:missing"
        ) as engine,
        pytest.raises(KernelStartFailed),
    ):
        engine.start(Limits(), {})


def test_the_other_engine_takes_over_where_it_cannot_start(short_folder: Path) -> None:
    engine = best_engine(spare=0, folder=short_folder / "back", confine="app:missing")
    assert isinstance(engine, FallingBack)
    kernel = engine.start(Limits(), {})
    assert kernel.run("1").status == "ok"
    engine.close()


def test_warming_returns_at_once(short_folder: Path) -> None:
    with ForkEngine(folder=short_folder / "warm", preload=(), rehearse=False) as engine:
        started = time.monotonic()
        engine.warm()
        assert time.monotonic() - started < 1
        engine.start(Limits(), {}).close()
