"""The store: settings that survive a power cut, migrations, named failures."""

import sqlite3
import threading

import pytest
from sqlalchemy import text

from app import create_store
from app.database import (
    Base,
    DiskFull,
    StoreBusy,
    StoreTooNew,
    StoreUnreadable,
    db,
    migrate,
    newest_step,
    transaction,
)


def test_a_commit_is_on_disk_before_it_returns(real_disk, store):
    assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"
    assert db.session.scalar(text("PRAGMA synchronous")) == 2  # FULL
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


def test_the_steps_make_the_tables_that_the_code_declares(store):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_start_changes_nothing(store, settings):
    assert migrate() is False


def test_a_step_is_taken_after_a_backup(store, settings):
    with transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.remove()
    with pytest.raises(Exception):  # noqa: B017  (the tables are there: the step itself fails)
        migrate(settings.data / "backups")
    backup = next((settings.data / "backups").glob("*.db"))
    with sqlite3.connect(backup) as copy:
        assert copy.execute("SELECT count(*) FROM account").fetchone() == (0,)


def test_a_store_of_a_newer_version_is_refused_by_name(store, settings):
    with transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="9999"):
        migrate()
    assert newest_step() < "9999"


def test_a_locked_store_is_named(settings):
    app = create_store(settings, connections=2)
    blocker = sqlite3.connect(settings.data / "kisima.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        connection.commit()
    with app.app_context():
        db.session.connection().exec_driver_sql("PRAGMA busy_timeout = 50")
        with pytest.raises(StoreBusy), transaction():
            pass
    blocker.close()


def test_a_full_disk_is_named_and_nothing_is_half_written(store):
    size = db.session.scalar(text("PRAGMA page_count"))
    with pytest.raises(DiskFull), transaction() as session:
        session.execute(text(f"PRAGMA max_page_count = {size + 1}"))
        session.execute(text("CREATE TABLE big (x)"))
        session.execute(text("INSERT INTO big VALUES (zeroblob(1000000))"))
    assert not db.session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'big'"))


def test_writers_take_turns_instead_of_failing(store):
    with transaction() as session:
        session.execute(text("CREATE TABLE counter (n INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))

    def count() -> None:
        with store.app_context():
            for _ in range(20):
                with transaction() as session:
                    n = session.scalar(text("SELECT n FROM counter"))
                    session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.session.scalar(text("SELECT n FROM counter")) == 80


def test_a_file_that_is_no_store_is_named(empty_settings):
    empty_settings.data.mkdir()
    (empty_settings.data / "kisima.db").write_text("what a power cut left behind", "utf-8")
    with pytest.raises(StoreUnreadable, match="not a database"):
        create_store(empty_settings, connections=1)


def test_no_step_is_taken_when_the_backup_fails(store, settings):
    with transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.remove()
    (settings.data / "backups").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(StoreUnreadable):
        migrate(settings.data / "backups")
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == "0000"


def test_a_transaction_within_a_transaction_is_refused(store):
    with pytest.raises(RuntimeError, match="half"), transaction(), transaction():
        pass
    with transaction() as session:
        assert session.in_transaction()
