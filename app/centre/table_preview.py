"""What a table of schools would make, before anything is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.areas import areas, country
from app.centre.school_lists import SchoolRow


@dataclass(frozen=True, slots=True)
class Preview:
    """The rows whose school is new, by line; the areas that would be made, region first."""

    new_lines: frozenset[int]
    new_areas: tuple[tuple[str, ...], ...]
    codes: int


def preview(connection: Connection, rows: Sequence[SchoolRow]) -> Preview:
    """What `enrol_schools` would make of these rows."""
    known = {(one.parent_id, one.name.casefold()): one.id for one in areas(connection)}
    top = country(connection).id
    new_areas: dict[tuple[str, ...], tuple[str, ...]] = {}
    references = _known_references(connection, [row.reference for row in rows if row.reference])
    names = _known_names(connection, [row.school for row in rows if not row.reference])
    new_lines = set()
    for row in rows:
        place: int | None = top
        path: tuple[str, ...] = ()
        for name in filter(None, (row.region, row.district)):
            path = (*path, name)
            place = known.get((place, name.casefold())) if place is not None else None
            if place is None:
                new_areas.setdefault(tuple(one.casefold() for one in path), path)
        if row.reference:
            there = row.reference.lower() in references
        else:
            there = (place, row.school.lower()) in names
        if not there:
            new_lines.add(row.line)
    return Preview(frozenset(new_lines), tuple(new_areas.values()), sum(row.codes for row in rows))


def _known_references(connection: Connection, wanted: list[str]) -> set[str]:
    found = connection.execute(
        text(
            "SELECT lower(reference) FROM centre_school"
            " WHERE reference <> '' AND lower(reference) = ANY(:wanted)"
        ),
        {"wanted": [one.lower() for one in wanted]},
    )
    return set(found.scalars())


def _known_names(connection: Connection, wanted: list[str]) -> set[tuple[int, str]]:
    found = connection.execute(
        text(
            "SELECT area_id, lower(name) AS name FROM centre_school WHERE lower(name) = ANY(:names)"
        ),
        {"names": [one.lower() for one in wanted]},
    )
    return {(row.area_id, row.name) for row in found}
