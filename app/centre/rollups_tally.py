"""What events add to the figures: counting in memory, without the store."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeGuard

DAY_MS = 86_400_000
LONGEST_NAME = 160  # signs of a course, or of a question with its lesson
MOST_TESTS = 100  # of one exercise
# The figures that are sums; students and what they reached are counted apart.
LESSONS, HANDED_IN, PASSED, COMPLETED, GOOD, BAD = range(6)


class Happened(NamedTuple):
    """What the figures need of an event; `at_ms` is the time that is believed."""

    kind: str
    subject: bytes | None
    item: str | None
    payload: str
    at_ms: int


class Topic(NamedTuple):
    """What a figure is about; `course` is empty for the courses themselves."""

    kind: str  # course, exercise, question, test
    course: str
    name: str


EVERYTHING: Topic | None = None
Cell = tuple[int, Topic | None]  # period and topic


def believed(wall_ms: int, received_ms: int, odd: bool) -> int:
    """When it happened; where the laptop's clock cannot be right, when it arrived."""
    return received_ms if odd else wall_ms


def week_of(at_ms: int) -> int:
    """The number of the week, Monday to Sunday in UTC; week 0 began on 29 December 1969."""
    return (at_ms // DAY_MS + 3) // 7


def monday_of(week: int) -> datetime:
    """When a week began, in UTC."""
    return datetime(1969, 12, 29, tzinfo=UTC) + timedelta(weeks=week)


def quarter_of(at_ms: int) -> int:
    """The number of the calendar quarter, in UTC: year * 4 + 0 to 3."""
    day = datetime.fromtimestamp(at_ms // 1000, UTC)
    return day.year * 4 + (day.month - 1) // 3


@dataclass
class Tally:
    """What some events of one school add.

    `sums` are by figure in the order of LESSONS …; `crowds` hold a bit for each student's number;
    `reached` is the first week in which a student passed an exercise or completed a course.
    """

    sums: dict[Cell, list[int]] = field(default_factory=dict)
    crowds: dict[Cell, int] = field(default_factory=dict)
    reached: dict[tuple[Topic, int], int] = field(default_factory=dict)

    def topics(self) -> set[Topic]:
        """Every topic named."""
        found = {topic for _, topic in self.crowds if topic is not None}
        for topic, _ in self.reached:
            found.update((topic, course_of(topic)))
        return found


def course_of(reached: Topic) -> Topic:
    """The course that an exercise belongs to, or the course itself."""
    return Topic("course", "", reached.course or reached.name)


def tally(events: Iterable[Happened], numbers: dict[bytes, int]) -> Tally:
    """Count events of students who have a number; others and other kinds add nothing.

    What does not have the form that its kind has is left out.
    """
    # Most of what happens on a day happens to many alike, so it is looked at once.
    alike: dict[tuple[str, str | None, str, int], list[int]] = {}
    for kind, subject, item, payload, at_ms in events:
        if subject in numbers and kind in _COUNTED:
            key = (kind, item, payload, at_ms // DAY_MS)
            bit = 1 << numbers[subject]
            if key in alike:
                group = alike[key]
                group[0] += 1
                group[1] |= bit
            else:
                alike[key] = [1, bit]
    found = Tally()
    for (kind, item, payload, day), (count, crowd) in alike.items():
        if is_name(item):
            _take_in(found, kind, item, _read(payload), day * DAY_MS, count, crowd)
    return found


def is_name(value: object) -> TypeGuard[str]:
    """Whether this can be the name of a topic."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


_COUNTED = frozenset(("lesson-read", "quiz-answered", "handed-in", "graded", "passed", "completed"))


def _details(
    kind: str, course: str, item: str, told: dict[str, Any]
) -> tuple[int | None, list[tuple[Topic, bool]]]:
    """The sum that an event adds to, and the questions and tests that it tells of."""
    if kind == "lesson-read":
        return LESSONS, []
    if kind == "handed-in":
        return HANDED_IN, []
    if kind == "quiz-answered":
        right = told.get("right") is True
        question = [(Topic("question", course, item), right)] if course else []
        return (GOOD if right else BAD), question
    tests = told.get("tests") if kind == "graded" else None
    if not course or not isinstance(tests, dict) or len(tests) > MOST_TESTS:
        return None, []
    return None, [
        (Topic("test", course, name), score > 0)
        for test, score in tests.items()
        if isinstance(score, int | float) and is_name(name := f"{item}/{test}")
    ]


def _take_in(
    found: Tally, kind: str, item: str, told: dict[str, Any], at_ms: int, count: int, crowd: int
) -> None:
    """Add what happened `count` times on a day, to the students of `crowd`."""
    named = item if kind == "completed" else told.get("course")
    course = named if is_name(named) else ""
    week = week_of(at_ms)
    which, details = _details(kind, course, item, told)
    _add(found, (week, EVERYTHING), crowd, which, count)
    if not course:
        return
    _add(found, (week, Topic("course", "", course)), crowd, which, count)
    for topic, good in details:
        _add(found, (quarter_of(at_ms), topic), crowd, GOOD if good else BAD, count)
    if kind in ("passed", "completed"):
        passed = Topic("exercise", course, item)
        reached = passed if kind == "passed" else Topic("course", "", course)
        while crowd:
            number = crowd.bit_length() - 1
            crowd ^= 1 << number
            first = found.reached.get((reached, number), week)
            found.reached[reached, number] = min(week, first)


def _add(found: Tally, cell: Cell, crowd: int, which: int | None, count: int) -> None:
    found.crowds[cell] = found.crowds.get(cell, 0) | crowd
    if which is not None:
        found.sums.setdefault(cell, [0] * 6)[which] += count


def _read(payload: str) -> dict[str, Any]:
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
