"""The data folder goes wrong under a running school, or is found damaged at its start."""

import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest
from flask import Flask

from app.database import DiskFull, StoreBusy, db
from app.kernels import Limits, NbclientEngine
from app.progress import queue, submissions
from app.settings import Settings
from app.tasks import Grader
from scripts.free_port import free_port

ROOT = Path(__file__).resolve().parents[2]
PAGE = "/exercises/temperature/"
MINE = "# typed before the fault"
HIDDEN = re.compile(r'name="(account|base|key)" value="([^"]*)"')
JSON = {"Accept": "application/json"}


def notebook_form(page: str, text: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page)) | {"cell-celsius": text}


# A store that fails while pages are served.


def limit_pages(app: Flask, spare: int | None) -> None:
    """Let the store grow by so many pages only, as on a full disk; None lifts that."""
    with app.app_context():
        connections = [db.engine.raw_connection() for _ in range(8)]
        for one in connections:
            pages = one.execute("PRAGMA page_count").fetchone()[0]
            most = 2_000_000_000 if spare is None else pages + spare
            one.execute(f"PRAGMA max_page_count = {most}")
            one.close()


def test_a_full_disk_is_told_and_what_was_saved_stays(school: Flask, student: Any) -> None:
    form = notebook_form(student.get(PAGE).text, MINE)
    student.post(PAGE + "save", form)
    more = notebook_form(student.get(PAGE).text, "".join(map(chr, range(2000, 50000, 3))))
    limit_pages(school, 0)
    try:
        answer = student.post(PAGE + "save", more, headers=JSON)
        assert (answer.status_code, answer.json["error"]) == (507, DiskFull.__name__)
        handed = student.post(PAGE + "hand-in", more, headers=JSON)
        assert handed.status_code == 507
        page = student.post(PAGE + "save", more)
        assert "no space left on its disk" in page.text
        assert MINE in student.get(PAGE).text
    finally:
        limit_pages(school, None)
    assert student.post(PAGE + "save", more, headers=JSON).json == {"revision": 2}


