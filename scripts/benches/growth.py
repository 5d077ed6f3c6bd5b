"""Pages with a million events in the store against a thousand: history must cost nothing."""

import json
import statistics
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from scripts.benches.rows import Row, Say
from scripts.benches.school import PIN, TOKEN, fill

PAGES = {
    "home": "/",
    "course": "/courses/foundations/",
    "lesson": "/courses/foundations/01-what-is-ai/",
}
EXERCISES = ("is-learning", "class-heights", "temperature")


def rows(quick: bool, say: Say) -> list[Row]:
    """The ratio of each page's median time, every page rendered anew, in alternating runs."""
    events, submissions = (200_000, 20_000) if quick else (1_000_000, 100_000)
    with tempfile.TemporaryDirectory() as folder:
        small = store(Path(folder) / "small", 10, 1_000, 1_000)
        say(f"    filling a store with {events:,} events and {submissions:,} submissions")
        big = store(Path(folder) / "big", 100, events, submissions)
        clients = [signed_in(small), signed_in(big)]
        ratios = {name: ratio(clients, page, 60 if quick else 200) for name, page in PAGES.items()}
    return [
        Row(f"{name} page, {events:,} events against 1,000", value, "×", 1.2)
        for name, value in ratios.items()
    ]


def store(data: Path, students: int, events: int, submissions: int) -> Flask:
    """An app on a store with that much history, spread over its students."""
    from sqlalchemy import text

    from app import create_app
    from app.settings import load_settings
    from app.web.kept_pages import PageCache
    from app.web.session_version import SessionVersions

    fill(data, students)
    app = create_app(load_settings({"data": data}, environ={}))
    # A page from the cache would cost the same whatever the store holds.
    app.extensions["kisima-pages"] = PageCache(SessionVersions(), limit=0)
    with app.app_context():
        from app.database import db, transaction

        with transaction() as session:
            people = list(
                session.scalars(text("SELECT id FROM account WHERE role = 'student' ORDER BY id"))
            )
            for table, values in (
                ("event", event_rows(events)),
                ("submission", submission_rows(people, submissions)),
                ("submission_notebook", notebook_rows(submissions)),
                ("quiz_try", quiz_rows(people, events // 10)),
                ("exercise_state", state_rows(people, submissions)),
            ):
                insert_all(session, table, values)
            session.execute(text("ANALYZE"))
        db.session.remove()
    return app


def insert_all(session: Any, table: str, values: Iterator[dict[str, Any]]) -> None:
    """Insert rows in runs of ten thousand."""
    from itertools import islice

    from sqlalchemy import text

    while run := list(islice(values, 10_000)):
        names = ", ".join(run[0])
        places = ", ".join(f":{name}" for name in run[0])
        session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), run)


def event_rows(count: int) -> Iterator[dict[str, Any]]:
    """Events with a hash that is not the chain's: no page looks at it."""
    for number in range(count):
        yield {
            "epoch_id": 1,
            "seq": 1_000_000 + number,
            "id": number.to_bytes(16, "big"),
            "kind": "quiz-answered",
            "subject": number % 100 + 1,
            "item": f"lesson-{number % 40}/question-{number % 7}",
            "payload": '{"course":"foundations","given":["1"],"right":true}',
            "wall_ms": 1_700_000_000_000 + number,
            "monotonic_ms": number,
            "hash": number.to_bytes(32, "big"),
        }


def submission_rows(people: list[int], count: int) -> Iterator[dict[str, Any]]:
    """Graded submissions, turn by turn."""
    for number in range(count):
        yield {
            "id": number + 1,
            "public_id": f"p{number}",
            "account_id": people[number % len(people)],
            "course_id": "foundations",
            "exercise_id": EXERCISES[number // len(people) % len(EXERCISES)],
            "lang": "en",
            "key": f"k{number}",
            "number": number // len(people) + 1,
            "state": "graded",
            "handed_in_ms": 1_700_000_000_000 + number,
            "tries": 1,
            "score": number % 11,
            "max_score": 10,
            "needs_manual": 0,
            "graded_ms": 1_700_000_001_000 + number,
        }


def notebook_rows(count: int) -> Iterator[dict[str, Any]]:
    """A notebook of a usual size for each."""
    packed = zlib.compress(json.dumps({"cells": [{"source": str(n)} for n in range(60)]}).encode())
    for number in range(count):
        yield {"submission_id": number + 1, "notebook": packed}


def quiz_rows(people: list[int], count: int) -> Iterator[dict[str, Any]]:
    """Answers given."""
    for number in range(count):
        yield {
            "account_id": people[number % len(people)],
            "lesson_id": "what-is-ai",
            "question_id": f"q{number % 7}",
            "given": '["1"]',
            "right": 1,
            "at_ms": 1_700_000_000_000 + number,
        }


def state_rows(people: list[int], submissions: int) -> Iterator[dict[str, Any]]:
    """How far each student is with each exercise."""
    for person in people:
        for exercise in EXERCISES:
            yield {
                "account_id": person,
                "exercise_id": exercise,
                "submissions": submissions // len(people) // len(EXERCISES),
                "graded": submissions // len(people) // len(EXERCISES),
                "score": 8,
                "max_score": 10,
                "last_public_id": "p0",
                "counted_public_id": "p0",
                "updated_ms": 1_700_000_000_000,
            }


def signed_in(app: Flask) -> FlaskClient:
    """A student's browser, without a network between."""
    client = app.test_client()
    found = TOKEN.search(client.get("/sign-in").text)
    assert found
    client.post("/sign-in", data={"username": "s5", "secret": PIN, "csrf_token": found.group(1)})
    return client


def ratio(clients: list[FlaskClient], page: str, times: int) -> float:
    """Median time of the second client's page over the first's, asked for in turn."""
    taken: list[list[float]] = [[], []]
    for turn in range(times + 10):
        for client, times_taken in zip(clients, taken, strict=True):
            started = time.perf_counter()
            answer = client.get(page)
            if turn >= 10:  # the first ones warm up
                times_taken.append(time.perf_counter() - started)
            assert answer.status_code == 200, answer.status_code
    return statistics.median(taken[1]) / statistics.median(taken[0])
