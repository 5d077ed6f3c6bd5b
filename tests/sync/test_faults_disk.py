"""A full disk at the school or at the centre: a sentence, nothing half done; then it goes on."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_processes import sync, sync_until_delivered

from app.database import db
from app.sync.enrolling import enrol
from app.sync.running import run

pytestmark = pytest.mark.slow
ON_LINUX = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only on Linux, where root may mount"
)
ON_UNIX = pytest.mark.skipif(sys.platform == "win32", reason="only on systems that limit files")


@ON_UNIX
def test_a_school_whose_disk_is_full_sends_nothing_twice(centre, terms, read, worked):
    enrol(terms, centre.url, centre.code())
    worked(3000)
    db.session.remove()
    db.engine.dispose()  # so that what was written is in the store's file and no more beside it

    def no_room() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = sync(terms.data, preexec_fn=no_room, stderr=subprocess.PIPE)
    told = done.communicate()[1].decode()
    assert done.returncode == 1
    assert "no space left" in told
    sync_until_delivered(terms.data)
    (row,) = centre.rows("SELECT count(*), max(seq) FROM centre_event")
    assert row[0] == row[1] > 3000


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 120 MB."""
    with tempfile.TemporaryDirectory(prefix="kisima-disk-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user than root
        mount = ["mount", "-t", "tmpfs", "-o", "size=120m,mode=755", "tmpfs", folder]
        if subprocess.run(mount).returncode:
            pytest.skip("only on Linux, where root may mount")
        yield Path(folder)
        subprocess.run(["umount", "-l", folder], check=True)


@ON_LINUX
def test_a_centre_whose_disk_is_full_takes_nothing_and_says_when_to_come_back(
    small_disk: Path, tmp_path: Path, terms, worked
):
    from running_centre import RunningCentre, centre_app, served

    from app.cli.own_postgres import started

    server = started(small_disk / "data", "delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    centre = RunningCentre(centre_app(tmp_path / "centre", url))
    with served(centre) as centre.url:
        enrol(terms, centre.url, centre.code())
        worked(30_000)
        fill(small_disk, leaving=2_000_000)
        outcome = run(terms, pause=lambda seconds: None)
        assert outcome.name in ("broken-off", "unreached")
        assert outcome.error is not None
        assert outcome.error.id in ("AskedToWait", "Unreached")
        (small_disk / "other").unlink()
        for _ in range(20):
            outcome = run(terms, pause=lambda seconds: None)
            if outcome.delivered:
                break
        assert outcome.delivered
        (row,) = centre.rows("SELECT count(*), max(seq) FROM centre_event")
        assert row[0] == row[1] > 30_000
    with centre.app.app_context():
        db.engine.dispose()
    server.cleanup()


def fill(disk: Path, leaving: int) -> None:
    """Somebody else's file takes what is left but so many bytes."""
    free = os.statvfs(disk)
    (disk / "other").write_bytes(bytes(free.f_bavail * free.f_frsize - leaving))
