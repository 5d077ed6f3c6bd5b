"""The data sheets of an exercise: what its data files are, in datasheet.yaml beside data/.

prices.csv:
  title: Prices of five goods at three stalls
  origin: Made up by a program; no real seller
  program: scripts/datasets/market-prices.py
  licence: CC-BY-4.0
  rows: 117
  columns:
    price: {meaning: price for one unit, type: number or empty, unit: sol, values: above 0}

Words are translated with the exercise's other texts. What stands in backticks, such as a value of
the data, stays as it is in every language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.digests import digest_of
from app.catalog.findings import Finding
from app.catalog.front_matter import line_of_key, read_yaml
from app.catalog.text_files import read_text
from app.catalog.translation.number_texts import has_local_numbers, has_words

FILE = "datasheet.yaml"
NEEDED = ("title", "origin", "licence", "rows", "columns")
_TRANSLATED = ("title", "origin", "missing", "not_for")
_KNOWN = (*NEEDED, "missing", "not_for", "program")
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
    `program` is what made the data, for those who teach.
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
    program: str = ""


@dataclass(frozen=True)
class SheetText:
    """A text of a data sheet that is translated; `about` is what of the file it says, such as
    `prices.csv: price, unit`."""

    text: str
    about: str
    line: int


def is_translated(text: str) -> bool:
    """Whether a text of a data sheet has words, or numbers that languages write differently."""
    return has_words(text) or has_local_numbers(text)


def has_data_sheets(folder: Path) -> bool:
    """Whether an exercise's folder has data sheets."""
    return (folder / FILE).is_file()


def digest_of_sheets(folder: Path) -> str:
    """A digest of an exercise's data sheets; empty where there are none."""
    try:
        return digest_of((folder / FILE).read_bytes())
    except OSError:
        return ""


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
                program=_text(found.get("program")),
            )
        )
    return tuple(sheets), findings


def sheet_texts(folder: Path) -> Iterator[SheetText]:
    """The texts of an exercise's data sheets that are translated, in order."""
    lines = _lines(folder) if has_data_sheets(folder) else {}
    for sheet in read_data_sheets(folder)[0]:
        for keys, text in translated_texts(sheet):
            said = ", ".join(key for key in keys if key != "columns")
            line = lines.get((sheet.file, *keys), sheet.line)
            yield SheetText(text, f"{sheet.file}: {said}", line)


def translated_texts(sheet: DataSheet) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts of one data sheet that are translated, by the keys that lead to them."""
    texts: list[tuple[tuple[str, ...], str]]
    texts = [((key,), getattr(sheet, key)) for key in _TRANSLATED]
    texts += [
        (("columns", column.name, key), getattr(column, key))
        for column in sheet.columns
        for key in _OF_COLUMNS
    ]
    yield from ((keys, text) for keys, text in texts if is_translated(text))


def _lines(folder: Path) -> dict[tuple[str, ...], int]:
    """The line of each value in datasheet.yaml, from 1, by the keys that lead to it."""
    import yaml

    file = read_text(folder / FILE)
    if isinstance(file, Finding) or read_yaml(file.text)[1] is not None:
        return {}
    found: dict[tuple[str, ...], int] = {}
    waiting: list[tuple[tuple[str, ...], Any]] = [
        ((), yaml.compose(file.text, Loader=yaml.SafeLoader))
    ]
    while waiting:
        keys, node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            waiting += [((*keys, str(key.value)), value) for key, value in node.value]
        elif node is not None:
            found[keys] = node.start_mark.line + 1
    return found


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
