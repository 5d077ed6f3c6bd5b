"""Words one after another, with the comma and the arrow of the reader's direction."""

from collections.abc import Iterable

from flask import Flask
from markupsafe import Markup

from app.catalog.languages import direction
from app.web.languages import language


def install(app: Flask) -> None:
    """Give templates the filter `listed`."""
    app.add_template_filter(listed)


def comma() -> str:
    """What stands between the words of a list."""
    return "، " if direction(language()) == "rtl" else ", "


def arrow() -> str:
    """A sign that leads from the words before it to those after it; browsers do not turn it."""
    return "←" if direction(language()) == "rtl" else "→"


def listed(words: Iterable[str]) -> Markup:
    """Names in one line of a page, each kept apart, so that none turns the others around."""
    return Markup(comma()).join(Markup("<bdi>%s</bdi>") % word for word in words)


def plain_list(words: Iterable[str]) -> str:
    """The same for a sentence that is no HTML: Unicode's isolates do what <bdi> does."""
    return comma().join(f"\u2068{word}\u2069" for word in words)
