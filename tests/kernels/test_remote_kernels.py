"""Live kernels in a host process, as the web process uses them."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.kernels import (
    AlreadyRunning,
    KernelHostGone,
    Limits,
    NoFreeKernel,
    RemoteKernels,
    RunState,
    UnknownRun,
)

ROOT = Path(__file__).parents[2]
HEAVY = ("nbclient", "nbformat", "jupyter_client", "IPython", "zmq", "numpy", "matplotlib")
Eventually = Callable[[Callable[[], bool]], bool]


@pytest.fixture(scope="module")
def shared_host(short_folder: Path) -> Iterator[RemoteKernels]:
    kernels = RemoteKernels(
        max_kernels=3, limits=Limits(cell_seconds=10), folder=short_folder / "host"
    )
    kernels.warm()
    yield kernels
    kernels.close()


@pytest.fixture
def own_host(short_folder: Path) -> Iterator[RemoteKernels]:
    kernels = RemoteKernels(spare=0, folder=short_folder / "own", preload=())
    yield kernels
    kernels.close()


def finished(kernels: RemoteKernels, owner: str, state: RunState) -> RunState:
    while not state.done:
        state = kernels.poll(owner, state.run_id, wait=5, since=state.revision)
    return state


def run(kernels: RemoteKernels, owner: str, *sources: str) -> RunState:
    cells = [(f"c{number}", source) for number, source in enumerate(sources)]
    return finished(kernels, owner, kernels.run(owner, "w", cells, {}))


def started(kernels: RemoteKernels, owner: str, *sources: str) -> RunState:
    """A run whose first cell is running."""
    cells = [(f"c{number}", source) for number, source in enumerate(sources)]
    state = kernels.run(owner, "w", cells, {})
    while state.cells[0].status == "waiting":
        state = kernels.poll(owner, state.run_id, wait=5, since=state.revision)
    return state


def test_importing_it_imports_nothing_heavy() -> None:
    code = (
        "import sys, app.kernels, app.kernels.remote\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_cells_run_in_order_and_outputs_come_back(shared_host: RemoteKernels) -> None:
    state = run(shared_host, "anna", "print('é ü \\u2028 中')", "[1, 2]")
    assert [cell.status for cell in state.cells] == ["ok", "ok"]
    assert state.cells[0].outputs[0]["text"] == "é ü \u2028 中\n"
    assert state.cells[1].outputs[0]["data"]["text/plain"] == "[1, 2]"


def test_errors_keep_their_names_and_values(shared_host: RemoteKernels) -> None:
    with pytest.raises(UnknownRun):
        shared_host.poll("anna", "none")
    state = started(shared_host, "anna", "import time; time.sleep(9)")
    with pytest.raises(AlreadyRunning):
        shared_host.run("anna", "w", [("a", "1")], {})
    shared_host.stop("anna")
    assert finished(shared_host, "anna", state).cells[0].status == "interrupted"
    run(shared_host, "ben", "1")
    run(shared_host, "cleo", "1")
    with pytest.raises(NoFreeKernel) as refused:
        shared_host.run("dora", "w", [("a", "1")], {})
    assert 1 <= refused.value.values["seconds"] <= 60
    for owner in ("ben", "cleo"):
        shared_host.end(owner)


def test_long_polls_do_not_hold_up_others(shared_host: RemoteKernels) -> None:
    slow = started(shared_host, "anna", "import time; time.sleep(9)")
    waiting = threading.Thread(
        target=shared_host.poll, args=("anna", slow.run_id), kwargs={"wait": 9, "since": 99}
    )
    waiting.start()
    assert run(shared_host, "ben", "1").cells[0].status == "ok"
    assert waiting.is_alive()
    shared_host.stop("anna")
    waiting.join()
    shared_host.end("ben")


def test_a_large_output_comes_through(shared_host: RemoteKernels) -> None:
    state = run(shared_host, "anna", "print('é' * 300_000)")
    assert len(state.cells[0].outputs[0]["text"]) == 300_001


def test_secrets_of_the_server_stay_with_it(
    own_host: RemoteKernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KISIMA_SECRET", "hidden")
    run(own_host, "anna", "1")
    assert own_host.host_pid is not None
    assert "hidden" not in psutil.Process(own_host.host_pid).environ().values()


def test_a_killed_host_is_told_and_replaced(
    own_host: RemoteKernels, eventually: Eventually
) -> None:
    run(own_host, "anna", "x = 1")
    state = started(own_host, "anna", "while True: pass", "1")
    assert own_host.host_pid is not None
    kernels = [child.pid for child in psutil.Process(own_host.host_pid).children()]
    os.kill(own_host.host_pid, signal.SIGKILL)
    state = own_host.poll("anna", state.run_id, wait=5, since=state.revision)
    assert (state.done, [cell.status for cell in state.cells]) == (True, ["died", "not-run"])
    assert kernels
    assert eventually(lambda: not any(psutil.pid_exists(pid) for pid in kernels))
    after = run(own_host, "anna", "1")
    assert (after.kernel, after.cells[0].status) == ("replaced", "ok")


def test_closing_ends_the_host_and_its_folders(short_folder: Path) -> None:
    kernels = RemoteKernels(spare=1, folder=short_folder / "closed", preload=())
    run(kernels, "anna", "1")
    pid = kernels.host_pid
    kernels.close()
    assert pid is not None
    assert not psutil.pid_exists(pid)
    assert list((short_folder / "closed").glob("e*")) == []
    with pytest.raises(KernelHostGone):
        kernels.run("anna", "w", [("a", "1")], {})


def test_a_host_ends_with_its_server(short_folder: Path, eventually: Eventually) -> None:
    code = (
        "import sys, time; from pathlib import Path; from app.kernels import RemoteKernels\n"
        "k = RemoteKernels(folder=Path(sys.argv[1]), preload=())\n"
        "s = k.run('a', 'w', [('a', '1')], {})\n"
        "while not k.poll('a', s.run_id, wait=1).done: pass\n"
        "print(k.host_pid, flush=True); time.sleep(60)"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(short_folder / "ends")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert server.stdout is not None
    host = psutil.Process(int(server.stdout.readline()))
    server.kill()
    server.wait()
    server.stdout.close()
    assert eventually(lambda: not host.is_running() or host.status() == psutil.STATUS_ZOMBIE)
    assert eventually(lambda: list((short_folder / "ends").glob("e*")) == [])


def test_a_host_that_never_starts_is_not_started_for_ever() -> None:
    kernels = RemoteKernels(command=[sys.executable, "-c", "raise SystemExit"])
    for _ in range(5):
        with pytest.raises(KernelHostGone):
            kernels.run("anna", "w", [("a", "1")], {})
    assert kernels.host_pid is None
    kernels.close()


def test_a_host_that_cannot_be_started_is_named(tmp_path: Path) -> None:
    kernels = RemoteKernels(command=[str(tmp_path / "no-python-here")])
    with pytest.raises(KernelHostGone):
        kernels.run("anna", "w", [("a", "1")], {})


def test_stray_prints_do_not_disturb_the_answers() -> None:
    code = (
        "import os\nfrom app.kernels.host import guarded_stdout\n"
        "write = guarded_stdout()\nprint('stray', flush=True)\nos.system('echo stray')\n"
        "write(b'answer\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "answer\n"
    assert done.stderr.count("stray") == 2
