"""A school with shipped courses and an own folder, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_store
from app.authoring.workshop import Workshop
from app.catalog import Catalog, load_catalog
from app.database import db, transaction
from app.people.models import Account
from app.settings import Settings

RULES = "---\nid: rules\ntitle: Rules\n---\n\n## Heat\n\n![A stove](stove.svg)\n"
DATA = "---\nid: data\ntitle: Data\n---\n\nSee [rules](../01-rules/lesson.md).\n"
COURSE = """id: maize
title: Maize
# The order matters.
lessons:
  - 01-rules  # first
  - 02-data
"""


class Desk:
    """The shipped files, the own folder, and a workshop on both."""

    def __init__(self, root: Path) -> None:
        self.shipped = root / "shipped"
        self.own = root / "own"
        self._catalog: Catalog | None = None
        self.workshop = Workshop(self.own, self.catalog, self.catalog)

    def ship(self, path: str, text: str) -> Path:
        """Write a shipped file, as an update does."""
        return self._write(self.shipped / path, text)

    def write(self, path: str, text: str) -> Path:
        """Write a file into the own folder, as another program does."""
        return self._write(self.own / path, text)

    def _write(self, path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def catalog(self) -> Catalog:
        """The catalogue, loaded anew."""
        kinds = ("courseware", "exercises", "translations")
        return load_catalog(*([self.own / kind, self.shipped / kind] for kind in kinds), None)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A store inside an app context, on both databases."""
    if request.param == "postgresql":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_store_url"))
    app = create_store(settings, connections=4)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def desk(store: Flask, tmp_path: Path) -> Desk:
    """A school with one shipped course of two lessons."""
    return _new_desk(tmp_path)


@pytest.fixture
def any_desk(any_store: Flask, tmp_path: Path) -> Desk:
    """The same on both databases."""
    return _new_desk(tmp_path)


def _new_desk(root: Path) -> Desk:
    desk = Desk(root)
    desk.ship("courseware/maize/course.yaml", COURSE)
    desk.ship("courseware/maize/01-rules/lesson.md", RULES)
    desk.ship("courseware/maize/01-rules/stove.svg", "<svg/>")
    desk.ship("courseware/maize/02-data/lesson.md", DATA)
    return desk


@pytest.fixture
def workshop(desk: Desk) -> Workshop:
    """The workshop of that school."""
    return desk.workshop


@pytest.fixture
def new_person() -> Callable[[str], int]:
    """Makes an instructor of a name in the store that is open; her account's id."""
    return _new_person


@pytest.fixture
def teacher(store: Flask) -> int:
    """The account id of an instructor."""
    return _new_person("amina")


def _new_person(name: str) -> int:
    """An instructor's account, without a password that anybody could type."""
    with transaction() as session:
        row = Account(
            username=name,
            full_name=name.title(),
            role="instructor",
            password_hash="",
            session_key=name,
            created_ms=0,
        )
        session.add(row)
        session.flush()
        return row.id
