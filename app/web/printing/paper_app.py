"""The little of an app that a printed course needs: templates, languages, numbers; no store."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel

from app.web import code_in_words, numbers, word_lists
from app.web.languages import compile_messages


def paper_app(translations: Path, cache: Path) -> Flask:
    """An app that renders and serves nothing; the pages' words are compiled into `cache`."""
    app = Flask("app", static_folder=None, template_folder="web/templates")
    compiled, _found = compile_messages(translations, cache)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(compiled)
    Babel(app)
    numbers.install(app)
    word_lists.install(app)
    code_in_words.install(app)
    return app
