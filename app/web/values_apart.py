"""Values in sentences from the right, in templates: see catalog.markdown.values_apart."""

from flask import Flask
from markupsafe import Markup, escape

from app.catalog.markdown import values_apart as runs


def install(app: Flask) -> None:
    """Give templates the filters `values_apart` and `code_apart`."""
    app.add_template_filter(values_apart)
    app.add_template_filter(code_apart)


def values_apart(text: str) -> Markup:
    """Plain text with each run of values in a <bdi> of its own."""
    return Markup(runs.values_apart(text, escape))


def code_apart(text: str) -> Markup:
    """What Python says, with code in it: its sentences from the right in a direction of their
    own."""
    return Markup(runs.code_apart(text, escape))
