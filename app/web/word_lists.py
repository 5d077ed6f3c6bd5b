"""Words of others in a line of ours: lists, and the values of a sentence.

A name or a piece of code of the other direction would turn its neighbours and signs around; <bdi>
keeps it apart in a page, and Unicode's isolates in plain text.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask
from markupsafe import Markup

from app.catalog.languages import direction
from app.web.languages import language

_LATIN = re.compile("[A-Za-z]")


def install(app: Flask) -> None:
    """Give templates the filter `listed`, and `comma()`."""
    app.add_template_filter(listed)
    app.add_template_global(comma)


def comma() -> str:
    """What stands between the words of a list."""
    return "، " if _from_the_right() else ", "


def arrow() -> str:
    """A sign that leads from the words before it to those after it; browsers do not turn it."""
    return "←" if _from_the_right() else "→"


def listed(words: Iterable[str]) -> Markup:
    """Names in one line of a page."""
    return Markup(comma()).join(Markup("<bdi>%s</bdi>") % word for word in words)


def plain_list(words: Iterable[str]) -> str:
    """The same in plain text."""
    return comma().join(_apart(word) for word in words)


def kept_apart(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a sentence in plain text: where it is read from the right, those with Latin
    letters, such as names of files and pieces of code, are kept apart."""
    if not _from_the_right():
        return dict(values)
    return {
        key: _apart(value) if isinstance(value, str) and _LATIN.search(value) else value
        for key, value in values.items()
    }


def whole(moment: str) -> str:
    """A moment for anywhere in a sentence: after a Latin name, its first number would join that."""
    return _apart(moment) if _from_the_right() else moment


def _apart(word: str) -> str:
    return f"\u2068{word}\u2069"


def _from_the_right() -> bool:
    return direction(language()) == "rtl"
