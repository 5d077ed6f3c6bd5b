"""The interface's languages: which there are, which one a request is answered in."""

import hashlib
import logging
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale
from flask_login import current_user

from app.catalog.languages import SOURCE_LANGUAGE, direction, in_order, name_of
from app.web.services import services

log = logging.getLogger(__name__)

COOKIE = "lang"


def install(
    app: Flask, translations: Path, cache: Path, default: str = "en", timezone: str = ""
) -> None:
    """Answer each request in the reader's language, out of those that are translated.

    A language is offered when the pages' own words or any lesson are translated into it; what the
    pages' words lack is said in English. `translations` holds <lang>/LC_MESSAGES/messages.po; they
    are compiled into `cache`.
    """
    compiled, found = compile_messages(translations, cache)
    found.add(SOURCE_LANGUAGE)
    app.extensions["kisima-languages"] = frozenset(found)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(compiled)
    app.config["BABEL_DEFAULT_LOCALE"] = default if default in found else SOURCE_LANGUAGE
    if zone := timezone or machine_zone():
        app.config["BABEL_DEFAULT_TIMEZONE"] = zone
    Babel(app, locale_selector=_locale)

    @app.context_processor
    def language_words() -> dict[str, object]:
        lang = language()
        return {
            "ui_lang": lang,
            "ui_dir": direction(lang),
            "ui_languages": offered(),
            "dir_of": direction,
        }


def machine_zone() -> str:
    """The name of this computer's time zone; empty where it is not known, which means UTC."""
    import pytz  # type: ignore[import-untyped]  # flask_babel works with it
    from babel.localtime import LOCALTZ

    name = str(getattr(LOCALTZ, "key", None) or "")
    return name if name in pytz.all_timezones_set else ""


def offered() -> dict[str, str]:
    """The languages that a reader can choose: code to name.

    A language that was added while the server runs is among them from its first lesson on.
    """
    codes = current_app.extensions["kisima-languages"]
    codes = codes | {one.code for one in services().catalog.languages}
    return _named(frozenset(codes))


@lru_cache(maxsize=8)
def _named(codes: frozenset[str]) -> dict[str, str]:
    return {one.code: one.name for one in in_order(code for code in codes if name_of(code))}


def choose() -> str | None:
    """The language for this request: the account's, the browser's last choice, its settings."""
    languages = offered()
    if current_user.is_authenticated and current_user.lang in languages:
        return str(current_user.lang)
    if request.cookies.get(COOKIE) in languages:
        return request.cookies[COOKIE]
    # In the browser's own order: ar-EG before en means Arabic, where best_match would say English.
    for code, _quality in request.accept_languages:
        for wanted in (code, code.replace("_", "-").split("-")[0].lower()):
            if wanted in languages:
                return wanted
    return None


def _locale() -> str | None:
    """The chosen language for Babel, which knows dates and numbers of fewer than we name."""
    g.chosen_language = chosen = choose()
    return None if chosen is None else known_to_babel(chosen)


def known_to_babel(lang: str) -> str:
    """A language as Babel calls it; English where it knows none of that name."""
    from babel import UnknownLocaleError
    from babel.core import Locale

    try:
        return str(Locale.parse(lang, sep="-"))
    except (UnknownLocaleError, ValueError):
        return SOURCE_LANGUAGE


def language() -> str:
    """The code of the language in which this request is answered."""
    locale = get_locale()
    chosen = g.get("chosen_language") if has_request_context() else None
    if chosen:
        return str(chosen)
    return locale.language if locale is not None else SOURCE_LANGUAGE


def compile_messages(translations: Path, cache: Path) -> tuple[Path, set[str]]:
    """Compile every messages.po that changed; the folder of the results and their languages.

    One that cannot be read costs its language only.
    """
    target, found = cache / "messages", set()
    for source in sorted(translations.glob("*/LC_MESSAGES/messages.po")):
        lang = source.parent.parent.name
        data = source.read_bytes()
        made = target / lang / "LC_MESSAGES" / "messages.mo"
        stamp = made.with_suffix(".sha256")
        if _bytes(stamp) != _stamp(data, _bytes(made)):
            made.parent.mkdir(parents=True, exist_ok=True)
            try:
                _compile(source, made)
            except (ValueError, LookupError) as error:
                log.error("%s cannot be read, so its language is left out: %s", source, error)
                continue
            stamp.write_bytes(_stamp(data, _bytes(made)))
        found.add(lang)
    return target, found


def _stamp(source: bytes, made: bytes) -> bytes:
    """What tells that `made` is whole and comes from `source`."""
    return "\n".join(hashlib.sha256(one).hexdigest() for one in (source, made)).encode()


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _compile(source: Path, made: Path) -> None:
    # Only a changed file needs these, so a start without changes does not pay for them.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    partial = made.with_suffix(".part")
    with source.open("rb") as text, partial.open("wb") as machine:
        write_mo(machine, read_po(text, locale=source.parent.parent.name))
    partial.replace(made)
