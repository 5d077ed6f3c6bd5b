"""The pages of a centre, and the three addresses at which schools' laptops speak to it.

area            the blueprint, who may open what
home_views      what to do first, then how the schools are
school_views    schools: the list, one of them
laptop_views    a school's laptops and codes
table_views     many schools at once, from a table
stick_views     what came on a stick
sheet           codes on cards to print
area_views      regions and districts
figures_views   the dashboards: figures_asked, figures_tables, figures_heard_tables
people_views    who may see what
centre_views    the centre itself: its name, key, backups; the log
hub_views       the centre above this one, hubs below
sync_api        for laptops, not for people
"""

from flask import Flask

from app.web.centre.area import blueprint


def install(app: Flask) -> None:
    """Give the app the pages of a centre."""
    from app.web.centre import (  # noqa: F401
        area_views,
        centre_views,
        figures_views,
        home_views,
        hub_views,
        laptop_views,
        people_views,
        school_views,
        stick_views,
        table_views,
    )

    app.register_blueprint(blueprint)
