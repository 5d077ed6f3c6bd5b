"""`kisima centre-backup` and `kisima centre-restored`: a centre's backups and what they mean."""

from pathlib import Path

import click

from app.cli.options import data_option


@click.command(name="centre-backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--whole-server", is_flag=True, help="A base backup of the server instead of a dump.")
@data_option
def centre_backup(folder: Path, whole_server: bool, data: Path | None) -> None:
    """Back the centre's database up into FOLDER, then tell the schools what is in the backup.

    The backup is finished and read again before anything counts as backed up. Run it daily, and
    take FOLDER to another machine.
    """
    from app import create_store
    from app.centre.backup import back_up
    from app.cli.centre import centre_settings
    from app.cli.own_postgres import with_database

    store = create_store(with_database(centre_settings(data)), connections=2)
    with store.app_context():
        click.echo(back_up(folder, whole_server=whole_server))


@click.command(name="centre-restored")
@data_option
def centre_restored(data: Path | None) -> None:
    """Say that this centre was restored from a backup, where it cannot have noticed by itself.

    A restored dump or base backup is noticed. What is not: a disk that was put back together with
    the data folder. Saying so once too often costs the schools one long greeting each.
    """
    from app import create_store
    from app.centre.generation import begin_generation
    from app.centre.transactions import writing
    from app.cli.centre import centre_settings
    from app.cli.own_postgres import with_database

    store = create_store(with_database(centre_settings(data)), connections=2)
    with store.app_context(), writing() as connection:
        count = begin_generation(connection, "hand").generation.count
    click.echo(f"This is generation {count} of the centre now.")
