"""What the measurements count with: processor time, plain forks, the environment of the other."""

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from scripts.benches import processor
from scripts.benches.bench_venv import CannotInstall, bench_venv, wanted

BURN = "import time\nwhile time.process_time() < 0.3: pass"


def burn() -> None:
    """Use three tenths of a second of this thread's processor time."""
    until = time.thread_time() + 0.3
    while time.thread_time() < until:
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="only on Unix")
def test_own_time_counts() -> None:
    before = processor.seconds()
    burn()
    assert processor.seconds() - before >= 0.29


@pytest.mark.skipif(sys.platform == "win32", reason="only on Unix")
def test_time_of_an_ended_grandchild_counts() -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"
    before = processor.seconds()
    subprocess.run([sys.executable, "-c", code], check=True)
    assert processor.seconds() - before >= 0.29


@pytest.mark.skipif(sys.platform == "win32", reason="only on Unix")
def test_time_of_a_child_that_still_runs_counts() -> None:
    before = processor.seconds()
    code = f"{BURN}\nprint('done', flush=True)\ninput()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        # The system tells it in hundredths of a second.
        assert processor.seconds() - before >= 0.28
        child.communicate(b"\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
def test_plain_forks_run_all_cells_in_one_namespace() -> None:
    from scripts.benches.plain_forks import PlainForks

    burning = "import time\nend = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
    with closing(PlainForks()) as plain:
        broken = plain.run(["seconds = 1", "raise ValueError", "not python", burning])
        shown = plain.run(["print(1)", "1 + 1"])
    assert broken["code"] >= 0.19
    assert set(shown) == {"code", "fork"}


@pytest.mark.slow
def test_what_is_installed_already_is_not_installed_again(tmp_path: Path) -> None:
    made = tmp_path / "venv"
    commands = bench_venv(made, ["pip"])
    (commands / "mark").touch()
    assert bench_venv(made, ["pip"]) == commands
    assert (commands / "mark").exists()


@pytest.mark.slow
def test_what_cannot_be_installed_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotInstall, match="cannot be installed") as failure:
        bench_venv(tmp_path / "venv", [str(tmp_path / "no-such.whl")])
    assert "\n" not in str(failure.value)


def test_the_extra_pins_one_nbgrader() -> None:
    assert [requirement for requirement in wanted() if "nbgrader==" in requirement]
