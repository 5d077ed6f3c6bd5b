"""`kisima centre`: the same application in its centre role."""

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from app.settings import Settings

PORT = 8090  # beside a node on the same computer, which has 8080


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for what this centre keeps beside its database (default: centre-data).",
)
@click.option(
    "--database-url",
    help="PostgreSQL to keep everything in, such as postgresql://kisima:word@host/kisima "
    "(default: one of its own in the data folder, for a trial).",
)
@click.option("--port", type=click.IntRange(1, 65535), help=f"Port to listen on (default: {PORT}).")
@click.option("--host", help="Address to listen on (default: all of this machine's).")
def centre(data: Path | None, database_url: str | None, port: int | None, host: str | None) -> None:
    """Serve a centre, to which schools send their progress."""
    from app import create_app
    from app.cli.centre_forward import keep_forwarding
    from app.cli.ending import end_when_asked
    from app.cli.memory import freeze_start, give_back_for_ever, keep_memory_small
    from app.cli.own_postgres import with_database
    from app.cli.serve import bound_socket, run

    end_when_asked()  # its own PostgreSQL ends with it
    keep_memory_small()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    settings = centre_settings(data, database_url, port, host)
    listener = bound_socket(settings.host, settings.port)
    trial = not settings.database_url
    settings = with_database(settings)
    app = create_app(settings)
    with app.app_context():
        for line in welcome(settings, trial):
            click.echo(line)
    freeze_start()
    threading.Thread(target=give_back_for_ever, daemon=True).start()
    threading.Thread(target=keep_forwarding, args=(app, settings), daemon=True).start()
    run(app, listener, settings)


def centre_settings(
    data: Path | None = None,
    database_url: str | None = None,
    port: int | None = None,
    host: str | None = None,
) -> "Settings":
    """The settings of a centre: its own defaults for the port and the data folder."""
    from app.settings import ROOT, load_settings

    given = {"data": data, "database_url": database_url, "port": port, "host": host}
    settings = load_settings(
        {**given, "role": "centre"}, defaults={"data": ROOT / "centre-data", "port": PORT}
    )
    named = driver_named(settings.database_url)
    if named != settings.database_url:
        from dataclasses import replace

        return replace(settings, database_url=named)
    return settings


def driver_named(url: str) -> str:
    """A PostgreSQL URL as people write it, with the driver that Kisima brings."""
    for start in ("postgresql://", "postgres://"):
        if url.startswith(start):
            return "postgresql+psycopg://" + url.removeprefix(start)
    return url


def welcome(settings: "Settings", trial: bool) -> list[str]:
    """What is printed when the centre starts."""
    from app.people.setup import is_set_up, setup_code
    from app.web.lan import lan_addresses

    lines = ["", "The centre is running.", ""]
    lines.append(f"  On this computer:  http://localhost:{settings.port}/")
    if settings.host not in ("127.0.0.1", "::1", "localhost"):
        for address in lan_addresses():
            lines.append(f"  In the network:    http://{address}:{settings.port}/")
    if not is_set_up():
        code = setup_code(settings.data / "setup-code.txt")
        lines += ["", f"  Set-up code:       {code[:4]}-{code[4:]}"]
        lines.append("  Open the first address and type this code; it works once.")
    if trial:
        lines += ["", f"  A PostgreSQL of its own keeps everything in {settings.data}."]
        lines.append("  That is for a trial; docs/centre.md says how to run a centre for good.")
    return [*lines, "", "  Stop it with Ctrl+C.", ""]
