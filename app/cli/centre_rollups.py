"""`kisima centre-rollups`: count the figures of a centre's dashboards anew."""

from pathlib import Path

import click

from app.cli.options import data_option


@click.command(name="centre-rollups")
@data_option
def centre_rollups(data: Path | None) -> None:
    """Count the figures of a centre's dashboards anew, from all its events.

    They are kept right while events arrive, so this is for a change of what is counted, or for
    somebody who wants to be sure. Schools may go on sending: each is counted by itself, and waits
    meanwhile.
    """
    from app import create_store
    from app.centre.areas import areas
    from app.centre.rollups import recount, schools_counted
    from app.centre.rollups_areas import add_what_was_left, recount_area, recount_totals
    from app.centre.transactions import reading, writing
    from app.cli.centre import centre_settings
    from app.cli.own_postgres import with_database

    store = create_store(with_database(centre_settings(data)), connections=2)
    with store.app_context():
        with writing() as connection:
            schools = schools_counted(connection)
        events = 0
        for school_id in schools:
            with writing() as connection:
                events += recount(connection, school_id)
        add_what_was_left()
        with reading() as connection:
            places = areas(connection)
        for area in places:
            with writing() as connection:
                recount_area(connection, area.id)
        with writing() as connection:
            recount_totals(connection)
    click.echo(f"Counted {events} events of {len(schools)} schools.")
