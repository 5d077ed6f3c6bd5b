"""The application for a WSGI server with several processes, such as gunicorn.

    gunicorn "app.wsgi:centre()"            waitress-serve --call app.wsgi:centre

Settings come from the environment (KISIMA_DATABASE_URL=…) and from settings.toml in KISIMA_DATA.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def centre() -> "Flask":
    """A centre. Raises NoPostgres where no database is named: processes share none by chance."""
    from app import create_app
    from app.cli.centre import centre_settings
    from app.cli.own_postgres import NoPostgres

    settings = centre_settings()
    if not settings.database_url:
        raise NoPostgres()
    return create_app(settings)
