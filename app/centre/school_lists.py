"""Schools and their codes in bulk, from the rows of a CSV file: all of them, or none."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.centre.areas import (
    Area,
    AreaTaken,
    BadAreaName,
    add_area,
    add_school,
    areas,
    country,
    tidy_name,
)
from app.centre.codes import CODE_DAYS, make_codes
from app.errors import N_, KisimaError

COLUMNS = ("region", "district", "school", "reference", "codes")
MOST_ROWS = 20_000
MOST_CODES = 50


class NotACsv(KisimaError):
    sentence = N_(
        "This file cannot be read as a table. Please save it as CSV with the columns region, "
        "district, school, reference and codes."
    )


class MissingColumns(KisimaError):
    sentence = N_("The table's first line lacks these columns: %(names)s.")


class TooManyRows(KisimaError):
    sentence = N_("The table has more than %(most)s rows. Please split it.")


class NoRegion(KisimaError):
    sentence = N_("The region is missing.")


class NoSchoolName(KisimaError):
    sentence = N_("The school's name is missing.")


class BadCount(KisimaError):
    sentence = N_("“%(value)s” is not a number of codes from 0 to %(most)s.")


class TwiceInTable(KisimaError):
    sentence = N_("This school stands in line %(line)s already.")


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One row as wanted. `district` may be empty: the school then belongs to the region."""

    line: int
    region: str
    district: str
    school: str
    reference: str
    codes: int


@dataclass(frozen=True, slots=True)
class RowFinding:
    """What is wrong with a line of the table."""

    line: int
    error: KisimaError


@dataclass(frozen=True, slots=True)
class SchoolCodes:
    """A row's school, and its new codes to print."""

    row: SchoolRow
    school_id: int
    is_new: bool
    codes: tuple[str, ...]


def read_school_table(data: bytes) -> tuple[list[SchoolRow], list[RowFinding]]:
    """The rows of a CSV file, and what is wrong with those that are left out.

    Comma, semicolon or tab between the columns, UTF-8 or what a Windows office writes.
    Raises NotACsv, MissingColumns or TooManyRows.
    """
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        written = data.decode("cp1252", "replace")
    first = written.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(written, newline=""), delimiter=separator))
    except csv.Error as error:
        raise NotACsv() from error
    if not table or "\x00" in written:
        raise NotACsv()
    names = [name.strip().casefold() for name in table[0]]
    if missing := [name for name in ("region", "school") if name not in names]:
        raise MissingColumns(names=", ".join(missing))
    if len(table) > MOST_ROWS + 1:
        raise TooManyRows(most=MOST_ROWS)
    places = {name: names.index(name) for name in COLUMNS if name in names}
    rows: list[SchoolRow] = []
    findings: list[RowFinding] = []
    seen: dict[tuple[str, ...], int] = {}
    for line, cells in enumerate(table[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        values = {
            name: cells[place] if place < len(cells) else "" for name, place in places.items()
        }
        try:
            row = _row(line, values)
            if (first_line := seen.setdefault(_same(row), line)) != line:
                raise TwiceInTable(line=first_line)
            rows.append(row)
        except KisimaError as error:
            findings.append(RowFinding(line, error))
    return rows, findings


def enrol_schools(
    connection: Connection,
    key: bytes,
    who: str,
    rows: Sequence[SchoolRow],
    days: int = CODE_DAYS,
) -> list[SchoolCodes]:
    """Make what is not there yet (regions, districts, schools) and codes for each row.

    A school is known by its reference, or by its name in its area where it has none.
    """
    known = {(one.parent_id, one.name.casefold()): one.id for one in areas(connection)}
    top = country(connection)
    made: list[tuple[SchoolRow, int, bool]] = []
    for row in rows:
        place = _area(connection, who, known, top, row)
        found = _school(connection, row, place)
        made.append(
            (
                row,
                found or add_school(connection, who, place, row.school, row.reference),
                found is None,
            )
        )
    wanted = [school_id for row, school_id, _ in made for _ in range(row.codes)]
    codes = iter(make_codes(connection, key, who, wanted, days))
    return [
        SchoolCodes(row, school_id, new, tuple(next(codes) for _ in range(row.codes)))
        for row, school_id, new in made
    ]


def _row(line: int, values: dict[str, str]) -> SchoolRow:
    if not values["region"].strip():
        raise NoRegion()
    if not values["school"].strip():
        raise NoSchoolName()
    wanted = values.get("codes", "").strip() or "1"
    if not wanted.isdecimal() or len(wanted) > 6 or int(wanted) > MOST_CODES:
        raise BadCount(value=wanted[:20], most=MOST_CODES)
    district, reference = values.get("district", "").strip(), values.get("reference", "").strip()
    return SchoolRow(
        line,
        tidy_name(values["region"]),
        tidy_name(district) if district else "",
        tidy_name(values["school"]),
        tidy_name(reference) if reference else "",
        int(wanted),
    )


def _same(row: SchoolRow) -> tuple[str, ...]:
    if row.reference:
        return (row.reference.casefold(),)
    return (row.region.casefold(), row.district.casefold(), row.school.casefold())


def _area(
    connection: Connection,
    who: str,
    known: dict[tuple[int | None, str], int],
    top: Area,
    row: SchoolRow,
) -> int:
    place = top.id
    for name in filter(None, (row.region, row.district)):
        inside = (place, name.casefold())
        if inside not in known:
            known[inside] = add_area(connection, who, place, name)
        place = known[inside]
    return place


def _school(connection: Connection, row: SchoolRow, area_id: int) -> int | None:
    if row.reference:
        where, values = "lower(reference) = lower(:reference)", {"reference": row.reference}
    else:
        where = "area_id = :area AND lower(name) = lower(:name)"
        values = {"area": area_id, "name": row.school}  # type: ignore[dict-item]
    return connection.scalar(
        text(f"SELECT id FROM centre_school WHERE {where} ORDER BY id LIMIT 1"), values
    )


__all__ = [
    "AreaTaken",
    "BadAreaName",
    "RowFinding",
    "SchoolCodes",
    "SchoolRow",
    "enrol_schools",
    "read_school_table",
]
