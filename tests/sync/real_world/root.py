"""The centre: the real application on a real PostgreSQL, called through WSGI, without a socket."""

import io
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg.rows import namedtuple_row
from real_world.stage import Clock
from sqlalchemy import make_url

from app import create_store
from app.centre import backup, generation
from app.database import db
from app.settings import load_settings
from app.web.centre.sync_api import SyncDoor

Answer = tuple[int, dict[str, str], bytes]  # status, headers, body


class Databases:
    """Databases of one PostgreSQL, copied as a whole; `empty` has every table and no row."""

    def __init__(self, server: str, folder: Path) -> None:
        self._server, self._made = server, list[str]()
        self.admin = psycopg.connect(server, autocommit=True)
        self.empty = self._create("TEMPLATE template1")
        settings = load_settings({"data": folder, "database_url": self.url(self.empty)}, environ={})
        store = create_store(settings, connections=1)
        with store.app_context():
            db.engine.dispose()

    def url(self, name: str) -> str:
        made = make_url(self._server).set(drivername="postgresql+psycopg", database=name)
        return made.render_as_string(hide_password=False)

    def copy(self, name: str) -> str:
        """A new database that is this one's copy; nobody may be connected to it."""
        return self._create(f"TEMPLATE {name} STRATEGY FILE_COPY")

    def drop_all(self) -> None:
        """All but the empty one."""
        for name in self._made[1:]:
            self.admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        del self._made[1:]

    def close(self) -> None:
        self.drop_all()
        self.admin.execute(f"DROP DATABASE {self.empty} WITH (FORCE)")
        self.admin.close()

    def _create(self, how: str) -> str:
        # From the numbers of what is there, so that histories of one seed are alike.
        name = f"w{len(self._made)}_{id(self):x}"
        self.admin.execute(f"CREATE DATABASE {name} {how}")
        self._made.append(name)
        return name


class Root:
    """A centre; `name` is the name of its database."""

    def __init__(self, databases: Databases, name: str, data: Path, clock: Clock) -> None:
        self.databases, self.name, self.data, self.clock = databases, name, data, clock
        given = {"data": data, "database_url": databases.url(name), "role": "centre"}
        self.store: Flask = create_store(load_settings(given, environ={}), connections=2)
        self._looking: psycopg.Connection[Any] | None = None
        self.wsgi = SyncDoor(self.store, self.store.wsgi_app, at_once=2)

    def call(self, path: str, data: bytes, cut: int | None = None) -> Answer:
        """Post these bytes; with `cut` only so many of them arrive."""
        body = data if cut is None else data[:cut]
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(data)),
            "REMOTE_ADDR": "10.0.0.1",
            "wsgi.input": io.BytesIO(body),
        }
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
            told[:] = [int(status[:3]), dict(headers)]

        with self.clock.wrong_by(0):
            answer = b"".join(self.wsgi(environ, start))
        return told[0], told[1], answer

    def backup(self) -> str:
        """A finished copy of the database, then the marks, as `app.centre.backup` moves them."""
        with self.clock.wrong_by(0), self.store.app_context():
            with backup.writing() as connection:
                before = generation.centre(connection).generation
            self.end()
            kept = self.databases.copy(self.name)
            with psycopg.connect(self._plain_url(kept)) as copy:
                command = f"COPY {backup.BRANCHES} ({', '.join(backup.TIPS)}) TO STDOUT"
                with copy.cursor().copy(command) as rows:
                    tips = b"".join(bytes(row) for row in rows)
            backup._move_marks(tips, kept, before)
        return kept

    def restored(self, kept: str, as_disk: bool) -> "Root":
        """A centre that starts again from a backup.

        `as_disk` it cannot tell by its place, so a person says so (`kisima centre-restored`).
        """
        self.end()
        name = self.databases.copy(kept)
        if as_disk:
            with psycopg.connect(self._plain_url(name), autocommit=True) as connection:
                place = f"({generation.PLACE})"
                connection.execute(f"UPDATE centre_state SET place = {place}")
        with self.clock.wrong_by(0):
            root = Root(self.databases, name, self.data, self.clock)
            if as_disk:
                with root.store.app_context(), backup.writing() as connection:
                    generation.begin_generation(connection, "by hand")
        return root

    def end(self) -> None:
        """Let go of its connections."""
        if self._looking is not None:
            self._looking.close()
            self._looking = None
        with self.store.app_context():
            db.engine.dispose()

    def rows(self, sql: str, *values: object) -> list[Any]:
        """Look into its tables."""
        if self._looking is None:
            url = self._plain_url(self.name)
            self._looking = psycopg.connect(url, autocommit=True, row_factory=namedtuple_row)
        return self._looking.execute(sql, values or None).fetchall()  # type: ignore[arg-type]

    def _plain_url(self, name: str) -> str:
        return self.databases.url(name).replace("+psycopg", "")
