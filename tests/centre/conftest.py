"""A centre on a real PostgreSQL, and laptops that speak to it in the wire's own bytes."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_store
from app.database import db
from app.settings import load_settings

sys.path.append(str(Path(__file__).resolve().parent))

from centre_laptop import Laptop


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
