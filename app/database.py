"""The store: SQLite on a laptop, PostgreSQL beyond it; writing transactions; migrations."""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, inspect, make_url, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from app.errors import N_, KisimaError

log = logging.getLogger(__name__)

STEPS = Path(__file__).parent / "migrations" / "versions"
# The names of PostgreSQL's locks: who applies steps, and who writes.
MIGRATING, WRITING = 7210110, 7210111


class StoreBusy(KisimaError):
    sentence = N_("The computer is very busy and could not save just now. Please try again.")


class DiskFull(KisimaError):
    sentence = N_(
        "The school's computer has no space left on its disk, so nothing could be saved. "
        "What you typed stays in this browser. Please tell your instructor."
    )


class StoreUnreadable(KisimaError):
    sentence = N_("The store cannot be opened: %(reason)s")


class StoreTooNew(KisimaError):
    sentence = N_(
        "The data folder was made by a newer Kisima (step %(found)s; this one knows up to "
        "%(known)s). Please start the newer version."
    )


class Base(DeclarativeBase):
    """The parent of every table's class."""


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def init_database(app: Flask, url: str, connections: int) -> None:
    """Tie the store at `url` to the app, with up to `connections` of them open."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    options: dict[str, Any] = {"pool_size": connections, "max_overflow": 4}
    if is_sqlite(url):
        options["connect_args"] = {"timeout": 15, "isolation_level": None}
    else:
        options["pool_pre_ping"] = True
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if is_sqlite(url):
            _prepare_sqlite(db.engine)


def is_sqlite(url: str) -> bool:
    """Whether the URL names a SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, record: object) -> None:
        # FULL makes each commit reach the disk before it returns, so that a committed answer
        # survives a power cut; WAL lets readers go on meanwhile.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-256",
            "journal_size_limit=16000000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A transaction that will write says so at once: a reader that turns writer halfway
        # would be refused without waiting.
        writes = connection.get_execution_options().get("kisima_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """One writing transaction on the request's session: committed whole, or not at all.

    Writers go one after another on both stores, so that what is read inside is what is changed.
    Raises StoreBusy when another writer holds the store too long, DiskFull when the disk is.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("a transaction within a transaction would commit half of the outer one")
    if session.in_transaction():
        session.commit()  # ends the reading snapshot; loaded rows stay loaded
    session.info["writing"] = True
    try:
        connection = session.connection(execution_options={"kisima_writes": True})
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITING})"))
        yield session
        session.commit()
    except OperationalError as error:
        session.rollback()
        raise named(error) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def named(error: OperationalError) -> Exception:
    """The named error for what the store says, or the error itself."""
    return _named_for(str(error.orig)) or error


def _named_for(words: str) -> KisimaError | None:
    said = words.lower()
    if "locked" in said or "busy" in said:
        return StoreBusy()
    if "full" in said or "no space" in said or "disk i/o" in said:
        return DiskFull()
    return None


def newest_step() -> str:
    """The name of the last migration step that this version knows, such as "0003"."""
    return max(name for path in STEPS.glob("*.py") if (name := _step_of(path.name)))


def is_current(url: str) -> bool:
    """Whether a SQLite store is there and at the newest step; other stores are not looked at."""
    if not is_sqlite(url):
        return True
    path = Path(make_url(url).database or "")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as store:
            found = store.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return False
    return found == (newest_step(),)


def _step_of(name: str) -> str:
    found = re.match(r"(\d{4})_", name)
    return found.group(1) if found else ""


def migrate(backups: Path | None = None) -> bool:
    """Bring the store to the newest step, under a lock; returns whether anything was done.

    A SQLite store that holds data is copied to `backups` first.
    """
    engine, newest = db.engine, newest_step()
    try:
        if _step_in_store(engine) == newest:
            return False
        _check_not_newer(engine, newest)
        with _migrating(engine) as connection:
            found = _step_on(connection)
            if found == newest:
                return False  # another process that started now has just taken the steps
            if backups is not None and found and engine.dialect.name == "sqlite":
                _back_up(engine, backups, found)
            _apply_steps(connection)
    except OperationalError as error:
        better = named(error)
        if better is error:
            raise StoreUnreadable(reason=error.orig) from error
        raise better from error
    except DatabaseError as error:
        # Just this class is what SQLite says of a file that is none of its own, or is damaged.
        if type(error) is DatabaseError:
            raise StoreUnreadable(reason=error.orig) from error
        raise
    except (sqlite3.Error, OSError) as error:
        # The copy before the change; nothing was changed yet.
        raise _named_for(str(error)) or StoreUnreadable(reason=error) from error
    return True


def _step_in_store(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return _step_on(connection)


def _step_on(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _check_not_newer(engine: Engine, newest: str) -> None:
    found = _step_in_store(engine)
    if found is not None and found > newest:
        raise StoreTooNew(found=found, known=newest)


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """A transaction that nobody else who starts can be in at the same time."""
    with engine.connect() as connection:
        writing = connection.execution_options(kisima_writes=True)
        with writing.begin():
            if engine.dialect.name == "postgresql":
                writing.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
            yield writing


def _back_up(engine: Engine, backups: Path, step: str) -> None:
    source = Path(engine.url.database or "")
    target = backups / f"{source.stem}-before-{newest_step()}-from-{step}.db"
    partial = target.with_suffix(".part")
    backups.mkdir(parents=True, exist_ok=True)
    # Closed before the file is renamed, which Windows refuses otherwise.
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(partial)) as new:
        old.backup(new)
    partial.replace(target)
    log.info("copied the store to %s before changing it", target)


def _apply_steps(connection: Connection) -> None:
    # Alembic costs a third of a second to import, so it is not unless there is a step to take.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", STEPS.parent.as_posix())
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
