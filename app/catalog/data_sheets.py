"""The data sheets of an exercise: what its data files are, in datasheet.yaml beside data/.

prices.csv:
  title: Prices of five goods at three stalls
  origin: Made up by a program; no real seller
  licence: CC-BY-4.0
  rows: 117
  columns:
    price: {meaning: price for one unit, type: number or empty, unit: sol, values: above 0}
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.findings import Finding
from app.catalog.front_matter import line_of_key, read_yaml
from app.catalog.text_files import read_text

FILE = "datasheet.yaml"
NEEDED = ("title", "origin", "licence", "rows", "columns")
_KNOWN = (*NEEDED, "missing", "not_for")
_OF_COLUMNS = ("meaning", "type", "unit", "values")


@dataclass(frozen=True)
class DataColumn:
    """A column: what it means, the type of its values, their unit, and which values there are;
    empty where that is not said."""

    name: str
    meaning: str = ""
    type: str = ""
    unit: str = ""
    values: str = ""


@dataclass(frozen=True)
class DataSheet:
    """What is said of one file in data/. `line` is where it begins in datasheet.yaml.

    `missing` says who or what is not in the data, and `not_for` what it must not be used for.
    """

    file: str
    line: int = 1
    title: str = ""
    origin: str = ""
    licence: str = ""
    rows: int | None = None
    columns: tuple[DataColumn, ...] = ()
    missing: str = ""
    not_for: str = ""


def has_data_sheets(folder: Path) -> bool:
    """Whether an exercise's folder has data sheets."""
    return (folder / FILE).is_file()


def read_data_sheets(folder: Path) -> tuple[tuple[DataSheet, ...], list[Finding]]:
    """The data sheets of an exercise's folder, in order, and what cannot be used in them."""
    path = folder / FILE
    if not path.is_file():
        return (), []
    file = read_text(path)
    if isinstance(file, Finding):
        return (), [file]
    values, problem = read_yaml(file.text)
    if problem is not None:
        return (), [Finding(path, problem.line, "bad-yaml", {"reason": problem.reason})]
    sheets, findings = [], []
    for name, said in values.items():
        line = line_of_key(file.text, name)
        found = said if isinstance(said, dict) else {}
        for what in _unusable(said):
            about = {"file": name, "value": what[:60]}
            findings.append(Finding(path, line, "data-sheet-value", about))
        sheets.append(
            DataSheet(
                file=name,
                line=line,
                title=_text(found.get("title")),
                origin=_text(found.get("origin")),
                licence=_text(found.get("licence")),
                rows=rows if type(rows := found.get("rows")) is int else None,
                columns=_columns(found.get("columns")),
                missing=_text(found.get("missing")),
                not_for=_text(found.get("not_for")),
            )
        )
    return tuple(sheets), findings


def _unusable(said: Any) -> list[str]:
    """What of a sheet has not the form that it must have."""
    if not isinstance(said, dict):
        return [repr(said)]
    bad = [f"{key}: {value!r}" for key, value in said.items() if not _fits(key, value)]
    columns = said.get("columns")
    for name, about in columns.items() if isinstance(columns, dict) else ():
        if not isinstance(about, dict) or not all(
            key in _OF_COLUMNS and _is_short(value) for key, value in about.items()
        ):
            bad.append(f"{name}: {about!r}")
    return bad


def _fits(key: Any, value: Any) -> bool:
    if key == "rows":
        return type(value) is int and value >= 0
    if key == "columns":
        return isinstance(value, dict)
    return key in _KNOWN and _is_short(value)


def _is_short(value: Any) -> bool:
    """Whether YAML gave a text or a number."""
    return value is None or isinstance(value, str | int | float)


def _columns(said: Any) -> tuple[DataColumn, ...]:
    if not isinstance(said, dict):
        return ()
    return tuple(
        DataColumn(
            str(name),
            *(_text(about.get(key)) if isinstance(about, dict) else "" for key in _OF_COLUMNS),
        )
        for name, about in said.items()
    )


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if value is not None and _is_short(value) else ""
