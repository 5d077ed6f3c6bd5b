"""Names for what is new: folders that can stand in an address, ids that no other school has, and
titles that nothing else has here."""

import re
import secrets
import unicodedata
from collections.abc import Collection

LONGEST_TITLE = 200
# A title that was given a number, because there was one like it.
NUMBERED = re.compile(r"(?P<stem>.+) \([0-9]{1,4}\)", re.DOTALL)

# Windows keeps these for itself, whatever the suffix.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike


def slug_of(title: str, otherwise: str, taken: Collection[str], prefix: str = "") -> str:
    """A folder's name out of a title in any script: `Leçon de maïs` gives `lecon-de-mais`.

    A title without Latin letters gives `otherwise` with some letters by chance. It is none of
    `taken`, whatever their capitals, since Windows tells no such difference.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
    letters = sum(character.isalnum() for character in title)
    if len(words) < 2 or _RESERVED.fullmatch(words) or len(words) * 2 < letters:
        words = f"{otherwise}-{by_chance(4)}"
    taken = {name.casefold() for name in taken}
    slug, number = f"{prefix}{words}", 2
    while slug in taken:
        slug = f"{prefix}{words}-{number}"
        number += 1
    return slug


def new_id(slug: str) -> str:
    """An id that no other school will make: the name and some letters by chance."""
    plain = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:50].strip("-")
    return f"{plain or 'item'}-{by_chance(6)}"


def by_chance(length: int) -> str:
    """Some letters and digits by chance."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def next_number(names: Collection[str]) -> int:
    """The number for one more of folders such as `03-rain`."""
    found = [int(match[1]) for name in names if (match := re.match(r"(\d{1,3})-", name))]
    return max(found, default=0) + 1


def numbered_title(title: str, taken: Collection[str]) -> str:
    """`Maize (2)`, or with the first number above that nobody has. After `Maize (2)` comes
    `Maize (3)` where there is a Maize."""
    numbered = NUMBERED.fullmatch(title)
    stem = title[: LONGEST_TITLE - 7]
    if numbered and numbered["stem"] in taken:
        stem = numbered["stem"]
    return next(name for n in range(2, 10_000) if (name := f"{stem} ({n})") not in taken)
