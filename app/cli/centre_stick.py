"""`kisima centre-stick`: read a stick, or a folder that stands for one, at the centre."""

import sys
from pathlib import Path

import click


@click.command(name="centre-stick")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The centre's data folder (default: centre-data).",
)
@click.option("--database-url", help="The centre's PostgreSQL (default: the trial's own).")
def centre_stick(folder: Path, data: Path | None, database_url: str | None) -> None:
    """Take in what schools copied onto the stick in FOLDER, and leave their receipts on it.

    Ends with 0 when every file was taken, else with 1.
    """
    from app import create_store
    from app.centre.sticks import read_stick
    from app.cli.centre import centre_settings
    from app.cli.own_postgres import with_database

    store = create_store(with_database(centre_settings(data, database_url)), connections=2)
    with store.app_context():
        read = read_stick(folder)
    for one in read:
        if one.refused:
            click.echo(f"{one.name}: not all of it was taken.")
            for error in one.refused:
                click.echo(f"  {error}")
        else:
            click.echo(f"{one.name}: taken.")
    if not read:
        click.echo(f"There are no files for the centre in {folder}.")
    elif any(one.receipt for one in read):
        click.echo("The receipts are on the stick. Take it back to the schools.")
    sys.exit(1 if any(one.refused for one in read) else 0)
