"""How students stand with a course's start quiz and final."""

from collections.abc import Iterable

from app.catalog.bank import AssessmentKind
from app.catalog.model import Course
from app.clock import now_ms
from app.progress.assessing.allowing import allowed_numbers
from app.progress.assessing.reading import sittings_of_class
from app.progress.assessing.resits import NextStep, next_step


def standing(account_id: int, course: Course, kind: AssessmentKind) -> NextStep:
    """How one student stands now; three queries."""
    return class_standing([account_id], course, kind)[account_id]


def class_standing(
    account_ids: Iterable[int], course: Course, kind: AssessmentKind
) -> dict[int, NextStep]:
    """How several students stand now, by account id; three queries."""
    ids = list(account_ids)
    sittings = sittings_of_class(ids, course.id)
    allowed = allowed_numbers(ids, course.id) if kind == "final" else {}
    now, plan = now_ms(), course.assessment
    return {
        id: next_step(plan, kind, sittings.get(id, ()), now, allowed.get(id, frozenset()))
        for id in ids
    }
