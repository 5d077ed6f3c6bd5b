"""The class now: who is where, who waits, who has no success, what most fail on."""

import gzip
import hashlib
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from markupsafe import Markup

from app.clock import now_ms
from app.people import classes
from app.people.models import Account
from app.web.languages import language
from app.web.last_seen import last_seen
from app.web.responses import PACKING, SMALLEST_PACKED
from app.web.services import services
from app.web.teach.area import blueprint, courses_of_class, for_instructors, my_class
from app.web.teach.now_changes import Boards, packet
from app.web.teach.now_places import Places, places_of
from app.web.teach.now_state import Now, people, values_of, where

PAUSE = 10  # seconds until the page asks again
PAUSE_PLAIN = 20  # where it has to be loaded as a whole
# Bytes of a refresh's body; with some 500 of status line and headers it stays below 1,000.
ROOM = 480

blueprint.record(lambda state: state.app.extensions.setdefault("kisima-class-now", Boards()))


@blueprint.get("/classes/<int:class_id>/now")
@for_instructors
def class_now(class_id: int) -> ResponseReturnValue:
    """The page. Its address says by `names=no` that no student's name is on it."""
    school_class = my_class(class_id)
    students, places = _students(class_id), _places(class_id)
    values = _values(students, places)
    run, number, _changes = _boards().show(_layout(class_id, students, places), values, 0)
    names = request.args.get("names") != "no"
    response = Response(mimetype="text/html")
    response.set_etag(_digest(run, number, names, session.get("csrf_token"), school_class.name))
    if "_flashes" not in session and request.if_none_match.contains(response.get_etag()[0] or ""):
        return response.make_conditional(request)
    response.set_data(
        render_template(
            "teach/now.html",
            school_class=school_class,
            students=students,
            places=places.all,
            courses=len({one.course for one in places.all}),
            where=where(values),
            waits=people(values, "w"),
            stuck=people(values, "f"),
            tests=[Markup(value) for name, value in sorted(values.items()) if name[0] == "t"],
            options=[Markup(value) for name, value in sorted(values.items()) if name[0] == "o"],
            names=names,
            since=f"{run}.{number}",
            pause=PAUSE,
            pause_plain=PAUSE_PLAIN,
        )
    )
    return response


@blueprint.get("/classes/<int:class_id>/now/changes")
@for_instructors
def class_now_changes(class_id: int) -> ResponseReturnValue:
    """What has changed since the state that the page names, as JSON of now_changes.packet, in one
    kilobyte with its headers; 204 where nothing has, 205 where the page has to be loaded anew."""
    my_class(class_id)
    run, _dot, number = request.args.get("since", "").rpartition(".")
    since = int(number) if number.isdecimal() and len(number) < 10 else 0
    students, places = _students(class_id), _places(class_id)
    values = _values(students, places)
    now_run, _number, changes = _boards().show(_layout(class_id, students, places), values, since)
    if now_run != run:
        return Response(status=205)
    if not changes:
        return Response(status=204)
    return Response(packet(changes, _size, ROOM), mimetype="application/json")


def _students(class_id: int) -> list[Account]:
    return [one for one in classes.students_of(class_id) if one.active]


def _places(class_id: int) -> Places:
    return places_of(courses_of_class(class_id), services().catalog, language())


def _values(students: list[Account], places: Places) -> dict[str, str]:
    if not students:
        return {}
    now = now_ms()
    asked = Now(students, places, now, _midnight(now), services().pass_share, language())
    return values_of(asked, last_seen(), services().catalog)


def _midnight(at_ms: int) -> int:
    """When the day of this moment began in the school's time zone, in milliseconds."""
    here = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(get_timezone())
    began = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return int(began.timestamp() * 1000)


def _layout(class_id: int, students: list[Account], places: Places) -> tuple[Any, ...]:
    """What the page's numbers rest on: where it is another one, so is the board."""
    people = [(one.id, one.full_name) for one in students]
    titles = [(one.seen_as, one.title) for one in places.all]
    return class_id, language(), _digest(people, titles)


def _size(data: bytes) -> int:
    """How many bytes go out for a body: see web.responses."""
    if len(data) < SMALLEST_PACKED or "gzip" not in request.accept_encodings:
        return len(data)
    return len(gzip.compress(data, PACKING, mtime=0))


def _digest(*values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _boards() -> Boards:
    boards: Boards = current_app.extensions["kisima-class-now"]
    return boards
