# Attacks and lessons use the plainest calls there are.
# ruff: noqa: PTH123, PTH208
import asyncio
import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch, cell: Any) -> None:
    """What a kernel's environment holds too."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    for name in ("TMPDIR", "HOME", "MPLCONFIGDIR", "JOBLIB_TEMP_FOLDER"):
        monkeypatch.setenv(name, str(cell.scratch))
    monkeypatch.setattr("tempfile.tempdir", None)


def works(cell: Any, lesson: Any, expected: Any) -> None:
    got = cell.run(lesson)
    assert (got.value, got.error) == (expected, "")


def test_the_exercises_files_and_its_own(cell: Any) -> None:
    def lesson() -> list[str]:
        Path("mine.txt").write_text("x")
        Path("mine.txt").rename("yours.txt")
        Path("folder").mkdir()
        os.link("yours.txt", "folder/again.txt")
        return [Path("given.csv").read_text(), *sorted(os.listdir("."))]

    works(cell, lesson, ["a,b\n1,2\n", "folder", "given.csv", "yours.txt"])


def test_copying_files_and_unpacking_archives(cell: Any) -> None:
    def lesson() -> list[str]:
        shutil.copy2("given.csv", "copy.csv")
        shutil.make_archive("all", "gztar", ".", "copy.csv")
        shutil.unpack_archive("all.tar.gz", "out")
        return sorted(os.listdir("out"))

    works(cell, lesson, ["copy.csv"])


def test_numpy(cell: Any) -> None:
    import numpy as np

    works(cell, lambda: float(np.linalg.det(np.eye(50) * 2) ** (1 / 50)), pytest.approx(2.0))


def test_pandas(cell: Any) -> None:
    import pandas as pd

    works(cell, lambda: int(pd.read_csv("given.csv").a.sum()), 1)


def test_scikit_learn(cell: Any) -> None:
    from sklearn.datasets import load_iris
    from sklearn.ensemble import RandomForestClassifier

    def lesson() -> bool:
        x, y = load_iris(return_X_y=True)
        return bool(RandomForestClassifier(20, random_state=0).fit(x, y).score(x, y) > 0.9)

    works(cell, lesson, True)


@pytest.mark.slow
def test_scikit_learn_on_two_cores(cell: Any) -> None:
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score

    def lesson() -> int:
        x, y = load_iris(return_X_y=True)
        return len(cross_val_score(LogisticRegression(max_iter=500), x, y, cv=3, n_jobs=2))

    works(cell, lesson, 3)


def test_matplotlib(cell: Any) -> None:
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    def lesson() -> bool:
        plt.plot([1, 2, 3])
        plt.savefig("plot.png")
        return Path("plot.png").stat().st_size > 1000

    works(cell, lesson, True)


def test_asyncio(cell: Any) -> None:
    async def both() -> list[int]:
        process = await asyncio.create_subprocess_exec("true")
        return [*await asyncio.gather(asyncio.sleep(0, 1), asyncio.to_thread(int, "2")),
                await process.wait()]  # fmt: skip

    works(cell, lambda: asyncio.run(both()), [1, 2, 0])


def test_threads(cell: Any) -> None:
    def lesson() -> list[int]:
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(abs, [-1, -2]))

    works(cell, lesson, [1, 2])


def test_subprocess(cell: Any) -> None:
    def lesson() -> str:
        command = [sys.executable, "-c", "import json, ssl, sqlite3, decimal; print(6 * 7)"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    works(cell, lesson, "42\n")


def test_a_shell_with_a_pipe(cell: Any) -> None:
    works(cell, lambda: os.popen("echo b a | tr ' ' '\\n' | sort | head -1").read(), "a\n")


def test_stopping_a_subprocess(cell: Any) -> None:
    def lesson() -> int:
        process = subprocess.Popen(["sleep", "20"])
        process.terminate()
        return process.wait(5)

    works(cell, lesson, -signal.SIGTERM)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(cell: Any, method: str) -> None:
    if method == "forkserver" and not cell.alone:
        pytest.skip("only on machines with namespaces: else a fork server has no socket")

    def lesson() -> list[int]:
        with multiprocessing.get_context(method).Pool(2) as pool:
            return pool.map(abs, [-1, -2, -3])

    works(cell, lesson, [1, 2, 3])


def test_queues_and_locks(cell: Any) -> None:
    def lesson() -> int:
        context = multiprocessing.get_context("fork")
        queue = context.Queue()
        process = context.Process(target=queue.put, args=(5,))
        process.start()
        answer = queue.get(timeout=10)
        process.join()
        return answer

    works(cell, lesson, 5)


def test_a_pool_of_processes(cell: Any) -> None:
    def lesson() -> list[int]:
        with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
            return list(pool.map(abs, [-1, -2]))

    works(cell, lesson, [1, 2])


def test_shared_memory(cell: Any) -> None:
    from multiprocessing.shared_memory import SharedMemory

    def lesson() -> int:
        shared = SharedMemory(create=True, size=100)
        shared.buf[0] = 7
        again = SharedMemory(shared.name)
        answer = again.buf[0]
        again.close()
        shared.close()
        with contextlib.suppress(FileNotFoundError):
            shared.unlink()
        return answer

    works(cell, lesson, 7)


def test_temporary_files(cell: Any) -> None:
    import tempfile

    def lesson() -> bool:
        with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
            return Path(file.name).exists() and Path(folder).is_dir()

    works(cell, lesson, True)


def test_sqlite(cell: Any) -> None:
    import sqlite3

    def lesson() -> int:
        with sqlite3.connect("marks.db") as database:
            database.execute("create table t (a)")
            database.execute("insert into t values (3)")
            return database.execute("select sum(a) from t").fetchone()[0]

    works(cell, lesson, 3)


def test_time_zones_and_randomness(cell: Any) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    def lesson() -> list[Any]:
        at = datetime(2026, 1, 1, tzinfo=ZoneInfo("Africa/Nairobi"))
        return [at.utcoffset().total_seconds(), len(os.urandom(4)), os.cpu_count() is not None]

    works(cell, lesson, [10800.0, 4, True])


def test_an_alarm(cell: Any) -> None:
    def lesson() -> bool:
        heard = threading.Event()
        signal.signal(signal.SIGALRM, lambda *_: heard.set())
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        return heard.wait(5)

    works(cell, lesson, True)


def test_who_am_i(cell: Any) -> None:
    import getpass

    def lesson() -> bool:
        for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            os.environ.pop(name, None)
        return bool(getpass.getuser()) if cell.alone else True

    works(cell, lesson, True)


def test_pictures_and_more_from_the_library(cell: Any) -> None:
    import gzip
    import zipfile

    def lesson() -> str:
        with zipfile.ZipFile("z.zip", "w") as archive:
            archive.writestr("a.json", json.dumps([1]))
        with gzip.open("g.gz", "wt") as file:
            file.write("x")
        return zipfile.ZipFile("z.zip").read("a.json").decode()

    works(cell, lesson, "[1]")


def test_being_interrupted_from_outside(cell: Any) -> None:
    def lesson() -> str:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            time.sleep(20)
        except KeyboardInterrupt:
            return "stopped"
        return "slept"

    pid, reader = cell.start(lesson)
    time.sleep(0.5)
    os.killpg(pid, signal.SIGINT)
    with open(reader, "rb") as stream:
        assert stream.readline() == b'{"value": "stopped"}'
    os.waitpid(pid, 0)


def test_being_killed_from_outside(cell: Any) -> None:
    pid, reader = cell.start(lambda: time.sleep(20))
    time.sleep(0.3)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(reader)
    assert os.WTERMSIG(status) == signal.SIGKILL
