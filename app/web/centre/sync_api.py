"""The three addresses at which laptops speak to the centre: bytes in, bytes out.

    POST /sync/enrol   EnrolRequest -> EnrolAnswer
    POST /sync/hello   Hello        -> HelloAnswer
    POST /sync/batch   Batch        -> Statement, the receipt

They stand before the pages, since nothing that pages have is for them: no session, no cookie, no
language, no header that a slow link would have to carry. A refusal is JSON, {"error": name,
"sentence": in English, "values": {…}}, with a status and, where waiting helps, Retry-After.
"""

import json
import logging
import random
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from app.errors import KisimaError

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]

# Bytes. A batch is 512 kB at most (rule 9), and a little more on its way through a hub.
MOST_BODY = {"enrol": 16_384, "hello": 4 << 20, "batch": (2 << 20) + 1024}
OCTETS = "application/octet-stream"
STATUS = {
    "SendCertificates": 401,
    "BadSignature": 401,
    "NodeRevoked": 403,
    "OtherOrigin": 403,
    "OtherOpening": 409,
    "UnknownStudent": 409,
    "CopyOfAnother": 409,
    "OriginElsewhere": 409,
    "CodeUsed": 409,
    "CodeForOther": 409,
    "CodeExpired": 410,
    "TooLarge": 413,
    "TooManyEvents": 413,
    "DoesNotFit": 422,
    "FutureVersion": 426,
    "TooManyTries": 429,
    "TooMuchToday": 429,
    "TooMuchEarly": 429,
    "CentreBusy": 503,
    "RootNotReached": 503,
    "CentreFull": 507,
}
WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    413: "Content Too Large",
    422: "Unprocessable Content",
    426: "Upgrade Required",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
    507: "Insufficient Storage",
}


class _Refused(Exception):
    """Refused before anything was read or understood."""

    def __init__(self, status: int, name: str, seconds: int | None = None) -> None:
        self.status, self.name, self.seconds = status, name, seconds


class SyncDoor:
    """A WSGI application that answers the three addresses and passes everything else on.

    `at_once` requests are worked on at the same time in this process, hello and enrolment
    included; more are asked to come again.
    """

    def __init__(self, app: "Flask", pages: Wsgi, at_once: int) -> None:
        self._app, self._pages = app, pages
        self._room = BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        what = path[6:] if path.startswith("/sync/") else ""
        if what not in MOST_BODY:
            return self._pages(environ, start_response)
        try:
            answer = self._answer(what, environ)
        except _Refused as refused:
            return _refuse(start_response, refused.status, refused.name, "", {}, refused.seconds)
        except KisimaError as error:
            status = next(
                (STATUS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in STATUS),
                400,
            )
            seconds = error.values.get("seconds")
            return _refuse(start_response, status, error.id, str(error), error.values, seconds)
        except Exception:
            log.exception("%s failed", path)
            return _refuse(start_response, 500, "Unforeseen", "", {}, 300)
        start_response("200 OK", [("Content-Type", OCTETS), ("Content-Length", str(len(answer)))])
        return [answer]

    def _answer(self, what: str, environ: dict[str, Any]) -> bytes:
        if environ["REQUEST_METHOD"] != "POST":
            raise _Refused(405, "PostOnly")
        # Room is taken only once the whole body is here, so that slow senders hold none.
        body = _body(environ, MOST_BODY[what])
        if not self._room.acquire(blocking=False):
            raise _Refused(503, "CentreBusy", random.randint(10, 40))
        try:
            with self._app.app_context():
                return _work(what, body, environ.get("REMOTE_ADDR", ""))
        finally:
            self._room.release()


def install(app: "Flask", at_once: int) -> None:
    """Put the door before an app's pages."""
    app.wsgi_app = SyncDoor(app, app.wsgi_app, at_once)  # type: ignore[method-assign]


def _work(what: str, body: bytes, address: str) -> bytes:
    from app.centre.enrolling import enrol
    from app.centre.greeting import hello
    from app.centre.ingest import ingest

    if what == "enrol":
        return enrol(body, address)
    return hello(body) if what == "hello" else ingest(body)


def _body(environ: dict[str, Any], most: int) -> bytes:
    """The request's body; one that says that it is too long is refused before it is read."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or -1)
    except ValueError:
        length = -1
    if length < 0:
        raise _Refused(411, "LengthRequired")
    if length > most:
        raise _Refused(413, "TooLarge")
    try:
        body = environ["wsgi.input"].read(length)
    except OSError:
        raise _Refused(408, "CutOff") from None
    if len(body) != length:
        raise _Refused(408, "CutOff")
    return body


def _refuse(
    start_response: Start,
    status: int,
    name: str,
    sentence: str,
    values: dict[str, Any],
    seconds: int | None,
) -> Iterable[bytes]:
    told = {"error": name, "sentence": sentence, "values": values}
    body = json.dumps({key: value for key, value in told.items() if value}, default=str).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    if seconds:
        headers.append(("Retry-After", str(seconds)))
    start_response(f"{status} {WORDS[status]}", headers)
    return [body]
