"""What a student may sit when, and what she should look at first: plain functions over values.

A start quiz is sat once. A final may be sat again until it is passed, as often and with as many
days between as the course's plan says; the best one counts. An instructor may allow the next one
whatever the plan says: see allowing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from app.catalog.bank import AssessmentKind, AssessmentPlan
from app.progress.assessing.reading import Sitting

DAY_MS = 86_400_000

State = Literal["ready", "open", "wait", "none-left", "passed", "done", "absent"]


@dataclass(frozen=True)
class NextStep:
    """How a student stands with a course's start quiz or final.

    ready      she may begin sitting `number`
    open       `open` was begun and waits to be handed in
    wait       sitting `number` may be begun from `when_ms` on
    none-left  she has sat it as often as the plan allows, and an instructor may allow one more
    passed     the final is passed, and is not sat again
    done       the start quiz was handed in
    absent     the course has no such quiz, and she sat none

    `left` is how many sittings are still to come, the open one included; `best` the one that was
    handed in with the highest share of right answers, of equal ones the first.
    """

    state: State
    number: int = 1
    left: int = 0
    when_ms: int | None = None
    open: Sitting | None = None
    best: Sitting | None = None


@dataclass(frozen=True)
class LessonResult:
    """How many of a lesson's questions were right."""

    lesson_id: str
    right: int
    of: int

    @property
    def wrong(self) -> int:
        """How many were not."""
        return self.of - self.right


def next_step(
    plan: AssessmentPlan | None,
    kind: AssessmentKind,
    sittings: Sequence[Sitting],
    now_ms: int,
    allowed: Collection[int] = (),
) -> NextStep:
    """How she stands; `sittings` are all of hers in the course, and `allowed` the numbers of the
    finals that an instructor allows."""
    mine = sorted((one for one in sittings if one.kind == kind), key=lambda one: one.number)
    # Where none of its questions was in the bank any more, it was no sitting.
    done = [one for one in mine if one.total]
    best = max(done, key=lambda one: one.share, default=None)
    number = mine[-1].number + 1 if mine else 1
    if kind == "final" and (passed := [one for one in done if one.passed]):
        best = max(passed, key=lambda one: one.share)
        return NextStep("passed", number, best=best)
    if kind == "start" and done:
        return NextStep("done", number, best=best)
    waiting = next((one for one in mine if one.is_open), None)
    most = 1 if plan is None or kind == "start" else plan.sittings
    if waiting is not None:
        left = max(most - len(done), 1)
        return NextStep("open", waiting.number, left, open=waiting, best=best)
    if plan is None or not plan.size(kind):
        return NextStep("absent", number, best=best)
    if number in allowed:
        return NextStep("ready", number, max(most - len(done), 1), best=best)
    if len(done) >= most:
        return NextStep("none-left", number, best=best)
    left = most - len(done)
    when = _ready_ms(plan, done, now_ms)
    if when is not None:
        return NextStep("wait", number, left, when, best=best)
    return NextStep("ready", number, left, best=best)


def by_lesson(sitting: Sitting) -> tuple[LessonResult, ...]:
    """What came out, lesson by lesson, of what counted: those with the most wrong answers first,
    which is what to look at again."""
    counts: dict[str, tuple[int, int]] = {}
    for drawn in sitting.questions:
        given = sitting.answers.get(drawn.question_id)
        if given is None or given.right is None:
            continue
        right, of = counts.get(drawn.lesson_id, (0, 0))
        counts[drawn.lesson_id] = (right + given.right, of + 1)
    results = [LessonResult(lesson_id, *found) for lesson_id, found in counts.items()]
    return tuple(sorted(results, key=lambda one: (-one.wrong, one.lesson_id)))


def _ready_ms(plan: AssessmentPlan, done: Sequence[Sitting], now_ms: int) -> int | None:
    """When the next one may be begun; None: now."""
    last = max((one.handed_in_ms or 0 for one in done), default=None)
    # A clock that was put back since must not make her wait for longer than the plan says.
    if last is None or now_ms < last:
        return None
    when = last + plan.wait_days * DAY_MS
    return when if now_ms < when else None
