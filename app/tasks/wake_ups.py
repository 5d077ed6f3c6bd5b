"""Wake-ups for graders, carried by huey; the submissions' rows are the queue.

A wake-up that is lost costs nothing but time, since a sweep looks for waiting rows, and one that
comes twice finds nothing to lease.
"""

import logging
import re
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey

log = logging.getLogger(__name__)


def make_huey(url: str, folder: Path) -> Huey:
    """The queue of wake-ups: a SQLite file in the folder, or PostgreSQL where a URL names it.

    A file that is damaged is made anew, and where that fails the sweep alone finds the work: the
    file holds nothing that the submissions' rows do not.
    """
    if url:
        return _queue_on(url)
    path = folder / "queue.db"
    try:
        return _queue_in(path)
    except sqlite3.DatabaseError as error:
        log.warning("the queue of wake-ups is made anew: %s", error)
    for name in ("queue.db", "queue.db-wal", "queue.db-shm"):
        with suppress(OSError):
            (folder / name).unlink()
    try:
        return _queue_in(path)
    except sqlite3.DatabaseError as error:
        log.warning("there is no queue of wake-ups, only the sweep: %s", error)
        return MemoryHuey("kisima", results=False)


def _queue_in(path: Path) -> Huey:
    return SqliteHuey("kisima", filename=str(path), results=False, timeout=15)


def _queue_on(url: str) -> Huey:
    """The queue on PostgreSQL, its tables made when they are missing.

    Two that make them at the same moment get in each other's way: "create table if not exists"
    fails for the one that comes second, and finds them when it is said again.
    """
    import psycopg

    dsn = re.sub(r"^postgresql\+\w+:", "postgresql:", url)  # SQLAlchemy's form will do too
    try:
        return PostgresHuey("kisima", dsn=dsn, results=False)
    except psycopg.errors.IntegrityError:
        return PostgresHuey("kisima", dsn=dsn, results=False)


def grading_task(huey: Huey, work: Callable[[], None]) -> Callable[[], bool]:
    """Register the one task there is and return the function that enqueues it (see `wake`).

    Where only wake-ups are sent, `work` is never called.
    """

    @huey.task(name="grade-waiting")
    def grade_waiting() -> None:
        work()

    return lambda: wake(grade_waiting)


def wake(send: Callable[[], object]) -> bool:
    """Send a wake-up; False when it was not sent, which is no reason to refuse a submission."""
    try:
        send()
    except Exception as error:
        log.warning("a wake-up was not sent, the sweep will find the submission: %s", error)
        return False
    return True
