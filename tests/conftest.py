"""What tests of several rooms share: a store of its own in a temporary folder for each test."""

import contextlib
import functools
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from filelock import FileLock
from flask import Flask
from sqlalchemy import Pool, create_engine, event, make_url
from werkzeug.routing import Rule

from app import create_store, open_catalog
from app.database import db
from app.people import passwords
from app.settings import Settings, load_settings
from app.tasks.worker import make_pages

REAL_COST = {"STUDENT": passwords.STUDENT, "STAFF": passwords.STAFF}
CHEAP = "pbkdf2:sha256:1"
# The files that take longest: begun first, so that no core waits for one of them at the end.
LONGEST = (
    "test_kill.py",
    "test_faults_kill.py",
    "test_whole_path.py",
    "test_axe.py",
    "test_store_faults.py",
    "test_practice_browser.py",
    "test_two_workers.py",
    "test_cheating.py",
    "test_remote_kernels.py",
    "test_learn_browser.py",
    "test_sitting_walk.py",
    "test_exercises.py",
    "test_mutations.py",
    "test_by_value.py",
    "test_installing.py",
    "test_hub.py",
    "test_sync_pages.py",
    "test_notebook_tools.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))
    if config.getoption("--long"):
        return
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="takes minutes; run with --long"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL of the session's own, without a database's name."""
    import psycopg

    from app.cli.own_postgres import started

    with tempfile.TemporaryDirectory(prefix="kisima-postgres-") as folder:
        # PostgreSQL does not run as root: for root the package makes a user of its own, who must
        # be able to enter the folder.
        Path(folder).chmod(0o755)
        server = started(Path(folder) / "data", "delete")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nobody pulls the plug here, and many databases are made and thrown away.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@contextlib.contextmanager
def postgres_database(postgres: str, words: str = "") -> Iterator[str]:
    """The SQLAlchemy URL of a database that is gone afterwards; `words` end CREATE DATABASE."""
    import psycopg

    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {words}")
    url = make_url(postgres).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def new_database(postgres: str) -> Callable[..., AbstractContextManager[str]]:
    """`new_database("TEMPLATE t")`: see postgres_database."""
    return functools.partial(postgres_database, postgres)


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database."""
    with postgres_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database at the newest step, to be copied."""
    with postgres_database(postgres) as url:
        given = {"data": tmp_path_factory.mktemp("template"), "database_url": url}
        with create_store(load_settings(given, environ={}), connections=1).app_context():
            db.engine.dispose()
        yield str(make_url(url).database)


@pytest.fixture
def postgres_store_url(postgres: str, postgres_template: str) -> Iterator[str]:
    """The SQLAlchemy URL of a database at the newest step, with no rows."""
    with postgres_database(postgres, f"TEMPLATE {postgres_template}") as url:
        yield url


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> None:
    """Hashes that cost nothing, since thousands of people are made and signed in.

    Who needs the real cost asks for `real_hashes`.
    """
    passwords.STUDENT = passwords.STAFF = CHEAP


@pytest.fixture(scope="session", autouse=True)
def builders_made_once() -> Iterator[None]:
    """Werkzeug compiles two functions for each route of an app, a tenth of a second for ours.

    Thousands of apps are made here, all with the same routes: they share these functions, which
    know nothing of their app (its converters are asked through the rule that they are given).
    """
    make = getattr(Rule, "_compile_builder", None)
    if make is None:
        yield
        return
    known: dict[object, object] = {}

    def compile_builder(rule: Rule, append_unknown: bool = True) -> object:
        if rule.defaults:
            return make(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in known:
            known[key] = make(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_builder)
        yield


@pytest.fixture(scope="session", autouse=True)
def hasty() -> Iterator[dict[str, bool]]:
    """SQLite, but a commit of this process does not wait until it has reached the disk.

    Nobody pulls the plug here. Servers that tests start wait as in a school; who looks at how an
    app of this process waits asks for `real_disk`.
    """
    hasty = {"disk": True}

    def hurry(connection: object, record: object, proxy: object) -> None:
        if hasty["disk"] and isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous=OFF")

    event.listen(Pool, "checkout", hurry)
    yield hasty
    event.remove(Pool, "checkout", hurry)


@pytest.fixture
def real_disk(hasty: dict[str, bool]) -> Iterator[None]:
    """Commits that reach the disk before they return; to be asked for before any store."""
    hasty["disk"] = False
    yield
    hasty["disk"] = True


@pytest.fixture
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes as dear as in a school."""
    for name, method in REAL_COST.items():
        monkeypatch.setattr(passwords, name, method)


@pytest.fixture(scope="session")
def blank_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder at the newest step with no rows, to be copied; with the compiled messages.

    All copies share the compiled templates, where the system lets a test make such a link.
    """
    from app.web.languages import compile_messages

    root = tmp_path_factory.mktemp("blank")
    settings = load_settings({"data": root / "data"}, environ={})
    with create_store(settings, connections=1).app_context():
        db.engine.dispose()
    compile_messages(settings.translations, settings.cache)
    (root / "templates").mkdir()
    with contextlib.suppress(OSError):
        (settings.cache / "templates").symlink_to(root / "templates", target_is_directory=True)
    return settings.data


@pytest.fixture(scope="session")
def taught_data(blank_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with no rows and every page of the shipped courses, to be copied.

    Its ten seconds are spent once, by the first of the test processes that asks for it.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    data = folder / "taught"
    with FileLock(folder / "taught.lock"):
        if not data.exists():
            making = folder / "being-taught"
            shutil.copytree(blank_data, making)
            settings = load_settings({"data": making}, environ={})
            make_pages(open_catalog(settings, settings.cache))
            making.rename(data)
    return data


@pytest.fixture
def empty_settings(tmp_path: Path) -> Settings:
    """Settings of an installation in an empty folder, with the courses that are shipped."""
    return load_settings({"data": tmp_path / "data", "lease_seconds": 2}, environ={})


@pytest.fixture
def settings(tmp_path: Path, blank_data: Path) -> Settings:
    """Settings of an installation whose store is there and has no rows yet."""
    shutil.copytree(blank_data, tmp_path / "data", symlinks=True)
    return load_settings({"data": tmp_path / "data", "lease_seconds": 2}, environ={})


@pytest.fixture
def store(settings: Settings) -> Iterator[Flask]:
    """A store of its own, inside an app context."""
    app = create_store(settings, connections=4)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


# Without triggers, which keep the audit log from being emptied. All but the country goes.
CENTRE_EMPTY = """
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = 'public'
      AND c.relname NOT IN ('alembic_version', 'centre_area')
  LOOP EXECUTE 'DELETE FROM ' || quote_ident(name); END LOOP;
  DELETE FROM centre_area WHERE parent_id IS NOT NULL;
END $$
"""


@pytest.fixture(scope="session")
def centre_session_url(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The SQLAlchemy URL of a database with every table, emptied after each test."""
    import psycopg

    name = f"c{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = make_url(postgres).set(drivername="postgresql+psycopg", database=name)
    written = url.render_as_string(hide_password=False)
    given = {"data": tmp_path_factory.mktemp("centre"), "database_url": written}
    with create_store(load_settings(given, environ={}), connections=1).app_context():
        db.engine.dispose()
    return written


@pytest.fixture
def centre_url(centre_session_url: str) -> Iterator[str]:
    """The SQLAlchemy URL of a centre's database with no rows."""
    yield centre_session_url
    engine = create_engine(centre_session_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(CENTRE_EMPTY)
    engine.dispose()
