"""The languages that lessons come in: their own names, directions and what stands in for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

SOURCE_LANGUAGE = "en"


@dataclass(frozen=True)
class Language:
    """A language: its code, its name in itself, and the direction it is written in."""

    code: str
    name: str
    dir: Literal["ltr", "rtl"] = "ltr"


LANGUAGES: tuple[Language, ...] = (
    Language("en", "English"),
    Language("fr", "Français"),
    Language("ar", "العربية", "rtl"),
    Language("sw", "Kiswahili"),
    Language("es", "Español"),
    Language("pt", "Português"),
    Language("hi", "हिन्दी"),
    Language("zh", "中文"),
)

_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_BY_CODE = {language.code: language for language in LANGUAGES}
# Other languages that a school may write in itself and that run from right to left.
_RIGHT_TO_LEFT = frozenset({"fa", "he", "ku", "ps", "sd", "ug", "ur", "yi", "dv"})


def language(code: str) -> Language:
    """The language of a code; one that nobody knows is named by its code, never refused."""
    known = _BY_CODE.get(code)
    return known or Language(code, name_of(code) or code, direction(code))


@lru_cache(maxsize=256)
def name_of(code: str) -> str:
    """A language's name in itself, or else in English, from Unicode's tables; "" if unknown.

    Codes are of two or three letters, with a script and a region or without: `so`, `pt-BR`.
    """
    if not _CODE.fullmatch(code):
        return ""
    if code in _BY_CODE:
        return _BY_CODE[code].name
    # Only a language beyond ours needs the tables.
    from babel import Locale, UnknownLocaleError

    try:
        own = Locale.parse(code, sep="-").display_name
        return str(own[0].upper() + own[1:]) if own else ""
    except (UnknownLocaleError, ValueError):
        pass
    parts = code.split("-", 1)
    english = str(Locale("en").languages.get(parts[0], ""))
    return f"{english} ({parts[1]})" if english and len(parts) > 1 else english


def direction(code: str) -> Literal["ltr", "rtl"]:
    """The direction in which a language is written."""
    known = _BY_CODE.get(_primary(code))
    if known is not None:
        return known.dir
    return "rtl" if _primary(code) in _RIGHT_TO_LEFT else "ltr"


def fallback_chain(code: str, source: str = SOURCE_LANGUAGE) -> tuple[str, ...]:
    """What to look in, in order: `pt-BR` gives `pt-BR`, `pt`, then the source language."""
    chain = dict.fromkeys((code, _primary(code), source))
    return tuple(chain)


def in_order(codes: Iterable[str]) -> tuple[Language, ...]:
    """The languages of some codes, ours first in our order, then the others by code."""
    ours = {code: place for place, code in enumerate(_BY_CODE)}
    wanted = sorted(set(codes), key=lambda code: (ours.get(code, len(ours)), code))
    return tuple(language(code) for code in wanted)


def _primary(code: str) -> str:
    return code.replace("_", "-").split("-", 1)[0].lower()
