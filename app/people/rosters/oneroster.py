"""OneRoster 1.1 and 1.2, CSV binding: a zip with manifest.csv, users, classes, enrollments, orgs
and, from 1.2 on, roles. The format: imsglobal.org/spec/oneroster/v1p2/bind/csv.

A file is "bulk" (everything there is) or "delta" (what has changed, with a status on each line,
"active" or "tobedeleted"). Identifiers are the other system's sourcedIds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.errors import KisimaError
from app.people.rosters.csv_table import MOST_LINES, read_table
from app.people.rosters.problems import (
    EmptyRoster,
    MissingInFile,
    NoName,
    NoSuchSchoolInFile,
    NotOneRoster,
    OtherOneRoster,
    RolesUnused,
    SeveralSchools,
)
from app.people.rosters.roster import Person, Place, Problem, Roster
from app.people.rosters.zip_reading import read_members
from app.people.rules import BadUsername, checked_full_name, checked_username

FILES = ("manifest.csv", "orgs.csv", "users.csv", "roles.csv", "classes.csv", "enrollments.csv")
NEEDED = {
    "orgs.csv": ("sourcedId", "name", "type"),
    "users.csv": ("sourcedId", "givenName", "familyName", "username"),
    "roles.csv": ("userSourcedId", "role"),
    "classes.csv": ("sourcedId", "title"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
}
# What is in an enrolment of thousands of people is more lines than people.
MOST_ENROLMENTS = 10 * MOST_LINES
ROLES = {"student": "student", "teacher": "instructor"}


@dataclass(frozen=True, slots=True)
class Record:
    """One line of one of the files: its number, and its cells by their headers."""

    line: int
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        """The cell, empty where there is none."""
        return self.cells.get(name, "")

    @property
    def deleted(self) -> bool:
        """Whether the other system has deleted what the line is about."""
        return self.get("status").lower() == "tobedeleted"


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip's do."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read_oneroster(data: bytes, school: str = "") -> Roster:
    """The people of a OneRoster zip; `school` chooses where it is about several, by name or
    identifier. Lines are those of users.csv (of enrollments.csv for whom only that names).

    Raises a BadRoster.
    """
    members = read_members(data, FILES)
    manifest = _manifest(members)
    tables = {
        name: list(_records(name, members[name])) if manifest.get(f"file.{name[:-4]}") else []
        for name in FILES[1:]
    }
    delta = "delta" in (manifest.get("file.users"), manifest.get("file.enrollments"))
    schools = _schools(tables["orgs.csv"], school)
    classes = {
        row.get("sourcedId"): row.get("title")
        for row in tables["classes.csv"]
        if not schools or row.get("schoolSourcedId") in schools
    }
    enrolments = _enrolments(tables["enrollments.csv"], classes, schools)
    roles = _roles(tables["roles.csv"])
    people: list[Person] = []
    problems: list[Problem] = []
    others: Counter[str] = Counter()
    seen = set()
    for row in tables["users.csv"]:
        seen.add(row.get("sourcedId"))
        role = row.get("role") or roles.get(row.get("sourcedId"), "")
        mine = enrolments.get(row.get("sourcedId"), [])
        if schools and not (mine or schools & set(_list(row.get("orgSourcedIds")))):
            continue
        if role and role.lower() not in ROLES:
            others[role] += 1
            continue
        try:
            people.append(_person(row, ROLES.get(role.lower(), ""), mine))
        except KisimaError as error:
            problems.append(Problem(row.line, error))
    for identifier, mine in enrolments.items():
        if identifier not in seen:  # only changes are told, and she herself has not changed
            people.append(_known_already(identifier, mine))
    if not people and not problems:
        raise EmptyRoster()
    notes: list[KisimaError] = []
    if others:
        notes.append(RolesUnused(count=others.total(), names=", ".join(sorted(others))))
    return Roster(tuple(people), tuple(problems), tuple(notes), delta)


def _manifest(members: Mapping[str, bytes]) -> dict[str, str]:
    """The manifest's properties; files that are "absent" are left out."""
    if "manifest.csv" not in members:
        raise NotOneRoster(name="manifest.csv")
    table = read_table(members["manifest.csv"])
    found = {line.cells[0]: (*line.cells, "")[1].lower() for line in table.lines}
    version = found.get("oneroster.version", "")
    if version not in ("1.1", "1.2"):
        raise OtherOneRoster(version=version or "?")
    present = {name: value for name, value in found.items() if value and value != "absent"}
    if "file.users" not in present and "file.enrollments" not in present:
        raise NotOneRoster(name="users.csv")
    for name in FILES[1:]:
        if f"file.{name[:-4]}" in present and name not in members:
            raise NotOneRoster(name=name)
    return present


