"""How long bringing a large translation up to date takes, and how many changed texts it finds."""

import time
from itertools import product
from typing import TYPE_CHECKING

from scripts.benches.rows import Row, Say

if TYPE_CHECKING:
    import polib

MESSAGES = 1500
_WHO = ("A farmer", "The teacher", "My sister", "Our class", "The nurse")
_DOES = ("measures", "compares", "writes down", "asks about", "predicts")
_WHAT = ("the price of maize", "the rain of a month", "the height of a child", "the age of a tree")
_WHEN = ("every morning", "once a week", "before the harvest", "with a phone", "without a network")


def rows(quick: bool, say: Say) -> list[Row]:
    """One text changed, and all of them changed, in a course of 1,500."""
    from app.catalog.translation.merging import merge

    texts = _texts()
    old = _file({text: f"T{number}" for number, text in enumerate(texts)})
    one = [*texts[:700], texts[700].replace(".", ", he says."), *texts[701:]]
    every = [text.replace(".", ", they say.") for text in texts]
    found = []
    for name, now in (("one changed", one), ("all changed", every)):
        template = _file(dict.fromkeys(now, ""))
        started = time.process_time()
        merged = merge(old, template)
        taken = time.process_time() - started
        right = sum(entry.msgstr == f"T{number}" for number, entry in enumerate(merged[:MESSAGES]))
        found.append(Row(f"merging {MESSAGES} texts of a course, {name}", taken, "s", 1.0))
        share = right / MESSAGES
        found.append(Row(f"… of which kept their own translation, {name}", share, "", 0.95, False))
    return found


def _texts() -> list[str]:
    parts = product(_WHO, _DOES, _WHAT, _WHEN)
    plain = [" ".join(words) for words in parts]
    return [f"{plain[number % len(plain)]} in village {number}." for number in range(MESSAGES)]


def _file(texts: dict[str, str]) -> "polib.POFile":
    import polib

    file = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    file.extend(polib.POEntry(msgid=text, msgstr=words) for text, words in texts.items())
    return file
