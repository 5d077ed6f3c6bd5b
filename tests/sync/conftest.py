"""A real centre on a loopback port, and a school that may be connected to it."""

import contextlib
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url
from waitress.server import create_server

sys.path.append(str(Path(__file__).resolve().parent))

from app import create_store, journal
from app.database import db, transaction
from app.people import accounts
from app.settings import load_settings
from app.sync.terms import Terms


@contextmanager
def served(application: Callable) -> Iterator[str]:
    """Serve a WSGI application on a port of its own; gives its address."""
    server = create_server(application, host="127.0.0.1", port=0, threads=4)

    def serve() -> None:
        with contextlib.suppress(OSError):  # closed while it waited
            server.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(10)


class RunningCentre:
    """A centre and its address; `seen` are the paths that were asked for, in order."""

    def __init__(self, app: Flask) -> None:
        from app.web.centre.sync_api import SyncDoor

        self.app, self.url, self.seen = app, "", list[str]()
        self.stop: Callable[[], None] = lambda: None
        self.door = SyncDoor(app, no_pages, 4)

    def __call__(self, environ: dict, start: Callable) -> list[bytes]:
        self.seen.append(environ["PATH_INFO"])
        return self.door(environ, start)

    def code(self, school: str = "Mlimani") -> str:
        """A code for a school, which is made when it is not there."""
        from app.centre.areas import add_school, country
        from app.centre.codes import code_key, make_code
        from app.centre.generation import centre
        from app.centre.transactions import writing

        with self.app.app_context(), writing() as connection:
            us = centre(connection)
            found = connection.exec_driver_sql(
                "SELECT id FROM centre_school WHERE name = %s", (school,)
            ).scalar()
            school_id = found or add_school(connection, "test", country(connection).id, school)
            return make_code(connection, code_key(us.sign_seed), "test", school_id)

    def rows(self, sql: str) -> list:
        """What a query finds at the centre."""
        with self.app.app_context(), db.engine.begin() as connection:
            return connection.exec_driver_sql(sql).all()

    def new_generation(self) -> None:
        """As after a restore."""
        from app.centre.generation import begin_generation
        from app.centre.transactions import writing

        with self.app.app_context(), writing() as connection:
            begin_generation(connection, "hand")


def no_pages(environ: dict, start: Callable) -> list[bytes]:
    start("404 Not Found", [("Content-Length", "0")])
    return [b""]


@pytest.fixture(scope="session")
def centre_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with a centre's tables, to be copied."""
    import psycopg

    name = f"s{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    app = centre_app(tmp_path_factory.mktemp("template"), database(postgres, name))
    with app.app_context():
        db.engine.dispose()
    return name


def database(postgres: str, name: str) -> str:
    """The SQLAlchemy URL of a database."""
    url = make_url(postgres).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def centre_app(data: Path, url: str) -> Flask:
    return create_store(load_settings({"data": data, "database_url": url}, environ={}), 8)


@pytest.fixture
def centre(postgres: str, centre_template: str, tmp_path: Path) -> Iterator[RunningCentre]:
    """An empty centre that answers."""
    import psycopg

    name = f"s{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {centre_template}")
    app = centre_app(tmp_path / "centre", database(postgres, name))
    running = RunningCentre(app)
    with contextlib.ExitStack() as stack:
        running.url, running.stop = stack.enter_context(served(running)), stack.close
        yield running
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def terms(settings) -> Terms:
    return Terms(data=settings.data, app_version="0.1.0")


@pytest.fixture
def student(store) -> int:
    """The account of a student who agreed that her progress leaves."""
    with transaction() as session:
        made = accounts.add_account(
            session, username="amina", full_name="Amina Said", secret="4821", role="student"
        )
        journal.consent(session, made.id, "self")
    return made.id


@pytest.fixture
def read(student: int) -> Callable[..., None]:
    """A function by which the student reads lessons."""

    def read(*lessons: str) -> None:
        with transaction() as session:
            for lesson in lessons:
                journal.append(
                    session,
                    "lesson-read",
                    account_id=student,
                    item=lesson,
                    payload={"course": "wells"},
                )

    return read


@pytest.fixture
def worked(student: int) -> Callable[[int], None]:
    """A function by which the student reads many lessons, in one transaction."""
    from app.journal import log

    def worked(lessons: int) -> None:
        with transaction() as session:
            epoch, subject = log.open_row(session), log.subject_of(session, student)
            assert epoch is not None
            events = [
                log.written(epoch, "lesson-read", subject, f"lesson-{number}", {"course": "wells"})
                for number in range(lessons)
            ]
            log.add(session, epoch, events)

    return worked
