"""Which letters the bytes of a text file mean: what spreadsheets of many countries write."""

import codecs
import itertools

from app.people.rosters.problems import Guessed, NotATable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes) -> tuple[str, Guessed | None]:
    """The text, and the guess where the file does not tell its encoding. Raises NotATable."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding), None
    if encoding := _wide(data):
        return _strictly(data, encoding), None
    try:
        return _whole(data.decode("utf-8")), None
    except UnicodeDecodeError:
        arabic = _looks_arabic(data)
    text = data.decode("cp1256" if arabic else "cp1252", "replace")
    name = "Windows-1256 (العربية)" if arabic else "Windows-1252"
    return _whole(text), Guessed(encoding=name)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return _whole(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise NotATable() from error


def _whole(text: str) -> str:
    if "\x00" in text:
        raise NotATable()
    return text


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of the Latin signs is zero."""
    start = data[:100]  # of the header, mostly
    if len(start) < 4 or b"\x00" not in start:
        return ""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 < len(start):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _looks_arabic(data: bytes) -> bool:
    """In Arabic words high bytes stand beside each other; in Latin ones they stand alone."""
    high = [byte >= 0xC0 for byte in data]
    beside = sum(1 for a, b in itertools.pairwise(high) if a and b)
    return beside * 2 > sum(high)
