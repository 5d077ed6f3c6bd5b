"""Forms that count once: sent again, by a second click or a reload, they get the same answer.

A class asked for twice would be there twice, and the PINs on a page that a second click replaced
would be lost for good.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

FIELD = "once"
KEPT_ANSWERS = 100
P = ParamSpec("P")


@dataclass(frozen=True)
class Answer:
    """What a form was answered with."""

    data: bytes
    status: int
    kind: str
    location: str | None

    def response(self) -> Response:
        """The answer, to be sent."""
        response = Response(self.data, self.status, content_type=self.kind)
        if self.location is not None:
            response.headers["Location"] = self.location
        return response


class Answers:
    """The last answers, by sender, address and the form's own number; in memory only."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, str, str], Answer] = OrderedDict()

    def get(self, key: tuple[int, str, str]) -> Answer | None:
        """The answer that this form got."""
        return self._kept.get(key)

    def put(self, key: tuple[int, str, str], answer: Answer) -> None:
        """Keep an answer; the oldest goes when there are too many."""
        self._kept[key] = answer
        while len(self._kept) > KEPT_ANSWERS:
            self._kept.popitem(last=False)


def new_number() -> str:
    """A number for a form's hidden field."""
    return secrets.token_urlsafe(9)


def counts_once(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A view whose form is taken in once; a refused form may be sent again."""

    @wraps(view)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        number = request.form.get(FIELD, "")[:40]
        if not number:
            return view(*args, **kwargs)
        answers: Answers = current_app.extensions["kisima-answers"]
        key = (int(current_user.id), request.path, number)
        # A second click waits here until the first one is answered.
        with answers.lock:
            kept = answers.get(key)
            if kept is None:
                made = make_response(view(*args, **kwargs))
                kept = Answer(
                    made.get_data(), made.status_code, made.content_type or "", made.location
                )
                if kept.status < 400:
                    answers.put(key, kept)
        return kept.response()

    return remembered
