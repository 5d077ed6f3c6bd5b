"""The gradebook of a full class: 60 students by 60 exercises, each handed in three times."""

import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from scripts.benches.growth import insert_all
from scripts.benches.rows import Row, Say
from scripts.benches.school import TOKEN

STUDENTS, EXERCISES, TIMES = 60, 60, 3
PASSWORD = "a-long-password"
FILLED = "as it opens", "/mark/classes/1/"
ALL = "with all 60 columns", "/mark/classes/1/?items=all"
PAGES = (
    FILLED,
    ALL,
    ("sorted by the last exercise", "/mark/classes/1/?sort=-e60"),
    ("with quizzes and lessons", "/mark/classes/1/?quizzes=1&lessons=1&items=all"),
)


def rows(quick: bool, say: Say) -> list[Row]:
    """The median time of each page in the server, without a network, and the page's bytes."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        client = signed_in(school(Path(folder)))
        for name, address in PAGES:
            say(f"    {name}")
            page = client.get(address)
            assert page.status_code == 200, page.status_code
            wall, used = taken(client, address, quick)
            found.append(Row(f"gradebook {name}", wall, "ms", 200))
            found.append(Row(f"gradebook {name}, processor", used, "ms"))
        for name, address in (FILLED, ALL):
            sent = client.get(address).data
            most = 60 if name == FILLED[0] else None
            found.append(Row(f"bytes {name}", len(sent) / 1000, "kB", most))
            found.append(Row(f"bytes {name}, gzip", len(gzip.compress(sent, 5)) / 1000, "kB"))
        assert sent.count(b"<td") >= STUDENTS * EXERCISES
    return found


def taken(client: FlaskClient, address: str, quick: bool) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor, each the median of some."""
    times, used = [], []
    for _turn in range(7 if quick else 21):
        started, before = time.perf_counter(), time.process_time()
        client.get(address)
        used.append((time.process_time() - before) * 1000)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), statistics.median(used)


def school(folder: Path) -> Flask:
    """An app with one class and its marks: a tenth by hand, some overridden, half late."""
    from app import create_app
    from app.settings import load_settings

    write_course(folder)
    names = {name: folder / name for name in ("data", "courseware", "exercises", "translations")}
    app = create_app(load_settings(names, environ={}), live=object())  # type: ignore[arg-type]
    with app.app_context():
        from app.database import db, transaction
        from app.people import accounts, classes, enrolment

        with transaction() as session:
            head = accounts.add_account(
                session,
                username="head",
                full_name="Head",
                secret=PASSWORD,
                role="administrator",
            )
        made = classes.create_class(head, "Form 2", ["course"])
        people = [
            enrolment.add_student(
                made.id, username=f"s{n}", full_name=f"Student Number {n}", secret="48261"
            ).id
            for n in range(STUDENTS)
        ]
        with transaction() as session:
            insert_all(session, "submission", submissions(people))
            insert_all(session, "mark_override", overrides(people, head.id))
            insert_all(session, "lesson_read", reads(people))
        db.session.remove()
    return app


def write_course(folder: Path) -> None:
    """A course with a lesson, a question and an exercise of each number."""
    course, names = folder / "courseware" / "course", [f"l{n:02}" for n in range(EXERCISES)]
    about = {"schema_version": 3, "grade_id": "t", "grade": True, "locked": True}
    cell: dict[str, Any] = {
        "id": "t",
        "cell_type": "code",
        "source": "assert True",
        "metadata": {"nbgrader": about | {"solution": False, "task": False, "points": 10}},
        "outputs": [],
        "execution_count": None,
    }
    kernel = {"name": "python3", "language": "python", "display_name": "Python"}
    notebook: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 5, "cells": [cell]}
    notebook["metadata"] = {"kernelspec": kernel}
    for number, name in enumerate(names):
        (course / name).mkdir(parents=True)
        text = f"---\nid: {name}\ntitle: Lesson {number}\nexercise: {name}\n---\n\nText.\n"
        text += "\n```quiz id=q\nWhat is 2 + 3?\n= 5\n```\n"
        (course / name / "lesson.md").write_text(text, "utf-8")
        exercise = folder / "exercises" / name
        exercise.mkdir(parents=True)
        (exercise / "exercise.ipynb").write_text(json.dumps(notebook), "utf-8")
        words = f"id: {name}\ntitle: Prices of maize {number}\n"
        (exercise / "exercise.yaml").write_text(words, "utf-8")
    words = f"id: course\ntitle: Course\nsummary: All.\nlessons: [{', '.join(names)}]\n"
    (course / "course.yaml").write_text(words, "utf-8")


def submissions(people: list[int]) -> Iterator[dict[str, Any]]:
    """Graded submissions."""
    for number in range(len(people) * EXERCISES * TIMES):
        person, rest = number % len(people), number // len(people)
        yield {
            "id": number + 1,
            "public_id": f"{number:012}",
            "account_id": people[person],
            "course_id": "course",
            "exercise_id": f"l{rest % EXERCISES:02}",
            "lang": "en",
            "key": f"k{number}",
            "number": rest // EXERCISES + 1,
            "state": "graded",
            "turn": number,
            "handed_in_ms": 1_700_000_000_000 + number,
            "tries": 1,
            "score": (number * 7 % 21) / 2,
            "max_score": 10,
            "needs_manual": number % 10 == 0,
            "by_hand": 0,
            "to_mark": int(number % 10 == 0),
            "graded_ms": 1_700_000_001_000 + number,
        }


def overrides(people: list[int], by: int) -> Iterator[dict[str, Any]]:
    """A mark in twenty set by a person."""
    for number in range(0, len(people) * EXERCISES, 20):
        yield {
            "account_id": people[number % len(people)],
            "exercise_id": f"l{number // len(people):02}",
            "points": 7.5,
            "most": 10,
            "reason": "spoken",
            "by_id": by,
            "at_ms": 1_700_000_000_000,
        }


def reads(people: list[int]) -> Iterator[dict[str, Any]]:
    """Every lesson read by everybody."""
    for person in people:
        for number in range(EXERCISES):
            yield {
                "account_id": person,
                "lesson_id": f"l{number:02}",
                "course_id": "course",
                "first_ms": 1,
                "last_day": 1,
                "days": 1,
            }


def signed_in(app: Flask) -> FlaskClient:
    """The administrator's browser, without a network between."""
    client = app.test_client()
    found = TOKEN.search(client.get("/sign-in").text)
    assert found
    values = {"username": "head", "secret": PASSWORD, "csrf_token": found.group(1)}
    client.post("/sign-in", data=values)
    return client
