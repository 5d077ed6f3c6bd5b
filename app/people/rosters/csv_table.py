"""The cells of a CSV file: whichever of the usual signs stands between them, with line numbers."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from app.people.rosters.decoding import decoded
from app.people.rosters.problems import (
    EmptyRoster,
    FileTooLarge,
    Guessed,
    IsASpreadsheet,
    NotATable,
    RosterTooLarge,
    UnclosedQuote,
)

MOST_LINES = 20_000
MOST_MB = 8
LONGEST_CELL = 1000
# A zip, an old Excel file, a PDF: what is sent for a CSV by mistake.
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Line:
    """One record: the line it begins at, and its cells without white space around them."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first line's cells, the records after it, and how the letters were guessed."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    guess: Guessed | None


def read_table(data: bytes, *, most: int = MOST_LINES) -> Table:
    """The table in a file; empty lines are left out. Raises a BadRoster."""
    if len(data) > MOST_MB * 1_000_000:
        raise FileTooLarge(most=MOST_MB)
    if data.startswith(SPREADSHEETS):
        raise IsASpreadsheet()
    text, guess = decoded(data)
    records = list(_records(text, most))
    if not records:
        raise EmptyRoster()
    return Table(records[0].cells, tuple(records[1:]), guess)


def _records(text: str, most: int) -> Iterator[Line]:
    text, separator, skipped = _separator(text)
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=separator)
    begins, kept = skipped + 1, 0
    try:
        for cells in reader:
            record = lines[begins - skipped - 1 : reader.line_num]
            if len(record) > 1 and reader.line_num == len(lines) and _open(record, separator):
                raise UnclosedQuote(line=begins)
            tidy = tuple(cell.strip() for cell in cells)
            if max(map(len, tidy), default=0) > LONGEST_CELL:
                raise UnclosedQuote(line=begins)
            if any(tidy):
                kept += 1
                if kept > most + 1:
                    raise RosterTooLarge(most=most)
                yield Line(begins, tidy)
            begins = skipped + reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise UnclosedQuote(line=begins) from error
        raise NotATable() from error


def _open(record: list[str], separator: str) -> bool:
    """Whether the file ends within quotation marks, so that this record swallowed its end."""
    try:
        list(csv.reader(record, delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _separator(text: str) -> tuple[str, str, int]:
    """The text from its header on, the sign between its cells, and how many lines came before.

    Excel says the sign itself in a first line such as "sep=;".
    """
    lines = text.splitlines(keepends=True)
    skipped = 0
    while skipped < len(lines) and not lines[skipped].strip():
        skipped += 1
    first = lines[skipped] if skipped < len(lines) else ""
    if first.lower().startswith("sep=") and len(first.strip("\r\n")) == 5:
        return "".join(lines[skipped + 1 :]), first[4], skipped + 1
    return "".join(lines[skipped:]), max(",;\t", key=first.count), skipped
