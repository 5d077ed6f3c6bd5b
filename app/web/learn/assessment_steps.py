"""How a reader stands with the start quiz and the final of a course, wherever a page says so."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.bank import AssessmentKind
from app.catalog.model import Course
from app.clock import now_ms
from app.progress.assessing.allowing import allowed_numbers
from app.progress.assessing.reading import Sitting, sittings_of
from app.progress.assessing.resits import NextStep, next_step
from app.progress.assigning.mine import Mine
from app.progress.assigning.rules import Status, Times


@dataclass(frozen=True)
class AssessmentStep:
    """What to do next about a course's start quiz or its final.

    `sittings` are those of this kind, the first begun first. `times` and `status` are of the
    final's assignment; a start quiz is assigned to nobody.
    """

    course: Course
    kind: AssessmentKind
    next: NextStep
    sittings: tuple[Sitting, ...] = ()
    times: Times = Times()
    status: Status = "open"

    @property
    def can_sit(self) -> bool:
        """Whether she can begin it, or go on with it, now."""
        return self.status != "closed" and self.next.state in ("ready", "open")


@dataclass(frozen=True)
class AssessmentSteps:
    """Both quizzes of a course; None: it has none, and she sat none."""

    start: AssessmentStep | None = None
    final: AssessmentStep | None = None

    def of(self, kind: AssessmentKind) -> AssessmentStep | None:
        """The one of this kind."""
        return self.start if kind == "start" else self.final


def assessment_steps(account_id: int, course: Course, assigned: Mine) -> AssessmentSteps:
    """How the reader stands now; up to three queries."""
    sat = sittings_of(account_id, course.id)
    if course.assessment is None and not sat:
        return AssessmentSteps()
    allowed = allowed_numbers([account_id], course.id).get(account_id, frozenset())
    now = now_ms()

    def step(kind: AssessmentKind) -> AssessmentStep | None:
        mine = tuple(one for one in sat if one.kind == kind)
        found = next_step(
            course.assessment, kind, sat, now, allowed if kind == "final" else frozenset()
        )
        if found.state == "absent" and not mine:
            return None
        if kind == "start":
            return AssessmentStep(course, kind, found, mine)
        key = ("assessment", course.id)
        return AssessmentStep(course, kind, found, mine, assigned.of(*key), assigned.status(*key))

    return AssessmentSteps(step("start"), step("final"))


def until(assigned: Mine, steps: Iterable[AssessmentSteps]) -> int | None:
    """When a page that shows what was assigned and these steps becomes old by itself: the moment
    in milliseconds since 1970; None: never."""
    moments = [one.final.next.when_ms for one in steps if one.final] + [assigned.until_ms]
    return min((moment for moment in moments if moment is not None), default=None)
