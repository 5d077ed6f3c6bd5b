"""`kisima settings`: what can be set, and to what it is set."""

from dataclasses import fields
from pathlib import Path

import click

from app.cli.options import data_option
from app.settings import Settings, load_settings


@click.command()
@data_option
def settings(data: Path | None) -> None:
    """List every setting with its value and what it means.

    Set one in settings.toml in the data folder (port = 9000) or in the environment
    (KISIMA_PORT=9000).
    """
    now = load_settings({"data": data})
    for item in fields(Settings):
        value = getattr(now, item.name)
        changed = "" if value == item.default else "  (set)"
        click.echo(f"{item.name} = {value}{changed}\n    {item.metadata['help']}")
