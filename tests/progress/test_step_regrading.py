"""Step 0002 on a store that step 0001 made, with what a school has in it."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

import app.sync.models  # noqa: F401  (its tables must be known)
from app import create_store
from app.database import STEPS, db, init_database, migrate
from app.grading import CellGrade, Grade
from app.progress import queue, submissions
from app.progress.packing import pack
from app.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, empty_settings: Settings) -> Settings:
    """Each test runs on both stores."""
    if request.param == "sqlite":
        return empty_settings
    return replace(empty_settings, database_url=request.getfixturevalue("postgres_url"))


@pytest.fixture
def old_store(settings: Settings) -> Iterator[Flask]:
    """A store at step 0001 with one graded submission and one that waits."""
    from alembic import command
    from alembic.config import Config

    settings.data.mkdir()
    app = Flask("app")
    init_database(app, settings.store, connections=2)
    config = Config()
    config.set_main_option("script_location", STEPS.parent.as_posix())
    with app.app_context():
        with db.engine.connect() as connection:
            writing = connection.execution_options(kisima_writes=True)
            with writing.begin():
                config.attributes["connection"] = writing
                command.upgrade(config, "0001")
                fill(writing)
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(connection) -> None:
    connection.execute(
        text(
            "INSERT INTO account (id, username, full_name, role, password_hash, has_pin, "
            "must_change, lang, active, session_key, version, created_ms) "
            "VALUES (1, 'amina', 'Amina', 'student', 'x', true, false, 'en', true, 'k', 1, 1)"
        )
    )
    rows = (
        (1, "p1", "graded", 7.0, 10.0, 55),
        (2, "p2", "waiting", None, None, None),
        (3, "p3", "waiting", None, None, None),
    )
    for id, public_id, state, score, most, graded_ms in rows:
        connection.execute(
            text(
                "INSERT INTO submission (id, public_id, account_id, course_id, exercise_id, lang, "
                "key, number, state, handed_in_ms, tries, score, max_score, needs_manual, "
                "graded_ms) VALUES (:id, :public, 1, 'c', 'e1', 'en', :public, :id, :state, 5, 0, "
                ":score, :most, false, :graded)"
            ),
            {
                "id": id,
                "public": public_id,
                "state": state,
                "score": score,
                "most": most,
                "graded": graded_ms,
            },
        )
        connection.execute(
            text("INSERT INTO submission_notebook (submission_id, notebook) VALUES (:id, :data)"),
            {"id": id, "data": pack({"cells": [public_id]})},
        )
    grade = Grade(7, 10, False, (CellGrade("t1", "Test", 7, 10, "partial"),))
    connection.execute(
        text("INSERT INTO attempt (submission_id, result, executed) VALUES (1, :result, :ran)"),
        {"result": pack(grade.to_json()), "ran": pack({"cells": ["ran"]})},
    )


def test_what_was_graded_is_its_first_grading(old_store, settings):
    assert migrate(settings.data / "backups") is True
    made = submissions.submission("p1")
    assert submissions.attempts(made) == [submissions.Attempt(1, 7, 10, False, 55)]
    assert submissions.result(made).cells[0].grade_id == "t1"
    assert submissions.executed_notebook(made) == {"cells": ["ran"]}
    assert (made.score, made.state, made.graded) == (7, "graded", True)


def test_what_waited_is_graded_in_its_order(old_store, settings):
    migrate()
    assert queue.lease("a", 30).notebook == {"cells": ["p2"]}
    assert queue.lease("a", 30).notebook == {"cells": ["p3"]}


def ours(thing, name, kind, reflected, declared) -> bool:
    """A centre's tables, on PostgreSQL only, are read and written in SQL and declared nowhere."""
    return not (reflected and declared is None and name.startswith("centre_"))


def test_the_form_is_that_of_a_new_store(old_store, settings):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    migrate()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, db.metadata) == []


def test_of_many_that_start_at_once_one_takes_the_step(old_store, settings):
    gate, took = threading.Barrier(4), []

    def start() -> None:
        gate.wait()
        try:
            took.append(create_store(settings, connections=2))
        except Exception as error:
            took.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one for one in took if not isinstance(one, Flask)] == []
    assert len(submissions.attempts(submissions.submission("p1"))) == 1
    backups = list((settings.data / "backups").glob("*.db"))
    assert len(backups) == (db.engine.dialect.name == "sqlite")
