"""A centre on a real PostgreSQL, and laptops that speak to it in the wire's own bytes."""

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from app import create_store
from app.database import db
from app.settings import load_settings

sys.path.append(str(Path(__file__).resolve().parent))

from centre_laptop import Laptop


@pytest.fixture(scope="session")
def centre_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with every table and no rows, which is quicker to copy than made."""
    import psycopg

    name = f"template_{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = make_url(postgres).set(drivername="postgresql+psycopg", database=name)
    store = centre_store(tmp_path_factory.mktemp("template"), url.render_as_string(False))
    with store.app_context():
        db.engine.dispose()
    return name


@pytest.fixture
def centre_url(postgres: str, centre_template: str) -> str:
    """The SQLAlchemy URL of a centre's database with no rows."""
    import psycopg

    name = f"c{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {centre_template}")
    url = make_url(postgres).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


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
