"""How files on a stick are called: they sort, and say whose they are and what is in them."""

import hashlib
import unicodedata
from pathlib import Path

ENDING = ".kisima"
PART = ".part"
MOST_SCHOOL = 30


def to_centre(stick: Path) -> Path:
    """The folder of what schools send."""
    return stick / "kisima" / "to-centre"


def from_centre(stick: Path) -> Path:
    """The folder of receipts."""
    return stick / "kisima" / "from-centre"


def short(key: bytes) -> str:
    """Eight digits that stand for a laptop, from its public signing key."""
    return hashlib.sha256(key).hexdigest()[:8]


def export_name(school: str, key: bytes, first: int, last: int) -> str:
    """A file with the events `first` to `last`, counted from the school's very first."""
    return f"{plain(school)}-{short(key)}-{first:08}-{last:08}{ENDING}"


def enrolment_name(school: str, key: bytes) -> str:
    """A file with a code that was typed at the school."""
    return f"{plain(school)}-{short(key)}-enrolment{ENDING}"


def receipt_name(key: bytes) -> str:
    """A file with what the centre says to a laptop."""
    return f"{short(key)}-receipt{ENDING}"


def connected_name(key: bytes) -> str:
    """A file with the answer to a code that was typed."""
    return f"{short(key)}-connected{ENDING}"


def shown(name: object) -> str:
    """A name or path from a stick as it may be shown: what is no sign to be read, such as the
    codes that steer a terminal, is replaced."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in str(name))


def plain(school: str) -> str:
    """A school's name in small letters of ASCII, as every file system takes them."""
    folded = unicodedata.normalize("NFKD", school).encode("ascii", "ignore").decode().lower()
    words = "".join(sign if sign.isalnum() else " " for sign in folded).split()
    return "-".join(words)[:MOST_SCHOOL].strip("-") or "school"
