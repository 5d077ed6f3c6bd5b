"""A real centre on a loopback port, and a school that may be connected to it."""

import contextlib
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent))

from running_centre import RunningCentre, centre_app, database, served

from app import journal
from app.database import db, transaction
from app.people import accounts
from app.sync.terms import Terms


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
