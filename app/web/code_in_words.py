"""Plain words in which code stands in backticks, such as what is said of a data file."""

import re

from flask import Flask
from markupsafe import Markup

from app.web.values_apart import values_apart

_CODE = re.compile("`([^`]+)`")


def install(app: Flask) -> None:
    """Give templates the filter `code_in_words`."""
    app.add_template_filter(code_in_words)


def code_in_words(text: str) -> Markup:
    """The words as HTML, made safe; code keeps its own direction, and so do values."""
    pieces = _CODE.split(text)
    return Markup("").join(
        Markup('<code dir="ltr">%s</code>') % piece if number % 2 else values_apart(piece)
        for number, piece in enumerate(pieces)
    )
