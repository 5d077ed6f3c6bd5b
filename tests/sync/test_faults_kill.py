"""kill -9 of client, centre and PostgreSQL in mid-sync, and two syncs at once.

Each time nothing is lost, nothing doubled, and the next sync goes on.
"""

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from real_processes import BadRoad, CentreProcess, kill_tree, sync, sync_until_delivered, wait_for
from sqlalchemy import make_url

from app import journal
from app.database import db
from app.sync.enrolling import enrol
from app.sync.terms import Terms

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="only on systems with kill -9"),
]
EVENTS = 12_000  # some 60 kB in a few batches
RATE = 40_000  # bytes a second, so that there is a middle to be killed in


@pytest.fixture
def centre_process(postgres_store_url: str, tmp_path: Path) -> Iterator[CentreProcess]:
    """A centre that runs as people run it."""
    made = CentreProcess(tmp_path / "centre", postgres_store_url)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def road(centre_process: CentreProcess, terms: Terms, student: int) -> Iterator[BadRoad]:
    """A slow road to it, over which the school was connected."""
    made = BadRoad(centre_process.url, RATE)
    enrol(terms, made.url, code_of(centre_process))
    yield made
    made.close()


def code_of(centre: CentreProcess) -> str:
    """A code, as an administrator makes one."""
    from running_centre import RunningCentre, centre_app

    app = centre_app(centre.data, centre.database_url)
    code = RunningCentre(app).code()
    with app.app_context():
        db.engine.dispose()
    return code


def started_and_passed(road: BadRoad, terms: Terms, more: int) -> subprocess.Popen[bytes]:
    """A sync that has sent and got so many bytes."""
    before, run = road.passed, sync(terms.data)
    wait_for(lambda: road.passed > before + more or run.poll() is not None)
    return run


def everything_arrived(database_url: str) -> None:
    """The centre has each event of this school once, at the end of an unbroken chain."""
    (epoch,) = journal.epochs(db.session())
    url = make_url(database_url).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(url) as store:
        rows = store.execute("SELECT seq FROM centre_event ORDER BY seq").fetchall()
        assert [seq for (seq,) in rows] == list(range(1, epoch.length + 1))
        (tip,) = store.execute("SELECT seq, hash FROM centre_branch").fetchall()
        assert tip == (epoch.length, epoch.head)


def test_the_client_is_killed_in_mid_sync(centre_process, road, terms, worked):
    worked(EVENTS)
    for more in (500, 15_000, 30_000):
        run = started_and_passed(road, terms, more)
        run.kill()
        run.wait()
    sync_until_delivered(terms.data)
    everything_arrived(centre_process.database_url)


def test_the_centre_is_killed_in_mid_sync(centre_process, road, terms, worked):
    worked(EVENTS)
    for more in (500, 20_000):
        run = started_and_passed(road, terms, more)
        centre_process.kill()
        centre_process.start()
        run.wait(300)
    sync_until_delivered(terms.data)
    everything_arrived(centre_process.database_url)


def test_two_syncs_at_once_are_one(centre_process, road, terms, worked):
    worked(EVENTS)
    runs = [sync(terms.data) for _ in range(3)]
    codes = sorted(run.wait(300) for run in runs)
    assert codes[0] == 0 and set(codes) <= {0, 6}
    sync_until_delivered(terms.data)
    everything_arrived(centre_process.database_url)


def test_two_copies_of_a_laptop_sync_at_once(centre_process, road, terms, worked, tmp_path):
    worked(EVENTS)
    copy = tmp_path / "copy"
    copy.mkdir()
    with (
        closing(sqlite3.connect(terms.data / "kisima.db")) as old,
        closing(sqlite3.connect(copy / "kisima.db")) as new,
    ):
        old.backup(new)
    runs = [sync(terms.data), sync(copy)]
    assert [run.wait(300) for run in runs] == [0, 0]
    everything_arrived(centre_process.database_url)


@pytest.fixture
def own_postgres() -> Iterator[Any]:
    """A PostgreSQL that may be killed, with its usual care for the disk."""
    from app.cli.own_postgres import started

    with tempfile.TemporaryDirectory(prefix="kisima-postgres-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user than root
        server = started(Path(folder) / "data", "delete")
        yield server
        server.cleanup()


@pytest.mark.parametrize("whole", [False, True], ids=["a backend", "the whole server"])
def test_postgresql_is_killed_in_mid_sync(own_postgres, terms, student, worked, tmp_path, whole):
    url = own_postgres.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    with ExitStack() as ends:
        centre = CentreProcess(tmp_path / "centre", url)
        ends.callback(centre.kill)
        centre.start()
        road = BadRoad(centre.url, RATE)
        ends.callback(road.close)
        enrol(terms, road.url, code_of(centre))
        worked(EVENTS)
        run = started_and_passed(road, terms, 20_000)
        postmaster = psutil.Process(own_postgres.get_pid())
        children = postmaster.children()
        kill_tree([one.pid for one in children if whole or is_backend(one)])
        if whole:
            kill_tree([postmaster.pid])
            postmaster.wait(60)
            wait_for(lambda: runs_again(own_postgres))
        assert run.wait(300) in (0, 3)
        sync_until_delivered(terms.data)
        everything_arrived(url)


def runs_again(postgres: Any) -> bool:
    """Start it; False where it took too long, as its mending does on a busy machine."""
    with suppress(subprocess.SubprocessError, AssertionError):
        postgres.ensure_postgres_running()
        return True
    return False


def is_backend(process: psutil.Process) -> bool:
    """Whether it serves a connection of the centre's."""
    return "[local]" in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE
