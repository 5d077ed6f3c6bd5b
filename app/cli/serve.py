"""`kisima serve`: the server of a school, with its grader beside it."""

import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.options import data_option
from app.errors import N_, KisimaError

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings

log = logging.getLogger(__name__)

LOOK_AT_SYNC = 60  # seconds between two looks at whether it is time to send progress


class PortTaken(KisimaError):
    sentence = N_(
        "Port %(port)s is in use already, perhaps by another Kisima. Stop that one, or choose "
        "another port with --port."
    )


class CannotListen(KisimaError):
    sentence = N_("Kisima cannot listen on %(host)s port %(port)s: %(reason)s.")


@click.command()
@data_option
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default: 8080).")
@click.option("--host", help="Address to listen on (default: all of this machine's).")
@click.option("--demo", is_flag=True, help="Make a demo class and print how to sign in.")
def serve(data: Path | None, port: int | None, host: str | None, demo: bool) -> None:
    """Serve lessons and exercises to the room."""
    from app import __version__, create_app
    from app.cli.memory import freeze_start, give_back_for_ever, keep_memory_small
    from app.cli.upgrade import upgrade_apart
    from app.settings import load_settings

    keep_memory_small()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    # A whole class asking at once is what this server is for, and no reason to warn anybody.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    settings = load_settings({"data": data, "port": port, "host": host})
    listener = bound_socket(settings.host, settings.port)
    upgrade_apart(settings)
    app = create_app(settings)
    with app.app_context():
        note_boot(__version__)
        told: list[str] = []
        if demo:
            from app.cli.demo import make_demo

            told = make_demo()
        for line in welcome(settings, told):
            click.echo(line)
    threading.Thread(target=keep_worker, args=(settings,), daemon=True).start()
    threading.Thread(target=warm_kernels, args=(app,), daemon=True).start()
    if settings.role == "node":
        threading.Thread(target=keep_syncing, args=(app, settings), daemon=True).start()
    freeze_start()
    threading.Thread(target=give_back_for_ever, daemon=True).start()
    run(app, listener, settings)


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address, before anything slow is done; raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        import errno

        if error.errno in (errno.EADDRINUSE, errno.EACCES) and port >= 1024:
            raise PortTaken(port=port) from error
        raise CannotListen(host=host, port=port, reason=error.strerror or error) from error
    return listener


def note_boot(version: str) -> None:
    """Write this start into the journal, and give what could not be graded another chance."""
    from app import journal
    from app.database import transaction
    from app.progress import queue

    queue.try_again()
    with transaction() as session:
        journal.record_boot(session, version)


def welcome(settings: "Settings", more: Sequence[str] = ()) -> list[str]:
    """What is printed when the server starts; `more` stands after the addresses."""
    from app.people.setup import is_set_up, setup_code
    from app.web.lan import lan_addresses

    lines = ["", "Kisima is running.", ""]
    lines.append(f"  On this computer:  http://localhost:{settings.port}/")
    if settings.host not in ("127.0.0.1", "::1", "localhost"):
        for address in lan_addresses():
            lines.append(f"  In the room:       http://{address}:{settings.port}/")
    if not is_set_up():
        code = setup_code(settings.data / "setup-code.txt")
        lines += ["", f"  Set-up code:       {code[:4]}-{code[4:]}"]
        lines.append("  Open the first address and type this code; it works once.")
    lines += ["", *more] if more else []
    lines += ["", "  Stop it with Ctrl+C.", ""]
    return lines


def keep_worker(settings: "Settings") -> None:
    """Start the grader as a process of its own, and again whenever it ends."""
    command = [sys.executable, "-m", "app.cli", "worker", "--child", "--data", str(settings.data)]
    root = Path(__file__).resolve().parents[2]
    while True:
        started = time.monotonic()
        try:
            child = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=root)
            child.wait()
            log.warning("the grader ended (code %s) and is started again", child.returncode)
        except OSError as error:
            log.warning("the grader could not be started (%s); trying again", error)
        time.sleep(0.2 if time.monotonic() - started > 10 else 3)


def keep_syncing(app: "Flask", settings: "Settings") -> None:
    """Send progress by itself at good times."""
    while True:
        time.sleep(LOOK_AT_SYNC)
        try:
            sync_when_due(app, settings)
        except Exception as error:  # whatever it was, the next time may be better
            log.warning("progress could not be sent: %s", error)


def sync_when_due(app: "Flask", settings: "Settings") -> int | None:
    """Send progress if it is time, in a process of its own, so that what a run needs is not kept
    by the process that serves pages; returns its exit code, which the run's row explains."""
    from app import sync_terms
    from app.sync.trying import due

    with app.app_context():
        if not due(sync_terms(settings)):
            return None
    command = [sys.executable, "-m", "app.cli", "sync", "--quiet", "--data", str(settings.data)]
    root = Path(__file__).resolve().parents[2]
    quiet = subprocess.DEVNULL
    return subprocess.run(command, stdin=quiet, stderr=quiet, cwd=root).returncode


def warm_kernels(app: "Flask") -> None:
    """Start the process that runs students' code, once the first pages have been served."""
    from app.web.services import Services

    time.sleep(2)
    parts: Services = app.extensions["kisima"]
    try:
        parts.live.warm()
    except KisimaError as error:
        log.warning("the process for students' code did not start: %s", error)


def run(app: "Flask", listener: socket.socket, settings: "Settings") -> None:
    """Answer requests until Ctrl+C."""
    from waitress.server import create_server

    from app.cli.ending import notice_in

    server = create_server(
        app,
        sockets=[listener],
        threads=settings.threads,
        ident="kisima",
        channel_timeout=60,
        connection_limit=500,
        # What laptops send to a centre is small; a school's people upload notebooks.
        max_request_body_size=24_000_000 if settings.role == "centre" else 256_000_000,
        # Where proxies are believed, what they say must come through.
        clear_untrusted_proxy_headers=settings.proxies == 0,
    )
    notice_in(server)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        click.echo("Kisima has stopped. Everything is saved.")
