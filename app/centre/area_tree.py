"""Regions and districts as a tree, with how many schools lie in each."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.areas import Area, areas


@dataclass(frozen=True, slots=True)
class Branch:
    """An area, what lies in it, and how many schools there are in it and below it."""

    area: Area
    inside: tuple["Branch", ...]
    schools: int


def area_tree(connection: Connection) -> Branch:
    """The country with everything in it."""
    known = areas(connection)
    found = connection.execute(
        text("SELECT area_id, count(*) AS schools FROM centre_school GROUP BY area_id")
    )
    counts: dict[int, int] = {row.area_id: row.schools for row in found}
    return _branch(known[0], known, counts)


def _branch(area: Area, known: list[Area], counts: dict[int, int]) -> Branch:
    inside = tuple(_branch(one, known, counts) for one in known if one.parent_id == area.id)
    return Branch(area, inside, counts.get(area.id, 0) + sum(one.schools for one in inside))
