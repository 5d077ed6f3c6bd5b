"""`kisima journal`: whether the record of what happened is whole, and what to do when it is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.options import data_option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@click.group()
def journal() -> None:
    """Check the school's journal, repair it, or say that it was restored."""


@journal.command()
@data_option
def check(data: Path | None) -> None:
    """Follow the whole journal and say where it is damaged (exit code 1).

    A million entries take about twenty seconds. The server may run meanwhile.
    """
    from app.journal.repairing import damage

    with _store(data) as session:
        found = damage(session)
    if not found:
        click.echo("The journal is whole.")
        return
    for name, seq in found.items():
        click.echo(f"Part {name.hex()[:8]} is damaged at entry {seq}.")
    click.echo("Stop Kisima, copy the data folder, then run: kisima journal repair")
    raise SystemExit(1)


@journal.command()
@data_option
def repair(data: Path | None) -> None:
    """Mend a damaged journal: keep all that can be read, and say what cannot.

    Stop the server first. Nothing is deleted.
    """
    from app import journal as room
    from app.database import transaction
    from app.journal.repairing import damage
    from app.people import erasure

    with _store(data) as session:
        found = damage(session)
        if not found:
            click.echo("The journal is whole; there is nothing to mend.")
            return
        with transaction() as writing:
            done = room.repair(writing, found, erasure.known(writing))
    for one in done:
        click.echo(
            f"Part {one.epoch.hex()[:8]}: {one.again} entries kept, {one.lost} could not be read."
        )


@journal.command()
@data_option
def restored(data: Path | None) -> None:
    """Say that the data folder was brought back from a copy.

    What is written from now on is told apart from what was written after that copy was made, so
    that the centre keeps both.
    """
    from app import journal as room
    from app.database import transaction

    with _store(data), transaction() as session:
        room.open_epoch(session, "restore")
    click.echo("Noted. Kisima may be started again.")


@contextmanager
def _store(data: Path | None) -> "Iterator[Session]":
    from app import create_store
    from app.database import db
    from app.settings import load_settings

    store = create_store(load_settings({"data": data}), connections=1)
    with store.app_context():
        try:
            yield db.session()
        finally:
            db.session.remove()
            db.engine.dispose()
