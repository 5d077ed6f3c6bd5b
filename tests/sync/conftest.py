"""A real centre on a loopback port, and a school that may be connected to it."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import make_url

sys.path.append(str(Path(__file__).resolve().parent))

from running_centre import RunningCentre, centre_app, served

from app import journal
from app.database import db, transaction
from app.people import accounts
from app.sync.terms import Terms


@pytest.fixture(scope="session")
def centre_template(
    new_database: Callable[..., AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The name of a database with a centre's tables, to be copied."""
    with new_database() as url:
        app = centre_app(tmp_path_factory.mktemp("template"), url)
        with app.app_context():
            db.engine.dispose()
        yield str(make_url(url).database)


@pytest.fixture
def centre(
    new_database: Callable[..., AbstractContextManager[str]], centre_template: str, tmp_path: Path
) -> Iterator[RunningCentre]:
    """An empty centre that answers."""
    with contextlib.ExitStack() as all_of_it, contextlib.ExitStack() as server:
        app = centre_app(
            tmp_path / "centre",
            all_of_it.enter_context(new_database(f"TEMPLATE {centre_template}")),
        )
        running = RunningCentre(app)
        running.url, running.stop = server.enter_context(served(running)), server.close
        yield running
        server.close()
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
