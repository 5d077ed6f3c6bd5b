"""kill -9 at any moment: what a student was told of is there, and is graded once and rightly."""

import http.client
import json
import random
import re
import socket
import sqlite3
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from app import create_store, journal
from app.database import db
from app.settings import Settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not of Windows"),
]
STUDENTS = ("amina", "layla", "baraka")
PAGE = "/exercises/double/"
HIDDEN = re.compile(r'name="(account|base|key)" value="([^"]*)"')
AWAY = (OSError, http.client.HTTPException)
WEIGHTS = {"server": 4, "grader": 4, "host": 2, "kernel": 4, "all": 2}
if sys.platform == "linux":
    WEIGHTS["warm"] = 2
KILLS = 50
PATIENCE = 60  # seconds, for what comes within one or two where the machine is not busy


def cell(grade_id: str, source: str, **about: Any) -> dict[str, Any]:
    marks = {"schema_version": 3, "grade_id": grade_id, "cell_type": "code", "task": False}
    marks |= {"grade": False, "solution": False, "locked": False} | about
    made = {"id": grade_id, "cell_type": "code", "source": source, "outputs": []}
    return made | {"metadata": {"nbgrader": marks}, "execution_count": None}


REST = "import time\ntime.sleep(0.1)\n"  # so that some are killed in the middle of it
TESTS = [("two", "double(2) == 4"), ("word", "double('ab') == 'abab'")]
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}},
    "cells": [
        cell(
            "double",
            "### BEGIN SOLUTION\ndef double(x):\n    return x + x\n### END SOLUTION",
            solution=True,
        ),
        *(
            cell(name, f"# Test: {name}\n{REST}assert {rule}", grade=True, locked=True, points=1)
            for name, rule in TESTS
        ),
    ],
}
# What is handed in, by the points that it deserves.
ANSWERS = {0: "x = 1", 1: "def double(x):\n    return x and 4", 2: "double = lambda x: x + x"}


@pytest.fixture
def courses_in_use(tmp_path: Path) -> dict[str, str]:
    """A course with one quick exercise, in folders that the server is pointed to."""
    lesson = tmp_path / "courseware" / "c" / "01-double" / "lesson.md"
    exercise = tmp_path / "exercises" / "double"
    lesson.parent.mkdir(parents=True)
    exercise.mkdir(parents=True)
    lesson.write_text("---\nid: l\ntitle: Double\nexercise: double\n---\n\nText.\n", "utf-8")
    about = "id: c\ntitle: Course\nsummary: S.\nauthors: [A]\nlicence: CC0\nlessons: [01-double]\n"
    (lesson.parents[1] / "course.yaml").write_text(about, "utf-8")
    (exercise / "exercise.ipynb").write_text(json.dumps(NOTEBOOK), "utf-8")
    (exercise / "exercise.yaml").write_text("id: double\ntitle: Double\n", "utf-8")
    return {
        "KISIMA_COURSEWARE": str(tmp_path / "courseware"),
        "KISIMA_EXERCISES": str(tmp_path / "exercises"),
    }


def form(browser: Any, points: int, note: str) -> dict[str, str]:
    """The notebook's form, filled in with an answer that deserves these points."""
    hidden = dict(HIDDEN.findall(browser.get(PAGE).text))
    return hidden | {"cell-double": f"{ANSWERS[points]}\n# {note}"}


