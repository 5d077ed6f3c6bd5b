"""What Python's errors usually mean, for somebody who meets them for the first time."""

import re
import unicodedata

from flask_babel import gettext as _

_IN_QUOTES = re.compile(r"'([^']+)'")
_SIGN = re.compile(r"invalid character '(.)'")
_TYPED = {
    **dict.fromkeys("−–—‐‑", "-"),
    **dict.fromkeys("«»“”„″", '"'),
    **dict.fromkeys("‘’‚′", "'"),
    **{"×": "*", "·": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "²": "**2", "³": "**3"},
    **{"،": ",", "؛": ";", "٪": "%", "٫": "."},
}


def name_missed(said: str) -> str:
    """The name that Python did not know, from its own words; empty for any other error."""
    found = _IN_QUOTES.search(said) if said.startswith("NameError: ") else None
    return found[1] if found else ""


def meaning(name: str, message: str) -> str:
    """A sentence or two for an error of this name; empty for those that need no explaining, and
    for those whose own message says more."""
    if name == "SyntaxError":
        return _syntax(message)
    if name in ("IndentationError", "TabError"):
        return _(
            "The spaces at the beginning of the lines do not fit. Lines inside def, if, for or "
            "while begin four spaces further in; lines that belong together begin alike."
        )
    if name in ("NameError", "UnboundLocalError") and (quoted := _IN_QUOTES.search(message)):
        if name == "UnboundLocalError":
            return _(
                "The name %(name)s has no value yet where it is used. Give it one first, inside "
                "the function.",
                name=quoted[1],
            )
        return _(
            "Python does not know the name %(name)s here. Perhaps it is spelled differently "
            "elsewhere, or the cell that makes it has not run or stopped with an error.",
            name=quoted[1],
        )
    known = {
        "TypeError": _(
            "A value is of the wrong kind, such as a text where a number is needed; or a function "
            "was given too many values or too few."
        ),
        "IndexError": _(
            "There is no such place in the list. The first place is 0, and the last is one less "
            "than the list's length."
        ),
        "KeyError": _(
            "The dictionary or table has nothing under this name. Look how it is written there."
        ),
        "AttributeError": _(
            "The value has nothing of this name after the dot. Look at the spelling, and at what "
            "kind of value it is: a function without return gives None."
        ),
        "ZeroDivisionError": _("Something is divided by 0. Perhaps there was nothing to count."),
    }
    return known.get(name, "")


def _syntax(message: str) -> str:
    if (sign := _SIGN.match(message)) and (typed := _typed_for(sign[1])):
        return _(
            "Python does not know the sign %(sign)s. Type %(typed)s in its place.",
            sign=sign[1],
            typed=typed,
        )
    if message.startswith("invalid non-printable character"):
        return _(
            "A space in this line is of a kind that Python cannot read, perhaps copied from a "
            "text. Delete the spaces and type them again."
        )
    if "expected ':'" in message:
        return _("The colon is missing: a line with def, if, else, for or while ends with “:”.")
    if re.search("never closed|unterminated|unmatched|does not match", message):
        return _("A bracket or a quotation mark is opened and not closed, or the other way round.")
    if "'=='" in message:
        return _("One = gives a name its value. To compare two values, write ==.")
    return _(
        "Python cannot read this line. Often a sign is missing or too much in it or at the end of "
        "the line before: a comma, a bracket, a quotation mark."
    )


def _typed_for(sign: str) -> str:
    """What stands in Python for a sign of a text, as in lessons or on a keyboard that writes
    other letters; empty for one that stands for nothing in Python."""
    if sign in _TYPED:
        return _TYPED[sign]
    # Digits of other scripts, and signs of full width.
    plain = str(unicodedata.digit(sign, "")) or unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() else ""
