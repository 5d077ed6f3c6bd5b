"""The places that dashboards are about: an area with what lies in it, or a school."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.areas import Area, NoSuchArea, School, areas
from app.centre.scopes import Scope

MOST_SCHOOLS = 150  # on one page


@dataclass(frozen=True, slots=True)
class Place:
    """An area: `above` are those that it lies in, `parts` those in it each with all of its own.

    `members` are all areas whose schools count here, None for those of the whole country.
    """

    area: Area
    above: tuple[Area, ...]
    parts: tuple[tuple[Area, tuple[int, ...]], ...]
    members: tuple[int, ...] | None
    schools: tuple[tuple[int, str], ...]  # number and name of its own, the first MOST_SCHOOLS


def place(connection: Connection, scope: Scope, area_id: int) -> Place:
    """The area, if it may be seen; raises NoSuchArea. Nothing above the scope is named."""
    known = {area.id: area for area in areas(connection)}
    if area_id not in known or not scope.holds(area_id):
        raise NoSuchArea()
    here = known[area_id]
    parts = tuple(
        (area, _inside(known, area.id)) for area in known.values() if area.parent_id == area_id
    )
    members = (area_id, *(one for _, inside in parts for one in inside))
    rows = connection.execute(
        text(
            "SELECT id, name FROM centre_school WHERE area_id = :area"
            " ORDER BY lower(name), id LIMIT :most"
        ),
        {"area": area_id, "most": MOST_SCHOOLS},
    )
    whole = here.parent_id is None
    return Place(
        here,
        above(known, scope, here.parent_id),
        parts,
        None if whole else members,
        tuple((row.id, row.name) for row in rows),
    )


def above_school(connection: Connection, scope: Scope, school: School) -> tuple[Area, ...]:
    """The areas that a school lies in, as far as they may be seen, the largest first."""
    return above({area.id: area for area in areas(connection)}, scope, school.area_id)


def above(known: Mapping[int, Area], scope: Scope, area_id: int | None) -> tuple[Area, ...]:
    """An area and those that it lies in, as far as they may be seen, the largest first."""
    found: list[Area] = []
    while area_id is not None and scope.holds(area_id):
        found.append(known[area_id])
        area_id = known[area_id].parent_id
    return tuple(reversed(found))


def _inside(known: Mapping[int, Area], area_id: int) -> tuple[int, ...]:
    below = [area.id for area in known.values() if area.parent_id == area_id]
    return (area_id, *(one for part in below for one in _inside(known, part)))