def _records(name: str, data: bytes) -> Iterator[Record]:
    most = MOST_ENROLMENTS if name == "enrollments.csv" else MOST_LINES
    table = read_table(data, most=most)
    for column in NEEDED[name]:
        if column not in table.header:
            raise MissingInFile(name=name, column=column)
    for line in table.lines:
        yield Record(line.number, dict(zip(table.header, line.cells, strict=False)))


def _schools(orgs: list[Record], wanted: str) -> set[str]:
    """The identifiers of the school meant; none where the file does not tell schools apart."""
    schools = [org for org in orgs if org.get("type").lower() == "school" and not org.deleted]
    names = ", ".join(org.get("name") for org in schools[:20])
    if wanted.strip():
        folded = wanted.strip().casefold()
        known = ("name", "identifier", "sourcedId")
        chosen = [org for org in schools if folded in {org.get(key).casefold() for key in known}]
        if not chosen:
            raise NoSuchSchoolInFile(school=wanted.strip(), names=names)
        return {org.get("sourcedId") for org in chosen}
    if len(schools) > 1:
        raise SeveralSchools(names=names)
    return set()


def _enrolments(
    rows: list[Record], classes: Mapping[str, str], schools: set[str]
) -> dict[str, list[tuple[Record, Place]]]:
    """Each user's enrolments. In a delta a class may be named that the file says nothing about."""
    found: defaultdict[str, list[tuple[Record, Place]]] = defaultdict(list)
    for row in rows:
        role, where = ROLES.get(row.get("role").lower()), row.get("classSourcedId")
        known = where in classes or (row.get("schoolSourcedId") in schools if schools else True)
        if role and known:
            place = Place(classes.get(where, ""), where, role)
            found[row.get("userSourcedId")].append((row, place))
    return found


def _roles(rows: list[Record]) -> dict[str, str]:
    """Each user's role by roles.csv: the primary one, and teaching before learning."""
    order = {"teacher": 0, "student": 1}
    found: dict[str, tuple[bool, int, str]] = {}
    for row in rows:
        if row.deleted:
            continue
        role = row.get("role")
        secondary = row.get("roleType").lower() == "secondary"
        rank = (secondary, order.get(role.lower(), 2), role)
        user = row.get("userSourcedId")
        found[user] = min(rank, found.get(user, rank))
    return {user: rank[2] for user, rank in found.items()}


def _person(row: Record, role: str, mine: list[tuple[Record, Place]]) -> Person:
    given = row.get("preferredFirstName") or row.get("preferredGivenName") or row.get("givenName")
    family = row.get("preferredLastName") or row.get("preferredFamilyName") or row.get("familyName")
    if not (given or family):
        raise NoName()
    return Person(
        line=row.line,
        identifier=row.get("sourcedId"),
        username=_username(row.get("username")),
        full_name=checked_full_name(f"{given} {family}"),
        role=role or _role_of(mine),
        joins=_places(mine, deleted=False),
        leaves=_places(mine, deleted=True),
        gone=row.deleted or row.get("enabledUser").lower() == "false",
    )


def _known_already(identifier: str, mine: list[tuple[Record, Place]]) -> Person:
    return Person(
        line=mine[0][0].line,
        identifier=identifier,
        username="",
        full_name="",
        role="",
        joins=_places(mine, deleted=False),
        leaves=_places(mine, deleted=True),
    )


def _username(written: str) -> str:
    """The user name; of an e-mail address the part before the @. Empty where it cannot be one."""
    try:
        return checked_username(written.partition("@")[0])
    except BadUsername:
        return ""


def _role_of(mine: list[tuple[Record, Place]]) -> str:
    return "instructor" if any(place.role == "instructor" for _, place in mine) else "student"


def _places(mine: list[tuple[Record, Place]], *, deleted: bool) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for row, place in mine if row.deleted == deleted))


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",")]
