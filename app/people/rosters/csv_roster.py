"""One CSV of people, with plain headers or those of Kolibri's user export.

Kolibri's headers are translated, but end in a fixed name in brackets: "Full name (FULL_NAME)".
The source of those names is kolibri/core/auth/management/commands/bulkexportusers.py.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.errors import KisimaError
from app.people.rosters.csv_table import Line, Table, read_table
from app.people.rosters.problems import (
    BadLetters,
    ColumnsUnused,
    ColumnTwice,
    DamagedNumber,
    DoubledIdentifier,
    DoubledUser,
    EmptyRoster,
    FormulaCell,
    MissingColumns,
    NoAdministratorsByList,
    NoName,
    RoleForName,
    SameNameTwice,
    TooManyCells,
    TwoVersions,
    UnknownRole,
)
from app.people.rosters.roster import Person, Place, Problem, Roster
from app.people.rules import checked_full_name, checked_username, fold_username

# What a header may be called, folded; the first name of each row is the one that is documented.
COLUMNS = {
    "identifier": "identifier id_number student_id admission_number رقم_الطالب matricule",
    "uuid": "uuid id database_id",
    "username": "username user_name user login اسم_المستخدم jina_la_mtumiaji identifiant",
    "full_name": "full_name fullname name student_name student nom_complet nom jina الاسم",
    "given": "given_name first_name firstname prenom prénom",
    "family": "family_name last_name lastname surname",
    "role": "role user_type type kind دور rôle wajibu",
    "class": "class classes class_name classroom group classe darasa الصف",
    "enrolled": "enrolled_in",
    "assigned": "assigned_to",
}
KNOWN = {name: field for field, names in COLUMNS.items() for name in names.split()}
ROLES = {
    "student": "student learner pupil trainee élève eleve étudiant etudiant mwanafunzi طالب طالبة",
    "instructor": "instructor teacher coach class_coach facility_coach trainer enseignant mwalimu "
    "معلم معلمة",
    "administrator": "administrator admin superuser super_admin",
}
KNOWN_ROLES = {name: role for role, names in ROLES.items() for name in names.split()}
FORMULA = re.compile(r"[=@＝＠]|[+\-＋－](?!\d)")
SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
BRACKETED = re.compile(r"\(([A-Z_]+)\)$")
MERGE_MARK = re.compile(r"<{7} |={7}$|>{7} |\|{7} ")
EMPTY = ("-", "–", "—", "*")


def read_csv(data: bytes) -> Roster:
    """The people of a CSV file, and what is wrong with the lines that are left out.

    Columns: identifier, username, full_name, role, class, in any order and all but the name
    optional. A person may stand in several lines, once a class; a class's cell may name several,
    with "|" between them (Kolibri's: a comma). Raises a BadRoster.
    """
    table = read_table(data)
    for line in table.lines:
        if MERGE_MARK.match(line.cells[0]):
            raise TwoVersions(line=line.number, mark=line.cells[0][:40])
    places, unused = _places(table)
    people: list[Person] = []
    problems: list[Problem] = []
    for line in table.lines:
        try:
            people.append(_person(line, places, len(table.header)))
        except KisimaError as error:
            problems.append(Problem(line.number, error))
    kept, doubled = _each_once(people)
    problems = sorted([*problems, *doubled], key=lambda one: one.line)
    if not kept and not problems:
        raise EmptyRoster()
    notes: list[KisimaError] = [table.guess] if table.guess else []
    if unused:
        notes.append(ColumnsUnused(names=", ".join(unused)))
    return Roster(tuple(kept), tuple(problems), tuple(notes))


def _places(table: Table) -> tuple[dict[str, int], list[str]]:
    """Where each column stands, and the headers of those that nothing is read from."""
    places: dict[str, int] = {}
    unused = []
    for place, header in enumerate(table.header):
        field = KNOWN.get(_folded_header(header))
        if field is None:
            if header:
                unused.append(header)
        elif field in places:
            raise ColumnTwice(first=table.header[places[field]], second=header)
        else:
            places[field] = place
    # A lone "id" is how a plain list calls its identifiers.
    if "uuid" in places and "identifier" not in places:
        places["identifier"] = places.pop("uuid")
    if not places.keys() & {"full_name", "given", "family"}:
        raise MissingColumns(seen=", ".join(table.header)[:120])
    return places, unused


def _folded_header(header: str) -> str:
    if found := BRACKETED.search(header):
        return found[1].lower()
    return re.sub(r"[\s\-_]+", "_", header.casefold()).strip("_")


def _person(line: Line, places: Mapping[str, int], width: int) -> Person:
    if any(line.cells[width:]):
        raise TooManyCells()

    def cell(field: str) -> str:
        place = places.get(field, width)
        found = line.cells[place] if place < len(line.cells) else ""
        if found in EMPTY:
            return ""
        if FORMULA.match(found):
            raise FormulaCell(cell=found[:40])
        return found

    full_name = " ".join(part for part in map(cell, ("given", "full_name", "family")) if part)
    if not full_name:
        raise NoName()
    if full_name.casefold() in KNOWN_ROLES:
        raise RoleForName(name=full_name)
    if "\ufffd" in full_name:
        raise BadLetters(name=full_name)
    identifier = cell("identifier") or cell("uuid")
    if SHORTENED.fullmatch(identifier):
        raise DamagedNumber(cell=identifier)
    username = cell("username")
    role = _role(cell("role"))
    return Person(
        line=line.number,
        identifier=identifier[:120],
        username=checked_username(username) if username else "",
        full_name=checked_full_name(full_name),
        role=role,
        joins=tuple(
            dict.fromkeys(
                [Place(name, "", role) for name in _split(cell("class"), "|")]
                + [Place(name, "", "student") for name in _split(cell("enrolled"), ",")]
                + [Place(name, "", "instructor") for name in _split(cell("assigned"), ",")]
            )
        ),
    )


def _role(written: str) -> str:
    role = KNOWN_ROLES.get(re.sub(r"[\s\-]+", "_", written.casefold())) if written else "student"
    if role is None:
        raise UnknownRole(role=written[:40])
    if role == "administrator":
        raise NoAdministratorsByList()
    return role


def _split(cell: str, sign: str) -> list[str]:
    return [checked_full_name(name) for name in cell.split(sign) if name.strip()]


def _each_once(people: Iterable[Person]) -> tuple[list[Person], list[Problem]]:
    """Everybody once: lines that differ in the class only are put together."""
    kept: dict[int, Person] = {}  # by line, in the order of the file
    lines: dict[tuple[str, ...], int] = {}
    problems = []
    for person in people:
        try:
            first = next((lines[key] for key in _keys(person) if key in lines), None)
            if first is None:
                kept[person.line] = person
            else:
                kept[first] = _together(kept[first], person)
        except KisimaError as error:
            problems.append(Problem(person.line, error))
            continue
        for key in _keys(person):
            lines.setdefault(key, first or person.line)
    return list(kept.values()), problems


def _keys(person: Person) -> list[tuple[str, ...]]:
    """What a person is told from others by: two lines with one of them in common are one's."""
    keys: list[tuple[str, ...]] = []
    if person.identifier:
        keys.append(("identifier", person.identifier))
    if person.username:
        keys.append(("username", person.username))
    if not keys:
        classes = sorted(fold_username(place.name) for place in person.joins)
        keys.append(("name", fold_username(person.full_name), *classes))
    return keys


def _together(first: Person, again: Person) -> Person:
    # Without a user name or an identifier nobody can say whether two are one.
    if not (first.username or first.identifier):
        raise SameNameTwice(name=again.full_name, first=first.line)
    same = (first.identifier, first.username, fold_username(first.full_name), first.role)
    if same != (again.identifier, again.username, fold_username(again.full_name), again.role):
        if again.username and again.username == first.username:
            raise DoubledUser(username=again.username, first=first.line)
        raise DoubledIdentifier(identifier=again.identifier, first=first.line)
    if set(again.joins) <= set(first.joins):
        raise (
            DoubledUser(username=again.username, first=first.line)
            if again.username
            else DoubledIdentifier(identifier=again.identifier, first=first.line)
        )
    return replace(first, joins=tuple(dict.fromkeys(first.joins + again.joins)))
