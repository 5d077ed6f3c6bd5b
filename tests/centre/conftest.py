"""A centre on a real PostgreSQL, and laptops that speak to it in the wire's own bytes."""

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url

from app import create_store
from app.database import db
from app.settings import load_settings

sys.path.append(str(Path(__file__).resolve().parent))

from centre_laptop import Laptop

# Without triggers, which keep the audit log from being emptied. All but the country goes.
EMPTY = """
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
    store = centre_store(tmp_path_factory.mktemp("centre"), url.render_as_string(False))
    with store.app_context():
        db.engine.dispose()
    return url.render_as_string(hide_password=False)


@pytest.fixture
def centre_url(centre_session_url: str) -> Iterator[str]:
    """The SQLAlchemy URL of a centre's database with no rows."""
    yield centre_session_url
    engine = create_engine(centre_session_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(EMPTY)
    engine.dispose()


@pytest.fixture
def centre(centre_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An empty centre, inside an app context."""
    store = centre_store(tmp_path / "centre", centre_url)
    with store.app_context():
        yield store
        db.session.remove()
        db.engine.dispose()


def centre_store(data: Path, url: str) -> Flask:
    """The store of a centre, brought to its newest step."""
    settings = load_settings({"data": data, "database_url": url}, environ={})
    return create_store(settings, connections=8)


@pytest.fixture
def laptop(centre: Flask) -> Laptop:
    """A laptop that was enrolled at the centre."""
    laptop = Laptop()
    laptop.enrol()
    return laptop
