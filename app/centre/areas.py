"""Areas, the schools in them, and how the two are found by name: country, region, district."""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, text

from app.centre.audit import note
from app.centre.rollups import move_school
from app.clock import now_ms
from app.errors import N_, KisimaError

LEVELS = ("country", "region", "district")
LONGEST_NAME = 120


class BadAreaName(KisimaError):
    sentence = N_("Please write a name of 1 to %(most)s characters.")


class WrongLevel(KisimaError):
    sentence = N_("A region lies in the country and a district in a region.")


class NoSuchArea(KisimaError):
    sentence = N_("This region or district is not known here.")


class NoSuchSchool(KisimaError):
    sentence = N_("This school is not known here.")


class AreaTaken(KisimaError):
    sentence = N_("There is a “%(name)s” here already.")


class ReferenceTaken(KisimaError):
    sentence = N_("Another school has the number %(reference)s already.")


@dataclass(frozen=True, slots=True)
class Area:
    """A country, region or district."""

    id: int
    parent_id: int | None
    level: str
    name: str


@dataclass(frozen=True, slots=True)
class School:
    """A school; `reference` is the number that its ministry knows it by, or ""."""

    id: int
    area_id: int
    name: str
    reference: str
    created_ms: int


def tidy_name(typed: str) -> str:
    """A name with its white space tidied; raises BadAreaName."""
    name = " ".join(word for word in typed.split() if word)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadAreaName(most=LONGEST_NAME)
    return name


def country(connection: Connection) -> Area:
    """The one area that holds all others."""
    return areas(connection)[0]


def areas(connection: Connection) -> list[Area]:
    """All areas: the country, then regions, then districts, each by name."""
    found = connection.execute(
        text(
            "SELECT id, parent_id, level, name FROM centre_area"
            " ORDER BY array_position(ARRAY['country', 'region', 'district'], level), name, id"
        )
    )
    return [Area(*row) for row in found]


def add_area(connection: Connection, who: str, parent_id: int, name: str) -> int:
    """Make a region (in the country) or a district (in a region) and return its number.

    Raises BadAreaName, NoSuchArea, WrongLevel or AreaTaken.
    """
    name = tidy_name(name)
    parent = connection.execute(
        text("SELECT level FROM centre_area WHERE id = :id FOR UPDATE"), {"id": parent_id}
    ).first()
    if parent is None:
        raise NoSuchArea()
    if parent.level == LEVELS[-1]:
        raise WrongLevel()
    level = LEVELS[LEVELS.index(parent.level) + 1]
    number = connection.scalar(
        text(
            "INSERT INTO centre_area (parent_id, level, name) VALUES (:parent, :level, :name)"
            " ON CONFLICT DO NOTHING RETURNING id"
        ),
        {"parent": parent_id, "level": level, "name": name},
    )
    if number is None:
        raise AreaTaken(name=name)
    note(connection, who, "area-added", area=number, level=level, name=name)
    return int(number)


def rename_area(connection: Connection, who: str, area_id: int, name: str) -> None:
    """Raises BadAreaName, NoSuchArea or AreaTaken."""
    name = tidy_name(name)
    taken = text(
        "SELECT 1 FROM centre_area a JOIN centre_area b ON b.parent_id = a.parent_id"
        " WHERE a.id = :id AND b.id <> :id AND lower(b.name) = lower(:name)"
    )
    if connection.scalar(taken, {"id": area_id, "name": name}):
        raise AreaTaken(name=name)
    change = text("UPDATE centre_area SET name = :name WHERE id = :id")
    if not connection.execute(change, {"id": area_id, "name": name}).rowcount:
        raise NoSuchArea()
    note(connection, who, "area-renamed", area=area_id, name=name)


def add_school(
    connection: Connection, who: str, area_id: int, name: str, reference: str = ""
) -> int:
    """Make a school and return its number; raises BadAreaName, NoSuchArea or ReferenceTaken."""
    name, reference = tidy_name(name), " ".join(reference.split())
    if reference:
        tidy_name(reference)
    known = text("SELECT 1 FROM centre_area WHERE id = :id FOR KEY SHARE")
    if connection.scalar(known, {"id": area_id}) is None:
        raise NoSuchArea()
    number = connection.scalar(
        text(
            "INSERT INTO centre_school (area_id, name, reference, created_ms)"
            " VALUES (:area, :name, :reference, :now) ON CONFLICT DO NOTHING RETURNING id"
        ),
        {"area": area_id, "name": name, "reference": reference, "now": now_ms()},
    )
    if number is None:
        raise ReferenceTaken(reference=reference)
    note(connection, who, "school-added", school=number, area=area_id, name=name)
    return int(number)


def change_school(
    connection: Connection, who: str, school_id: int, *, name: str, area_id: int
) -> None:
    """Rename a school or move it to another area; raises BadAreaName, NoSuchArea, NoSuchSchool."""
    name = tidy_name(name)
    known = text("SELECT 1 FROM centre_area WHERE id = :id FOR KEY SHARE")
    if connection.scalar(known, {"id": area_id}) is None:
        raise NoSuchArea()
    move_school(connection, school_id, area_id)
    change = text("UPDATE centre_school SET name = :name, area_id = :area WHERE id = :id")
    values = {"id": school_id, "name": name, "area": area_id}
    if not connection.execute(change, values).rowcount:
        raise NoSuchSchool()
    note(connection, who, "school-changed", school=school_id, name=name, area=area_id)


def school(connection: Connection, school_id: int) -> School:
    """Raises NoSuchSchool."""
    found: Row | None = connection.execute(
        text("SELECT id, area_id, name, reference, created_ms FROM centre_school WHERE id = :id"),
        {"id": school_id},
    ).first()
    if found is None:
        raise NoSuchSchool()
    return School(*found)


def areas_below(connection: Connection, area_id: int) -> list[int]:
    """The numbers of an area and of all areas in it: what a person with that scope may see."""
    found = connection.execute(
        text(
            "WITH RECURSIVE inside AS (SELECT id FROM centre_area WHERE id = :id UNION ALL"
            " SELECT a.id FROM centre_area a JOIN inside ON a.parent_id = inside.id)"
            " SELECT id FROM inside"
        ),
        {"id": area_id},
    )
    return list(found.scalars())
