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
from hub_world import Clock, Databases, World
from hub_world import Laptop as SchoolLaptop


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


@pytest.fixture(scope="session")
def hub_databases(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    found = Databases(postgres, tmp_path_factory.mktemp("databases"))
    yield found
    found.close()


@pytest.fixture(scope="session")
def blank_laptop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a laptop's empty store."""
    folder = tmp_path_factory.mktemp("laptop") / "blank"
    SchoolLaptop(folder.name, folder, Clock(), "machine").end()
    return folder


@pytest.fixture
def world(hub_databases: Databases, tmp_path: Path, blank_laptop: Path) -> Iterator[World]:
    made = World(hub_databases, tmp_path, blank_laptop)
    yield made
    made.end()
    hub_databases.drop_all()


@pytest.fixture
def district(world: World) -> World:
    """A root, a hub and a school that is connected to the hub."""
    world.add_hub("hub")
    world.add_school("mlimani", "hub")
    return world
