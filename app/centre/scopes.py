"""Who sees what: an administrator everything, an officer her region or district."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.areas import NoSuchSchool, School, areas_below, country, school

# What a query says of its schools `s`, so that it finds those of a scope only.
IN_SCOPE = "(CAST(:areas AS integer[]) IS NULL OR s.area_id = ANY(CAST(:areas AS integer[])))"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may see: the schools in these areas, or everything.

    `area_id` is the highest of them; None for an officer who has been given none.
    """

    area_id: int | None
    everything: bool
    inside: frozenset[int]

    @property
    def values(self) -> dict[str, list[int] | None]:
        """The values of IN_SCOPE."""
        return {"areas": None if self.everything else sorted(self.inside)}

    def holds(self, area_id: int) -> bool:
        """Whether this area may be seen."""
        return self.everything or area_id in self.inside


def everything(connection: Connection) -> Scope:
    """The scope of an administrator."""
    return Scope(country(connection).id, True, frozenset())


def scope_of_officer(connection: Connection, account_id: int) -> Scope:
    """The scope of an officer; she whom no area was given to sees nothing."""
    area_id = connection.scalar(
        text("SELECT area_id FROM centre_scope WHERE account_id = :id"), {"id": account_id}
    )
    if area_id is None:
        return Scope(None, False, frozenset())
    return Scope(int(area_id), False, frozenset(areas_below(connection, int(area_id))))


def narrowed(connection: Connection, scope: Scope, area_id: int) -> Scope:
    """The part of a scope that lies in one area; nothing where it may not be seen."""
    if not scope.holds(area_id):
        return Scope(None, False, frozenset())
    return Scope(area_id, False, frozenset(areas_below(connection, area_id)))


def school_in(connection: Connection, scope: Scope, school_id: int) -> School:
    """The school; raises NoSuchSchool for one outside the scope too, so that nothing is told."""
    found = school(connection, school_id)
    if not scope.holds(found.area_id):
        raise NoSuchSchool()
    return found
