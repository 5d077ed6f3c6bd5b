"""What a reader of the dashboards asked for: which weeks, which course, which quarter."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import format_date
from sqlalchemy import Connection

from app.centre import figures
from app.centre.figures import Span
from app.centre.rollups_tally import quarter_of, week_of
from app.clock import now_ms
from app.web.languages import language
from app.web.services import services

SPANS = (4, 13, 26, 52)
USUAL = 13
QUARTERS = 8  # that may be looked at, the present one first


@dataclass(frozen=True)
class Asked:
    """`topic` is the number of `course`, or 0 for all; `courses` are those that can be chosen."""

    span: Span
    course: str
    topic: int
    quarter: int
    courses: tuple[str, ...]
    quarters: tuple[int, ...]

    @property
    def kept(self) -> dict[str, Any]:
        """What the addresses of other pages of the dashboards take along."""
        kept: dict[str, Any] = {}
        if self.span.weeks != USUAL:
            kept["weeks"] = self.span.weeks
        if self.course:
            kept["course"] = self.course
        if self.quarter != self.quarters[0]:
            kept["quarter"] = self.quarter
        return kept


def asked_for(connection: Connection) -> Asked:
    """What the address says; whatever is not understood is what is usual."""
    now = now_ms()
    weeks = request.args.get("weeks", USUAL, type=int)
    last = week_of(now)
    span = Span(last - (weeks if weeks in SPANS else USUAL) + 1, last)
    course = request.args.get("course", "")
    topic = figures.course_topic(connection, course) if course else None
    quarters = tuple(quarter_of(now) - back for back in range(QUARTERS))
    quarter = request.args.get("quarter", quarters[0], type=int)
    return Asked(
        span,
        course if topic else "",
        topic or 0,
        quarter if quarter in quarters else quarters[0],
        tuple(figures.courses(connection)),
        quarters,
    )


def quarter_words(quarter: int) -> str:
    """A quarter as the reader's language writes it."""
    return str(format_date(date(quarter // 4, quarter % 4 * 3 + 1, 1), "QQQ y"))


def course_titles() -> dict[str, str]:
    """The titles, by id, of the courses that are known here."""
    lang = language()
    return {course.id: course.title(lang) for course in services().catalog.courses}
