"""Tables as CSV files, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

# A spreadsheet takes a cell that begins so for a formula, full-width signs included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers, and "-" is none."""
    if isinstance(cell, str) and cell != "-" and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def csv_pieces(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The rows in UTF-8, with the mark at the start by which spreadsheets know that, in pieces."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    yield "\ufeff".encode()
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        if text.tell() > 50_000:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """The same in one piece."""
    return b"".join(csv_pieces(rows))