def test_a_locked_store_is_told_after_waiting_and_pages_still_come(
    school: Flask, student: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = notebook_form(student.get(PAGE).text, MINE)
    with school.app_context():
        path = db.engine.url.database
        for one in [db.engine.raw_connection() for _ in range(8)]:
            one.execute("PRAGMA busy_timeout = 200")
            one.close()
    with closing(sqlite3.connect(str(path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = student.post(PAGE + "save", form, headers=JSON)
        assert (answer.status_code, answer.json["error"]) == (503, StoreBusy.__name__)
        assert student.get(PAGE).status_code == 200
        other.execute("ROLLBACK")
    assert student.post(PAGE + "save", form, headers=JSON).json == {"revision": 1}


# The grader.


def test_a_kernel_that_was_killed_while_grading_costs_no_points(
    school: Flask, student: Any, tmp_path: Path
) -> None:
    killed: list[int] = []

    class Engine(NbclientEngine):
        """Its first kernel is killed as soon as it has started, as the system may do."""

        def start(self, *given: Any) -> Any:
            # What other tests started in this process is not this one's to kill.
            others = set(psutil.Process().children(recursive=True))
            kernel = super().start(*given)
            if not killed:
                own = set(psutil.Process().children(recursive=True)) - others
                killed.extend(child.pid for child in own)
                for child in own:
                    child.kill()
            return kernel

    form = notebook_form(student.get(PAGE).text, "def celsius(f):\n    return (f - 32) * 5 / 9")
    made = student.post(PAGE + "hand-in", form).location.split("/")[-2]
    catalog = school.extensions["kisima"].catalog
    Grader(school, catalog, Engine(spare=0), Limits(), lease_seconds=10).grade_all()
    assert killed
    with school.app_context():
        found = submissions.submission(made)
        assert (found.state, found.score) == ("graded", 2.0)


def test_a_grade_waits_for_room_on_the_disk(
    school: Flask, student: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = notebook_form(student.get(PAGE).text, "def celsius(f):\n    return (f - 32) * 5 / 9")
    made = student.post(PAGE + "hand-in", form).location.split("/")[-2]
    full = iter([True, True, False])
    finish = queue.finish

    def sometimes_full(*given: Any) -> bool:
        if next(full):
            raise DiskFull()
        return finish(*given)

    monkeypatch.setattr(queue, "finish", sometimes_full)
    parts = school.extensions["kisima"]
    Grader(school, parts.catalog, NbclientEngine(), Limits(), lease_seconds=1).grade_all()
    with school.app_context():
        found = submissions.submission(made)
        assert (found.state, found.score) == ("graded", 2.0)


# Files that are damaged when the server starts.


def damage(name: str, data: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return spoil


def spoil_cache(folder: Path) -> None:
    for path in (folder / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xff{")


def cache_as_file(folder: Path) -> None:
    shutil.rmtree(folder / "cache")
    (folder / "cache").write_bytes(b"x")


def no_queue(folder: Path) -> None:
    (folder / "queue.db").unlink()


def queue_as_folder(folder: Path) -> None:
    (folder / "queue.db").unlink()
    (folder / "queue.db").mkdir()


MENDED: dict[str, Callable[[Path], None]] = {
    "queue damaged": damage("queue.db", b"no database" * 1000),
    "queue gone": no_queue,
    "queue a folder": queue_as_folder,
    "cache damaged": spoil_cache,
    "cache a file": cache_as_file,
    "key empty": damage("secret.key", b""),
    "key damaged": damage("secret.key", b"\xff" * 64),
    "set-up code empty": damage("setup-code.txt", b""),
    "settings with a mark at the start": damage("settings.toml", b'\xef\xbb\xbfschool = "A"\n'),
}


@pytest.fixture
def used_school(real_school: Any) -> Any:
    """A real school that has run once, with something typed in it."""
    real_school.start()
    browser = real_school.browser("amina")
    browser.post(PAGE + "save", notebook_form(browser.get(PAGE).text, MINE))
    real_school.stop()
    return real_school


@pytest.mark.slow
def test_what_can_be_made_again_is_made_again(used_school: Any) -> None:
    for what, spoil in MENDED.items():
        spoil(used_school.data)
        used_school.start()
        browser = used_school.browser("amina")
        assert MINE in browser.get(PAGE).text, what
        for lang in ("ar", "fr", "sw"):
            page = browser.get("/sign-in", **{"Accept-Language": lang})
            assert page.status in (200, 302), what
        answer = browser.post(PAGE + "save", notebook_form(browser.get(PAGE).text, MINE + what))
        assert answer.status == 303, what
        used_school.stop()
        assert "Traceback" not in used_school.said(), what
        (used_school.data / "settings.toml").unlink(missing_ok=True)
        if (used_school.data / "queue.db").is_dir():
            (used_school.data / "queue.db").rmdir()


TOLD: dict[str, tuple[str, bytes | None, str]] = {
    "settings broken": ("settings.toml", b"port = [", "settings.toml cannot be read"),
    "settings in utf 16": ("settings.toml", "a = 1".encode("utf-16"), "cannot be read"),
    "settings unknown": ("settings.toml", b"prot = 1", "no setting called"),
    "no threads": ("settings.toml", b"threads = 0", "threads cannot be"),
    "a port that is none": ("settings.toml", b"port = 99999", "port cannot be"),
    "yes for a number": ("settings.toml", b"graders = true", "graders cannot be"),
    "no such time zone": ("settings.toml", b'timezone = "Mars/Base"', "timezone cannot be"),
    "store damaged": ("kisima.db", b"no database" * 1000, "The store cannot be opened"),
    "key a folder": ("secret.key", None, "The data folder"),
}


@pytest.mark.parametrize("what", TOLD)
def test_what_a_person_must_mend_is_told_in_one_sentence(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data, words = TOLD[what]
    if b"port" not in (data or b""):
        monkeypatch.setenv("KISIMA_PORT", str(free_port()))
    folder = tmp_path / "data"
    folder.mkdir()
    if data is None:
        (folder / name).mkdir()
    else:
        (folder / name).write_bytes(data)
    answer = serve(folder)
    assert answer.returncode == 1
    assert words in answer.stderr and "Traceback" not in answer.stderr
    assert answer.stderr.count("\n") == 1


def serve(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", "serve", "--data", str(folder), *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    answer = serve(tmp_path / "file" / "data", "--port", "1234")
    assert answer.returncode == 1
    assert "cannot be used" in answer.stderr and "--data" in answer.stderr


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        answer = serve(tmp_path / "data", "--port", str(other.getsockname()[1]))
    assert (answer.returncode, "in use already" in answer.stderr) == (1, True)


# Faults under a running server.


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are not of Windows")
def test_a_server_on_a_full_disk_says_so_and_goes_on_after(
    real_school: Any, real_settings: Settings
) -> None:
    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))

    real_school.start(preexec_fn=small_files)
    browser = real_school.browser("amina")
    texts = ["".join(map(chr, range(200 + n, 50000, 7))) for n in range(80)]
    statuses: list[int] = []
    while statuses.count(507) < 12 and len(statuses) < len(texts):
        statuses.append(save(browser, texts[len(statuses)]).status)
    assert statuses[0] == 200 and 507 in statuses
    assert browser.get(PAGE).status == 200
    # The store makes room in its log now and then, so that one may be taken after a refusal.
    kept = max(number for number, status in enumerate(statuses) if status == 200)
    real_school.kill()
    real_school.start()
    browser = real_school.browser("amina")
    assert texts[kept] in browser.get(PAGE).text.replace("&#34;", '"')
    assert save(browser, MINE).status == 200


def save(browser: Any, text: str) -> Any:
    """Save by script, from a page just opened."""
    form = notebook_form(browser.get(PAGE).text, text)
    return browser.post(PAGE + "save", form, Accept="application/json")


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["damaged", "deleted"])
def test_a_queue_lost_while_the_school_runs_delays_no_grade(real_school: Any, fault: str) -> None:
    real_school.start()
    browser = real_school.browser("amina")
    time.sleep(2)
    for name in ("queue.db", "queue.db-wal", "queue.db-shm"):
        path = real_school.data / name
        if fault == "deleted":
            path.unlink(missing_ok=True)
        elif path.exists():
            path.write_bytes(b"no database" * 5000)
    form = notebook_form(browser.get(PAGE).text, "x = 1")
    address = browser.post(PAGE + "hand-in", form).headers["location"]
    until = time.monotonic() + 120
    while not browser.get(address + "state", Accept="application/json").json["done"]:
        assert time.monotonic() < until, real_school.said()[-3000:]
        time.sleep(0.3)
    assert save(browser, MINE).status == 200


def test_a_broken_lesson_costs_only_itself(tmp_path: Path) -> None:
    from app.catalog import load_catalog

    course = tmp_path / "courseware"
    shutil.copytree(ROOT / "courseware", course)
    lesson = course / "foundations" / "02-python-values" / "lesson.md"
    exercises = tmp_path / "exercises"
    shutil.copytree(ROOT / "exercises", exercises)
    for spoilt in (b"\xff\xfe\x00", b"---\ntitle: [\n---\n", b"---\nid: 5\n---\n\0\0", b""):
        lesson.write_bytes(spoilt)
        (exercises / "is-learning" / "exercise.ipynb").write_bytes(spoilt)
        catalog = load_catalog([course], [exercises], ROOT / "translations", tmp_path / "cache")
        found = catalog.course("foundations")
        assert found is not None
        assert "03-functions-and-tests" in [one.slug for one in found.lessons]
        assert catalog.exercise("temperature") is not None
        assert catalog.findings
        for one in found.lessons:
            catalog.lesson_page(one, "ar")
