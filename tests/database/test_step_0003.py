"""Step 0003: a store with a journal goes through it, and the journal's chain still holds."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app import create_store, journal
from app.database import STEPS, db, transaction
from app.journal.chain import digest, first_link, link
from app.settings import load_settings

SALT, EPOCH = b"s" * 16, "0" * 32


def old_events() -> list[tuple]:
    """Two events about student 1 and a start, as they were written at step 0002."""
    told = [
        ("boot", None, None, '{"random":"ab","version":"0.1.0"}'),
        ("announced", 1, None, f'{{"salt":"{SALT.hex()}"}}'),
        ("quiz-answered", 1, "l/q", '{"course":"c","given":["my words"],"right":true}'),
    ]
    rows, head = [], first_link(EPOCH)
    for seq, (kind, subject, item, payload) in enumerate(told, 1):
        salt = SALT if subject else b"e" * 16
        head = link(head, digest(salt, kind, subject, item, payload, 1000 + seq, seq))
        rows.append((1, seq, head[:16], kind, subject, item, payload, 1000 + seq, seq, head))
    return rows


def store_at_0002(url: str) -> None:
    """Make a store at step 0002 with one student and those events."""
    from alembic import command
    from alembic.config import Config

    with create_engine(url).begin() as connection:
        config = Config()
        config.set_main_option("script_location", STEPS.parent.as_posix())
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        rows = old_events()
        connection.execute(
            text(
                "INSERT INTO account VALUES (1, 'amina', 'Amina', 'student', 'x', :no, :no, '',"
                " :yes, 'k', 1, 1)"
            ),
            {"yes": True, "no": False},
        )
        connection.execute(
            text("INSERT INTO epoch VALUES (1, :name, :salt, NULL, NULL, NULL, 1, NULL, 3, :head)"),
            {"name": EPOCH, "salt": b"e" * 16, "head": rows[-1][-1]},
        )
        connection.execute(
            text("INSERT INTO subject (account_id, salt, announced_in) VALUES (1, :salt, 1)"),
            {"salt": SALT},
        )
        names = [column.name for column in journal.Event.__table__.columns][:10]
        places = ", ".join(f":{name}" for name in names)
        connection.execute(
            text(f"INSERT INTO event VALUES ({places})"),
            [dict(zip(names, row, strict=True)) for row in rows],
        )


@pytest.fixture(params=["sqlite", "postgresql"])
def old_store(request, empty_settings, tmp_path: Path):
    """Settings of a store that is still at step 0002."""
    if request.param == "sqlite":
        empty_settings.data.mkdir()
        store_at_0002(empty_settings.store)
        return empty_settings
    url = request.getfixturevalue("postgres_url")
    store_at_0002(url)
    return load_settings({"data": tmp_path / "data", "database_url": url}, environ={})


def test_an_old_journal_goes_through_the_step_and_still_holds(old_store):
    with create_store(old_store, connections=2).app_context():
        assert journal.verify_epoch(db.session(), bytes.fromhex(EPOCH)) == old_events()[-1][-1]
        only = journal.epochs(db.session())[0]
        assert (only.origin, only.open, only.closed_because) == (only.name, True, None)
        subject = db.session.get_one(journal.Subject, 1)
        assert subject.pseudonym == hashlib.sha256(b"kisima pseudonym" + SALT).digest()[:16]
        db.session.remove()
        db.engine.dispose()


def test_of_an_old_journal_only_starts_may_leave(old_store):
    with create_store(old_store, connections=2).app_context():
        events = journal.entries(db.session(), bytes.fromhex(EPOCH), 0, 10)
        assert [event.withheld for event in events] == [False, True, True]
        db.session.remove()
        db.engine.dispose()


def test_new_students_get_new_numbers_after_the_step(old_store):
    with create_store(old_store, connections=2).app_context():
        with transaction() as session:
            journal.append(session, "lesson-read", account_id=2, item="l")
        assert journal.subject_number(db.session(), 2) == 2
        db.session.remove()
        db.engine.dispose()
