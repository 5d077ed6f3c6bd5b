"""The header of a PO file, as Poedit and Weblate expect it."""

from datetime import UTC, datetime

REVIEWED_BY = "X-Reviewed-By"
_REVISED = "PO-Revision-Date"
# What gettext uses for a language of which nobody has said anything else.
_TWO_FORMS = "nplurals=2; plural=(n != 1);"


def completed(
    metadata: dict[str, str], *, name: str, lang: str, now: datetime | None = None
) -> dict[str, str]:
    """A header with all that such programs ask for; what other programs wrote into it stays.

    Lessons have no plural forms, but a program may refuse a file that does not say how many there
    are. `now` is when the file was changed last.
    """
    head = {
        "Project-Id-Version": name,
        "PO-Revision-Date": "",
        "Language": lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(lang),
        REVIEWED_BY: "",
        **metadata,
    }
    revised = (now or datetime.now(UTC)).strftime("%Y-%m-%d %H:%M%z")
    return head | {
        _REVISED: revised,
        "Language": lang,
        "Content-Type": "text/plain; charset=UTF-8",
        "X-Generator": "Kisima",
    }


def plural_forms(lang: str) -> str:
    """The header's words on the plural forms of a language, from Babel's tables."""
    from babel import UnknownLocaleError
    from babel.messages.plurals import get_plural

    try:
        return get_plural(lang.replace("-", "_")).plural_forms.rstrip(";") + ";"
    except (UnknownLocaleError, ValueError):
        return _TWO_FORMS


def without_date(text: str) -> str:
    """A PO file's text without the line that says when it was changed."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(f'"{_REVISED}:'))
