"""What stays on one line: a number with its unit, "(2 points)", and a short piece of code."""

import re
from xml.etree.ElementTree import Element

_SHORT = 24  # characters; a phone of 320 px shows as many

_NO_BREAK = "\u00a0"
_MARKS = "\u200e\u200f"  # marks of direction, which a text in Arabic has before a sign
_UNIT = re.compile(
    r"(?P<code>(?P<ticks>`+).*?(?<!`)(?P=ticks)(?!`))"
    rf"|(?<=\d) (?=[{_MARKS}]?(?:°[CF]?|%|[kcm]?m|km/h|[km]?g|kW|[kMGT]B)(?![\w/(]))"
    rf"|(?<=\(\d) (?=[{_MARKS}]?[^\W\d_]{{4,8}}[,،)])"  # (2 points)
    r"|(?<=\(alama) (?=\d{1,2}[,)])",  # the same in Swahili
    re.DOTALL,
)


def keep_units(text: str) -> str:
    """Inline Markdown with numbers tied to their units and points; code between backticks stays."""
    return _UNIT.sub(lambda found: found["code"] or _NO_BREAK, text)


def mark_short_code(root: Element) -> None:
    """Name the pieces of code that no line may cut in two, which from right to left misleads."""
    for code in root.iter("code"):
        text = code.text or ""
        if " " in text and len(text) <= _SHORT:
            code.set("class", "short")
