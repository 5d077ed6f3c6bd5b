"""Who opened which lesson or exercise last: kept in memory, so that no page costs a write.

Filled from the answers that go out, whichever way they were made: a page that was kept from before
counts as one that is new.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import Flask, Response, current_app, request, session

from app.clock import now_ms

MOST = 5000  # people, some 300 bytes each

LESSON_PAGES = ("learn.lesson", "learn.answer")
EXERCISE_PAGES = (
    "practice.notebook",
    "practice.save",
    "practice.run",
    "practice.hand_in",
    "practice.reset_cell",
    "practice.start_over",
    "practice.upload",
    "practice.restore",
)


@dataclass(frozen=True)
class Seen:
    """What somebody opened last, "<course>/<lesson>" or an exercise's slug, and when; not `exact`
    where only the day is known, whose beginning `at_ms` is then."""

    place: str
    at_ms: int
    exact: bool = True


class LastSeen:
    """One entry a person; who was seen longest ago goes first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._seen: OrderedDict[int, Seen | None] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, account_id: int, place: str, at_ms: int) -> None:
        """That somebody has opened something."""
        with self._lock:
            self._seen[account_id] = Seen(place, at_ms)
            self._seen.move_to_end(account_id)
            self._shorten()

    def unknown(self, account_ids: Collection[int]) -> list[int]:
        """Those of whom nothing is known, not even that there is nothing."""
        with self._lock:
            return [one for one in account_ids if one not in self._seen]

    def fill(self, account_ids: Collection[int], found: Mapping[int, Seen]) -> None:
        """What the store knows of these; what was seen meanwhile is newer."""
        with self._lock:
            for one in account_ids:
                if one not in self._seen:
                    self._seen[one] = found.get(one)
                    self._seen.move_to_end(one, last=False)
            self._shorten()

    def of(self, account_ids: Collection[int]) -> dict[int, Seen]:
        """What each was seen at last."""
        with self._lock:
            found = {one: self._seen.get(one) for one in account_ids}
        return {one: seen for one, seen in found.items() if seen is not None}

    def _shorten(self) -> None:
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)


def install(app: Flask) -> None:
    """Note who opens what from now on."""
    app.extensions["kisima-last-seen"] = LastSeen()
    app.after_request(_note)


def last_seen() -> LastSeen:
    """What the running app has seen."""
    found: LastSeen = current_app.extensions["kisima-last-seen"]
    return found


def _note(response: Response) -> Response:
    values = request.view_args or {}
    if request.endpoint in LESSON_PAGES:
        place = f"{values['course']}/{values['lesson']}"
    elif request.endpoint in EXERCISE_PAGES:
        place = str(values["slug"])
    else:
        return response
    # Who is not signed in, or may not open it, is sent elsewhere or told so.
    if response.status_code in (200, 303, 304):
        number = str(session.get("_user_id", "")).partition(":")[0]
        if number.isdecimal():
            last_seen().note(int(number), place, now_ms())
    return response