class Student(threading.Thread):
    """Hands in again and again; sends the same form again when no answer came."""

    def __init__(self, school: Any, name: str, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.school, self.username, self.over = school, name, over
        self.told: dict[str, int] = {}  # public id -> the points it deserves
        self.refused: list[str] = []

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            try:
                browser = self.school.browser(self.username)
                values = form(browser, number % 3, f"{self.username} {number}")
                self._hand_in(browser, values, number % 3)
            except AWAY:
                pass
            self.over.wait(1.5)

    def _hand_in(self, browser: Any, values: dict[str, str], points: int) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                answer = browser.post(PAGE + "hand-in", values)
            except AWAY:
                time.sleep(0.1)
                continue
            location = answer.headers.get("location", "")
            if answer.status == 303 and "/submissions/" in location:
                self.told[location.split("/")[-2]] = points
            else:
                self.refused.append(f"{answer.status} {location} {answer.text[:2000]}")
            return
        self.refused.append("no answer for a minute")


def in_state(data: Path, *states: str) -> set[int]:
    """The submissions in one of these states, by their numbers."""
    with closing(sqlite3.connect(data / "kisima.db", timeout=15)) as store:
        rows = store.execute("SELECT id, state FROM submission").fetchall()
        return {id for id, state in rows if state in states}


def drain(school: Any, only: set[int] | None = None) -> None:
    """Wait until everything that was handed in, or only these of it, is graded."""
    until = time.monotonic() + 2 * PATIENCE
    while left := in_state(school.data, "waiting", "leased"):
        left &= left if only is None else only
        if not left:
            return
        assert time.monotonic() < until, f"{left} left; {school.said()[-3000:]}"
        time.sleep(0.1)


def check_store(settings: Settings, told: dict[str, int]) -> None:
    """All told of is there, graded rightly and once; the journal is whole and says it once."""
    with closing(sqlite3.connect(settings.data / "kisima.db")) as store:
        rows = dict(store.execute("SELECT public_id, state || ' ' || score FROM submission"))
        results = store.execute("SELECT count(*) FROM attempt").fetchone()[0]
        made = store.execute(
            "SELECT subject.number, exercise_id, submission.number FROM submission"
            " JOIN subject ON subject.account_id = submission.account_id"
        ).fetchall()
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert {id: rows.get(id) for id in told} == {id: f"graded {n:.1f}" for id, n in told.items()}
    assert results == len(rows)
    with create_store(settings, connections=1).app_context():
        events = check_chain()
    for kind in ("handed-in", "graded"):
        about = Counter(
            (e.subject, e.item, json.loads(e.payload)["number"]) for e in events if e.kind == kind
        )
        assert about == dict.fromkeys(made, 1), kind


def check_chain() -> list[Any]:
    """Verify every epoch; returns all events."""
    found: list[Any] = []
    for epoch in journal.epochs(db.session()):
        assert journal.verify_epoch(db.session(), epoch.name) == epoch.head
        found += journal.entries(db.session(), epoch.name, 0, epoch.length)
    assert len({event.id for event in found}) == len(found)
    return found


def drawn(chance: random.Random, count: int) -> list[str]:
    """What is killed, in order: each kind at least once."""
    kinds = chance.sample(list(WEIGHTS), len(WEIGHTS))
    more = chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count - len(kinds))
    return kinds + more


def kill_one(school: Any, chance: random.Random, kind: str) -> None:
    """Kill this kind of process as soon as there is one; start the server where it was hit."""
    until = time.monotonic() + PATIENCE
    while not school.kill(*([] if kind == "all" else [kind])):
        assert time.monotonic() < until, f"no {kind} comes; {school.said()[-3000:]}"
        time.sleep(0.02)
    if kind in ("server", "all"):
        time.sleep(chance.choice([0, 0, 0.5]))
        school.start(wait=chance.random() < 0.7)


def test_fifty_kills_lose_nothing(real_school: Any, real_settings: Settings) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance, over, killed = random.Random(seed), threading.Event(), Counter[str]()
    real_school.start()
    students = [Student(real_school, name, over) for name in STUDENTS]
    for student in students:
        student.start()
    hit: set[int] = set()
    for kind in drawn(chance, KILLS):
        # Some right after the last one, some when much has been done in between.
        time.sleep(chance.choice([0.1, 0.5, 1.0, 2.0]) * chance.random() + 0.1)
        if kind in ("kernel", "warm"):
            # What is run once more after its kernel's death may not lose that one too.
            drain(real_school, hit)
            hit = in_state(real_school.data, "leased")
        kill_one(real_school, chance, kind)
        if kind in ("kernel", "warm"):
            hit |= in_state(real_school.data, "leased")
        killed[kind] += 1
    over.set()
    for student in students:
        student.join(90)
    real_school.wait()
    drain(real_school)
    told = {id: points for student in students for id, points in student.told.items()}
    print(f"{dict(killed)}; {len(told)} submissions")
    assert [words for student in students for words in student.refused] == []
    assert len(told) > KILLS / 3
    check_store(real_settings, told)
    assert real_school.left_over() == []


def test_a_kill_between_commit_and_answer_leaves_one_submission(
    real_school: Any, real_settings: Settings
) -> None:
    real_school.start()
    told, unanswered = {}, 0
    for round in range(8):
        browser = real_school.browser("amina")
        values = form(browser, 2, f"round {round}")
        answered = send_and_kill_at_commit(real_school, browser, values, round)
        unanswered += not answered
        real_school.start()
        answer = browser.post(PAGE + "hand-in", values)
        assert answer.status == 303, answer.text
        told[answer.headers["location"].split("/")[-2]] = 2
    drain(real_school)
    print(f"{unanswered} of 8 were killed after the commit and before the answer")
    assert len(told) == 8
    check_store(real_settings, told)


def send_and_kill_at_commit(
    school: Any, browser: Any, values: dict[str, str], rows_before: int
) -> bool:
    """Send the form and kill everything the moment its row is there; whether an answer came."""
    body = urlencode({"csrf_token": browser.token} | values).encode()
    head = browser.head_of(PAGE + "hand-in", len(body), "application/x-www-form-urlencoded")
    family = school.parts()
    with (
        closing(sqlite3.connect(school.data / "kisima.db", isolation_level=None)) as store,
        socket.create_connection(("127.0.0.1", school.port)) as line,
    ):
        line.sendall(head + body)
        while store.execute("SELECT count(*) FROM submission").fetchone()[0] == rows_before:
            pass
        family["server"][0].kill()
        school.kill()
        try:
            return bool(line.recv(1))
        except OSError:
            return False
