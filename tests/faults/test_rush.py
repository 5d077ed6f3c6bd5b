"""Sixty students sign in at once, from one address."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psutil
import pytest
from flask import Flask

from app import create_store
from app.people import enrolment
from app.settings import Settings

STUDENTS = 60


@pytest.fixture
def lab(real_hashes: None, real_school: Any, real_settings: Settings) -> Any:
    """A real school with sixty students in one class, whose sign-ins cost what they cost."""
    store: Flask = create_store(real_settings, connections=1)
    with store.app_context():
        for number in range(STUDENTS):
            enrolment.add_student(1, username=f"n{number}", full_name=f"N {number}", secret="48261")
    return real_school.start()


@pytest.mark.slow
def test_sixty_students_sign_in_at_once_and_none_is_refused(lab: Any) -> None:
    server = psutil.Process(lab.process.pid)
    most, over = [server.memory_info().rss], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            most.append(server.memory_info().rss)

    def sign_in(number: int) -> tuple[int, str, int]:
        browser = lab.browser()
        answer = browser.sign_in(f"n{number}")
        return answer.status, answer.headers.get("location", ""), browser.get("/").status

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(STUDENTS) as pool:
        answers = list(pool.map(sign_in, range(STUDENTS)))
    over.set()
    watcher.join()
    print(f"{STUDENTS} signed in; {max(most) / 1e6:.0f} MB at most")
    assert set(answers) == {(302, "/", 200)}
    assert max(most) < 200e6


def test_one_who_guesses_wrong_keeps_nobody_else_out(lab: Any) -> None:
    for number in range(3):
        for _ in range(6):
            lab.browser().sign_in(f"n{number}", "00000")
    with closing(sqlite3.connect(lab.data / "kisima.db")) as store, store:
        # As after many more guesses, so that a busy machine does not wait the seconds away.
        assert store.execute("UPDATE guess SET failures = failures + 10").rowcount == 3
    assert lab.browser().sign_in("n1").status == 429
    assert lab.browser().sign_in("n9").status == 302
