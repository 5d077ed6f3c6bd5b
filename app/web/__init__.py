"""The pages: a package an area (learn, practice, teach, account; centre), with what they share."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from app.web.services import Services


def init_web(
    app: Flask,
    services: Services,
    *,
    secret_key: bytes,
    session_days: int,
    translations: Path,
    cache: Path,
    language: str,
    timezone: str,
    role: str = "node",
) -> None:
    """Give the app its pages: a school's, or those of a centre."""
    from app.catalog.markdown.highlight import highlight_css
    from app.people.accounts import account_of_session
    from app.web import (
        account,
        assets,
        code_in_words,
        errors,
        languages,
        numbers,
        responses,
        values_apart,
        word_lists,
    )
    from app.web.once import Answers
    from app.web.row_numbers import RowNumber

    app.extensions["kisima"] = services
    keep_compiled_templates(app, cache / "templates")
    app.config.update(
        SECRET_KEY=secret_key,
        # Cookies know no port: a centre that is tried beside a node needs one of its own.
        SESSION_COOKIE_NAME="session" if role == "node" else "centre",
        PERMANENT_SESSION_LIFETIME=timedelta(days=session_days),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # a form may be open for a whole day without power
        MAX_CONTENT_LENGTH=services.upload_bytes * 3 // 2,
        MAX_FORM_MEMORY_SIZE=services.upload_bytes,
    )
    login = LoginManager(app)
    login.session_protection = None  # a laptop's address changes with each power cut
    login.user_loader(account_of_session)
    CSRFProtect(app)
    languages.install(app, translations, cache, language, timezone)
    numbers.install(app)
    word_lists.install(app)
    values_apart.install(app)
    code_in_words.install(app)
    assets.install(app, {"kisima.css": highlight_css})
    responses.install(app)
    errors.install(app, login)
    app.url_map.converters["int"] = RowNumber
    app.extensions["kisima-answers"] = Answers()
    app.register_blueprint(account.blueprint)
    if role == "centre":
        from app.web import centre

        centre.install(app)
        return
    from app.web import last_seen, learn, mark, practice, teach, translate, write
    from app.web.account import own_data_views
    from app.web.printing import views as printing

    last_seen.install(app)
    app.register_blueprint(own_data_views.blueprint)
    for area in (learn, practice, teach, write, translate, mark, printing):
        app.register_blueprint(area.blueprint)


def keep_compiled_templates(app: Flask, folder: Path) -> None:
    """Keep templates as compiled code, which saves each start their compiler's time and memory."""
    from jinja2 import FileSystemBytecodeCache

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # what is in the cache can always be made again
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))
