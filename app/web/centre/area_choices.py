"""The regions and districts to choose from in forms."""

from flask_babel import gettext as _
from sqlalchemy import Connection

from app.centre.areas import areas, country
from app.centre.school_search import places
from app.centre.scopes import Scope


def area_choices(connection: Connection, scope: Scope | None = None) -> list[tuple[int, str]]:
    """Each area's number and name with the region before the district; in the order of names."""
    known = areas(connection)
    named = places(known)
    top = country(connection).id
    shown = [one for one in known if scope is None or scope.holds(one.id)]
    choices = [(one.id, place_words(named[one.id])) for one in shown if one.id != top]
    choices.sort(key=lambda choice: choice[1].casefold())
    if any(one.id == top for one in shown):
        choices.insert(0, (top, _("The whole country")))
    return choices


def place_words(place: tuple[str, ...]) -> str:
    """The names of a place, region first."""
    return " › ".join(place)
