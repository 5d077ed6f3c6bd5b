"""Whether the data files of an exercise are what their data sheets say."""

import csv
from collections.abc import Iterator
from pathlib import Path

from app.catalog.data_sheets import FILE, NEEDED, DataSheet, read_data_sheets
from app.catalog.findings import Finding
from app.catalog.model import Exercise

MOST_BYTES = 200_000  # of a table: it is copied for every student and run
_DATA = "data/"


def data_findings(exercise: Exercise) -> Iterator[Finding]:
    """What is wrong in the data sheets, and tables that are too large."""
    sheets, findings = read_data_sheets(exercise.folder)
    yield from findings
    for sheet in sheets:
        path = exercise.files.get(f"{_DATA}{sheet.file}")
        place = exercise.folder / FILE
        if path is None:
            yield Finding(place, sheet.line, "data-sheet-file", {"file": sheet.file})
            continue
        lacks = [key for key in NEEDED if getattr(sheet, key) in ("", (), None)]
        lacks += [column.name for column in sheet.columns if not column.meaning]
        if lacks:
            values = {"file": sheet.file, "keys": ", ".join(lacks)}
            yield Finding(place, sheet.line, "data-sheet-lacks", values)
        if path.suffix.lower() == ".csv":
            yield from _table_findings(place, sheet, path)
    for name, path in exercise.files.items():
        if path.stat().st_size > MOST_BYTES:
            values = {"file": name, "size": f"{path.stat().st_size / 1000:.0f}"}
            yield Finding(path, 1, "data-large", values)


def undescribed(exercise: Exercise) -> tuple[str, ...]:
    """The tables that have no data sheet, by their names in data/."""
    described = {sheet.file for sheet in read_data_sheets(exercise.folder)[0]}
    tables = [name.removeprefix(_DATA) for name in exercise.files if name.endswith(".csv")]
    return tuple(name for name in tables if name not in described)


def _table_findings(place: Path, sheet: DataSheet, path: Path) -> Iterator[Finding]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        yield Finding(path, 1, "unreadable", {"reason": str(problem)})
        return
    header = [name.strip() for name in rows[0]] if rows else []
    said = [column.name for column in sheet.columns]
    if sheet.columns and header != said:
        odd = [name for name in header if name not in said]
        odd += [name for name in said if name not in header]
        values = {"file": sheet.file, "columns": ", ".join(odd or header)}
        yield Finding(place, sheet.line, "data-sheet-columns", values)
    if sheet.rows is not None and sheet.rows != len(rows) - 1:
        values = {"file": sheet.file, "said": str(sheet.rows), "found": str(len(rows) - 1)}
        yield Finding(place, sheet.line, "data-sheet-rows", values)
