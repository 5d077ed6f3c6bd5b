"""When what was assigned is open and due: plain functions over values, without the store.

Times are milliseconds since 1970 in UTC. An opening of None is open already, a due time of None
never comes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.progress.marking.late import LateRule

Kind = Literal["lesson", "exercise", "assessment"]
Status = Literal["closed", "open", "overdue"]


@dataclass(frozen=True)
class Times:
    """When something opens and is due."""

    opens_ms: int | None = None
    due_ms: int | None = None


@dataclass(frozen=True)
class Assigned:
    """What a class was assigned: a lesson, an exercise, or a course's final assessment, whose
    `item_id` is the course's own id."""

    id: int
    class_id: int
    kind: Kind
    item_id: str
    course_id: str
    times: Times
    late: LateRule = LateRule()


def status(times: Times, now_ms: int) -> Status:
    """How it stands now; it is open at the very moment that it opens and is due."""
    if times.opens_ms is not None and now_ms < times.opens_ms:
        return "closed"
    if times.due_ms is not None and now_ms > times.due_ms:
        return "overdue"
    return "open"


def extended(times: Times, until_ms: int | None) -> Times:
    """The times of a student with more time; a later due time for all holds for her too."""
    if until_ms is None or times.due_ms is None:
        return times
    return Times(times.opens_ms, max(times.due_ms, until_ms))


def together(several: Sequence[Times]) -> Times:
    """The times for a student of several classes: the first opening and the last due time."""
    opens = [one.opens_ms for one in several]
    dues = [one.due_ms for one in several]
    return Times(
        None if None in opens else min((one for one in opens if one is not None), default=None),
        None if None in dues else max((one for one in dues if one is not None), default=None),
    )


def next_change(all_times: Iterable[Times], now_ms: int) -> int | None:
    """The next moment at which something opens or has just become overdue; None: never."""
    moments = [
        moment
        for times in all_times
        for moment in (times.opens_ms, None if times.due_ms is None else times.due_ms + 1)
        if moment is not None and moment > now_ms
    ]
    return min(moments, default=None)
