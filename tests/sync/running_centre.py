"""A real centre on a loopback port."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from waitress.server import create_server

from app import create_store
from app.database import db
from app.settings import load_settings


@contextmanager
def served(application: Callable) -> Iterator[str]:
    """Serve a WSGI application on a port of its own; gives its address."""
    server = create_server(application, host="127.0.0.1", port=0, threads=4)

    def serve() -> None:
        with contextlib.suppress(OSError):  # closed while it waited
            server.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(1)  # kept connections may hold it; it ends with the process


class RunningCentre:
    """A centre and its address; `seen` are the paths that were asked for, in order."""

    def __init__(self, app: Flask) -> None:
        from app.web.centre.sync_api import SyncDoor

        self.app, self.url, self.seen = app, "", list[str]()
        self.stop: Callable[[], None] = lambda: None
        self.door = SyncDoor(app, no_pages, 4)

    def __call__(self, environ: dict, start: Callable) -> list[bytes]:
        self.seen.append(environ["PATH_INFO"])
        return self.door(environ, start)

    def code(self, school: str = "Mlimani") -> str:
        """A code for a school, which is made when it is not there."""
        from app.centre.areas import add_school, country
        from app.centre.codes import code_key, make_code
        from app.centre.generation import centre
        from app.centre.transactions import writing

        with self.app.app_context(), writing() as connection:
            us = centre(connection)
            found = connection.exec_driver_sql(
                "SELECT id FROM centre_school WHERE name = %s", (school,)
            ).scalar()
            school_id = found or add_school(connection, "test", country(connection).id, school)
            return make_code(connection, code_key(us.sign_seed), "test", school_id)

    def rows(self, sql: str) -> list:
        """What a query finds at the centre."""
        with self.app.app_context(), db.engine.begin() as connection:
            return connection.exec_driver_sql(sql).all()

    def new_generation(self) -> None:
        """As after a restore."""
        from app.centre.generation import begin_generation
        from app.centre.transactions import writing

        with self.app.app_context(), writing() as connection:
            begin_generation(connection, "hand")


def no_pages(environ: dict, start: Callable) -> list[bytes]:
    start("404 Not Found", [("Content-Length", "0")])
    return [b""]


def centre_app(data: Path, url: str) -> Flask:
    return create_store(load_settings({"data": data, "database_url": url}, environ={}), 8)
