"""Real worker processes on a real PostgreSQL, each with a data folder of its own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, make_url, select

from app import create_app
from app.database import db
from app.journal import Event, Subject
from app.people import accounts, classes, enrolment
from app.people.models import Account
from app.progress.models import SubmissionRow
from app.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
SLUG = "pump"


class StillKernels:
    """Stands where live kernels would be, for pages that run nothing."""


def cell(id: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """A code cell in nbgrader's format."""
    about = {"schema_version": 3, "task": False, **nbgrader, "grade_id": id}
    return {
        "cell_type": "code",
        "id": id,
        "execution_count": None,
        "outputs": [],
        "metadata": {"nbgrader": about},
        "source": source,
    }


def exercise(expected: int = 12) -> dict[str, Any]:
    """An exercise of one answer and one test that takes a moment."""
    answer = cell("answer", "litres = 12", grade=False, solution=True, locked=False)
    answer["source"] = "### BEGIN SOLUTION\nlitres = 12\n### END SOLUTION"
    test = cell(
        "test",
        f"import time\ntime.sleep(0.3)\nassert litres == {expected}",
        grade=True,
        solution=False,
        locked=True,
        points=2,
    )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel},
        "cells": [answer, test],
    }


def write_exercise(folder: Path, expected: int = 12) -> None:
    """Put the exercise, or a changed one, where the workers find it."""
    (folder / SLUG).mkdir(parents=True, exist_ok=True)
    about = f"id: {SLUG}\ntitle: The pump\nlicence: CC-BY-4.0\nauthors: [Kisima contributors]\n"
    (folder / SLUG / "exercise.yaml").write_text(about, "utf-8")
    (folder / SLUG / "exercise.ipynb").write_text(json.dumps(exercise(expected)), "utf-8")


@pytest.fixture
def settings(tmp_path: Path, postgres_store_url: str) -> Settings:
    """The pages' process: its store, and so its queue, is on PostgreSQL, its files its own."""
    write_exercise(tmp_path / "pages" / "exercises")
    (tmp_path / "pages" / "courses").mkdir()
    (tmp_path / "pages" / "words").mkdir()
    base = load_settings({"data": tmp_path / "pages" / "data"}, environ={})
    return replace(
        base,
        database_url=postgres_store_url,
        exercises=tmp_path / "pages" / "exercises",
        courseware=tmp_path / "pages" / "courses",
        translations=tmp_path / "pages" / "words",
        lease_seconds=3,
    )


@pytest.fixture
def pages(settings: Settings) -> Iterator[Flask]:
    """The pages' process, inside an app context."""
    app = create_app(settings, live=StillKernels())  # type: ignore[arg-type]
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def class_of(pages: Flask) -> Callable[[int], tuple[Account, int, list[int]]]:
    """class_of(3): a teacher, her class, and the account ids of three students."""

    def make(students: int) -> tuple[Account, int, list[int]]:
        from app.database import transaction

        with transaction() as session:
            teacher = accounts.add_account(
                session, username="juma", full_name="Juma", secret="a long word", role="instructor"
            )
        group = classes.create_class(teacher, "Form 2", ["c"]).id
        added = [
            enrolment.add_student(group, username=f"s{n}", full_name=f"S {n}", secret="48261").id
            for n in range(students)
        ]
        return teacher, group, added

    return make


