"""`kisima centre-forward`: a hub passes on to the centre above it, by link or by stick."""

import logging
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.sync import Chosen, exit_code, named_exits, outcome_data, say, shown

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings
    from app.sync.running import Outcome
    from app.sync.terms import Terms

log = logging.getLogger(__name__)

LOOK_AGAIN = 60  # seconds between two looks at whether it is time
HELP = """Pass on once to the centre above what schools have sent, and exit.

The exit codes are those of `kisima sync`: 0 when the centre above holds everything, 3 when it was
not reached, 4 when there is none, others for what needs a person.
"""


@click.group(name="centre-forward", invoke_without_command=True, help=HELP)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The data folder.")
@click.option("--database-url", help="The centre's PostgreSQL, where the settings name none.")
@click.option("--now", is_flag=True, help="Send although this month's bytes are used up.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
@click.option("--quiet", is_flag=True, help="Print nothing but what went wrong.")
@click.pass_context
def centre_forward(
    context: click.Context,
    data: Path | None,
    database_url: str | None,
    now: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    context.obj = Chosen(data, as_json)
    context.meta["database_url"] = database_url
    if context.invoked_subcommand is not None:
        return
    from app.centre.hub_running import run

    with opened(now=now) as terms:
        outcome = run(terms, tell=shown(as_json, False, quiet))
    if as_json:
        click.echo(outcome_text(outcome))
    elif outcome.error is not None:
        print(f"kisima: {outcome.error}", file=sys.stderr)
    if not as_json and not quiet and outcome.up:
        size = f"{(outcome.up + outcome.down) / 1000:.1f} kB"
        click.echo(f"{outcome.events} events passed on, {outcome.waiting} still wait ({size}).")
    sys.exit(exit_code(outcome))


@centre_forward.command()
@click.argument("url")
@click.argument("code")
@click.pass_obj
def connect(chosen: Chosen, url: str, code: str) -> None:
    """Connect this centre to the one at URL, with the hub's CODE that was given for it."""
    from app.centre.hub_enrolling import connect_hub
    from app.sync.link import fingerprint

    with opened() as terms, named_exits(chosen):
        up = connect_hub(terms, url, code)
        key = fingerprint(up.key)
        told = f"This centre is a hub of {up.name or up.url}.\nThat centre's key is {key}."
        say(chosen, {"centre": up.name, "key": key}, told)


@centre_forward.command()
@click.argument("name")
@click.pass_obj
def code(chosen: Chosen, name: str) -> None:
    """At the root: make a code by which a centre called NAME becomes a hub of this one."""
    from app.centre.codes import code_key, make_hub_code, shown_code
    from app.centre.generation import centre
    from app.centre.transactions import writing

    with opened(), named_exits(chosen), writing() as connection:
        us = centre(connection)
        made = make_hub_code(connection, code_key(us.sign_seed), "command line", name)
        say(chosen, {"code": shown_code(made)}, shown_code(made))


@centre_forward.command()
@click.argument("stick", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def export(chosen: Chosen, stick: Path) -> None:
    """Copy what the root was not heard to hold to the folder STICK, sealed for the next hop."""
    from app.centre.hub_sticks import export

    with opened() as terms, named_exits(chosen):
        paths = export(terms, stick)
        told = "\n".join(f"Copied to {path}." for path in paths)
        say(chosen, {"files": [str(path) for path in paths]}, told)


@centre_forward.command("import")
@click.argument("stick", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def import_(chosen: Chosen, stick: Path) -> None:
    """Read the receipts of the centre above from the folder STICK."""
    from app.centre.hub_sticks import read

    with opened() as terms, named_exits(chosen):
        told = read(terms, stick)
        left = {name: str(error) for name, error in told.left}
        lines = [f"Read {told.receipts} receipts for this hub."]
        lines += [f"Left {name}: {why}" for name, why in left.items()]
        say(chosen, {"receipts": told.receipts, "left": left}, "\n".join(lines))
    if left:
        sys.exit(9)


@contextmanager
def opened(*, now: bool = False) -> "Iterator[Terms]":
    """The centre's store, in an app context, and what a run may do."""
    from app import create_store, sync_terms
    from app.cli.centre import centre_settings
    from app.cli.own_postgres import with_database

    context = click.get_current_context()
    chosen = context.find_object(Chosen)
    assert chosen is not None
    settings = with_database(centre_settings(chosen.data, context.meta["database_url"]))
    with create_store(settings, connections=2).app_context():
        yield replace(sync_terms(settings), now=now)


def outcome_text(outcome: "Outcome") -> str:
    """A run as one line of JSON."""
    import json

    return json.dumps(outcome_data(outcome))


def keep_forwarding(app: "Flask", settings: "Settings") -> None:
    """For a thread of the server: start a run as a process of its own whenever it is time."""
    from app import sync_terms
    from app.centre.hub_running import due
    from app.errors import KisimaError

    command = [sys.executable, "-m", "app.cli", "centre-forward", "--quiet"]
    command += ["--data", str(settings.data)]
    # The password of a database is for nobody who can list processes.
    environ = os.environ | {"KISIMA_DATABASE_URL": settings.database_url}
    root = Path(__file__).resolve().parents[2]
    while True:
        time.sleep(LOOK_AGAIN * random.uniform(0.5, 1.5))
        try:
            with app.app_context():
                is_due = due(sync_terms(settings))
            if is_due:
                subprocess.run(command, cwd=root, env=environ, check=False)
        except (KisimaError, OSError) as error:
            log.warning("progress was not passed on: %s", error)
