"""Reading the form of a sitting: what was changed on the page that it comes from, and no more.

The form says with which answers it was shown. A page that was open for long, in a second window or
from before a power cut, so changes only what was changed on it, and none of the newer answers.
"""

import json
from collections.abc import Iterable

from werkzeug.datastructures import MultiDict

from app.web.learn.sitting_view import Asked

SHOWN = "shown"  # the field that says with which answers the page was shown, as JSON
ANSWER = "a-"  # before a question's id: the name of its fields


def shown_answers(asked: Iterable[Asked]) -> dict[str, list[str]]:
    """The answers that a page shows, by the id of every question that can be answered on it."""
    return {one.id: sorted(one.given) for one in asked if one.question}


def changed_answers(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """The answers that were changed since the page was shown, by question id.

    Without a field `shown`, or where it names no question, nothing was.
    """
    changed = {}
    for id, before in _shown(form.get(SHOWN, "")).items():
        given = sorted(filter(None, (value.strip() for value in form.getlist(ANSWER + id))))
        if given != before:
            changed[id] = given
    return changed


def _shown(text: str) -> dict[str, list[str]]:
    try:
        shown = json.loads(text)
        return {str(id): sorted(map(str, values)) for id, values in shown.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