class Worker:
    """`kisima worker` on another machine: the same PostgreSQL, and nothing else in common."""

    def __init__(self, home: Path, settings: Settings, database_url: str = "") -> None:
        self.exercises = home / "exercises"
        shutil.copytree(settings.exercises, self.exercises)
        url = database_url or settings.database_url
        environ = os.environ | {
            "KISIMA_DATABASE_URL": url,
            "KISIMA_DATA": str(home / "data"),
            "KISIMA_EXERCISES": str(self.exercises),
            "KISIMA_COURSEWARE": str(settings.courseware),
            "KISIMA_TRANSLATIONS": str(settings.translations),
            "KISIMA_LEASE_SECONDS": str(settings.lease_seconds),
            "KISIMA_PRELOAD": "",  # the exercise is plain Python
        }
        self.log = home / "log"
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "app.cli", "worker"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)

    def said(self) -> str:
        """What it printed."""
        return self.log.read_text("utf-8", "replace")

    def holds(self) -> int:
        """How many submissions it is grading just now."""
        query = select(func.count()).where(
            SubmissionRow.state == "leased",
            SubmissionRow.lease_holder.contains(f":{self.process.pid}:"),
        )
        return look(lambda: db.session.scalar(query) or 0)

    def kill(self) -> None:
        """kill -9, or whatever this system has like it."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def worker(tmp_path: Path, settings: Settings) -> Iterator[Callable[..., Worker]]:
    """worker("one") starts one; all are gone afterwards."""
    started: list[Worker] = []

    def start(name: str, database_url: str = "") -> Worker:
        (tmp_path / name).mkdir()
        started.append(Worker(tmp_path / name, settings, database_url))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def look(ask: Callable[[], Any]) -> Any:
    """What a question to the store gives now, and not what this session has seen before."""
    db.session.rollback()
    db.session.expire_all()
    return ask()


def wait_until(true: Callable[[], Any], seconds: float, what: Callable[[], str]) -> float:
    """Wait for it; returns how long that took, in seconds."""
    started = time.monotonic()
    while not look(true):
        assert time.monotonic() < started + seconds, what()
        time.sleep(0.05)
    return time.monotonic() - started


def states() -> dict[str, int]:
    """How many submissions are in each state."""
    query = select(SubmissionRow.state, func.count()).group_by(SubmissionRow.state)
    return dict(look(lambda: db.session.execute(query).tuples().all()))


def events(kind: str) -> list[str]:
    """The submissions that events of a kind tell of, by their public ids."""
    told = select(Subject.account_id, Event.item, Event.payload).where(
        Event.kind == kind, Event.subject == Subject.number
    )
    made = select(SubmissionRow).execution_options(populate_existing=True)
    rows = look(lambda: db.session.scalars(made).all())
    ids = {(row.account_id, row.exercise_id, row.number): row.public_id for row in rows}
    return [
        ids[account_id, item, json.loads(payload)["number"]]
        for account_id, item, payload in look(lambda: db.session.execute(told).all())
    ]


@pytest.fixture
def tools() -> Any:
    """What the tests of this room look with."""
    return SimpleNamespace(
        wait_until=wait_until, states=states, events=events, write_exercise=write_exercise
    )


class Line:
    """A line to PostgreSQL that can be cut: what goes through it ends, and nothing new comes."""

    def __init__(self, socket_path: str, url: str) -> None:
        self._path = socket_path
        self._made = url
        self._open: set[socket.socket] = set()
        self._cut = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        """The store's URL over this line."""
        port = self._listener.getsockname()[1]
        made = make_url(self._made).set(host="127.0.0.1", port=port, query={})
        return made.render_as_string(hide_password=False)

    def cut(self) -> None:
        """The network is gone."""
        self._cut = True
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """It is back."""
        self._cut = False

    def close(self) -> None:
        """End it."""
        self.cut()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._cut:
                near.close()
                continue
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._path)
            for source, target in ((near, far), (far, near)):
                self._open.add(source)
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.discard(source)


@pytest.fixture
def line(postgres_store_url: str) -> Iterator[Line]:
    """A line to the test's PostgreSQL."""
    host = make_url(postgres_store_url).query.get("host") or make_url(postgres_store_url).host
    if not hasattr(socket, "AF_UNIX") or not str(host).startswith("/"):
        pytest.skip("this PostgreSQL does not listen on a socket in a folder")
    made = Line(f"{host}/.s.PGSQL.5432", postgres_store_url)
    yield made
    made.close()
