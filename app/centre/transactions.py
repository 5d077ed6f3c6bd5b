"""The centre's transactions: many at once, kept apart by the rows that they lock.

A school's laptop lets one writer in at a time (app.database.transaction). A centre is told of
progress by thousands of nodes, through several processes, so each transaction locks only the row
of the epoch that it moves forward.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

from app.database import db, named
from app.errors import N_, KisimaError

# What PostgreSQL calls a lock that did not come, a statement that was ended, a deadlock, a
# conflict of two transactions, too many connections, and its own end.
_PASSING = {"55P03", "57014", "40P01", "40001", "53300", "57P01", "57P02", "57P03"}
_FULL = {"53100", "53200"}
# Milliseconds. A node's own time-out for an answer is longer.
LOCK_WAIT = 10_000
STATEMENT_TIME = 50_000


class CentreBusy(KisimaError):
    sentence = N_("The centre is busy just now. It is tried again in %(seconds)s seconds.")


class CentreFull(KisimaError):
    sentence = N_(
        "The centre has no room left on its disk and took nothing. Nothing is lost: the school "
        "keeps it and sends it again in %(seconds)s seconds."
    )


@contextmanager
def writing() -> Iterator[Connection]:
    """One transaction, committed whole and on disk when it ends, or not at all.

    Raises CentreBusy when PostgreSQL is away, restarts, or a lock does not come, and CentreFull
    when its disk is full.
    """
    with _named_failures(), db.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = {LOCK_WAIT};"
            f"SET LOCAL statement_timeout = {STATEMENT_TIME};"
            "SET LOCAL synchronous_commit = on"
        )
        yield connection


@contextmanager
def reading() -> Iterator[Connection]:
    """One look at the tables. Raises CentreBusy as `writing` does."""
    with _named_failures(), db.engine.connect() as connection:
        yield connection


def one(connection: Connection, sql: str, **values: object) -> object:
    """The first column of the first row, or None where there is no row."""
    return connection.scalar(text(sql), values)


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:  # every connection of the pool is taken
        raise CentreBusy(seconds=30) from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _FULL:
            raise CentreFull(seconds=3600) from error
        if state in _PASSING or error.connection_invalidated or isinstance(error, InterfaceError):
            raise CentreBusy(seconds=30) from error
        if isinstance(error, OperationalError):
            if state is None:  # the connection itself was refused or lost
                raise CentreBusy(seconds=30) from error
            raise named(error) from error
        raise
