"""A journal on each of the two stores, and what its tests read it with."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app import journal
from app.database import db


@pytest.fixture(params=["sqlite", "postgresql"])
def either_store(request, settings, tmp_path):
    """The store of one test: SQLite, then PostgreSQL."""
    from app import create_store

    if request.param == "postgresql":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_store_url"))
    app = create_store(settings, connections=2)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def rows():
    """A function that gives the events of an epoch, by default of the open one."""

    def read(name: bytes | None = None) -> list[journal.Event]:
        last = journal.epochs(db.session())[-1].name
        return journal.entries(db.session(), name or last, 0, 1000)

    return read


@pytest.fixture
def whole():
    """A function that follows every epoch's chain and says how many there are."""

    def check() -> int:
        names = [one.name for one in journal.epochs(db.session())]
        for name in names:
            journal.verify_epoch(db.session(), name)
        salts = db.session.scalars(select(journal.Subject.salt)).all()
        assert all(salt is None or len(salt) == 16 for salt in salts)
        return len(names)

    return check
