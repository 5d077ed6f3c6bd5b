"""How a mark comes about: plain functions over values, without the store.

An override is the mark. Without one it is the automatic points of the submission that counts and
those that a person gave for its cells, less what the late rule takes; of several submissions the
one counts that leaves the student most ("best"), or her newest ("last"). An exempt student has no
mark, and none is asked of her.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.catalog.model import Counts
from app.progress.marking.late import Due


class Handed(NamedTuple):  # a class's gradebook has thousands, and tuples are made quickest
    """A submission as these rules see it; points are None until it is graded.

    `automatic` is what the grader gave, `by_hand` what people gave for its cells, `to_mark` how
    many cells wait for one, `manual` whether it has cells that a person marks.
    """

    public_id: str
    number: int
    handed_in_ms: int
    automatic: float | None
    most: float | None
    by_hand: float = 0.0
    to_mark: int = 0
    manual: bool = False

    @property
    def points(self) -> float | None:
        """Automatic points and those by hand, before any late rule."""
        return None if self.automatic is None else self.automatic + self.by_hand


@dataclass(frozen=True)
class Override:
    """A mark that a person set; `points` is None for exempt."""

    points: float | None
    most: float
    reason: str
    by_id: int
    at_ms: int

    @property
    def exempt(self) -> bool:
        """Whether the student need not do the exercise."""
        return self.points is None


@dataclass(frozen=True)
class Showing:
    """What a class is shown: `held` keeps automatic results back too, until `released`."""

    held: bool = False
    released: bool = False


class Mark(NamedTuple):
    """A student's mark for an exercise; points are out of `most`.

    `points` is None while there is none: nothing was graded, she is exempt, or (in what a student
    sees) it is held back. `automatic`, `by_hand` and `penalty` are of the submission that counts
    (`counted`, its public id); they add up to `points` unless there is an `override`. `best` and
    `last` are the points of the best and of the newest graded submission before any late rule.
    `needs_person` says that cells of the newest submission wait and no override settles it; `shown`
    that the student sees the mark as it stands here; `missing` that it is due and nothing was
    handed in.
    """

    points: float | None
    most: float
    automatic: float | None = None
    by_hand: float = 0.0
    late_seconds: float = 0.0
    penalty: float = 0.0
    override: Override | None = None
    needs_person: bool = False
    shown: bool = True
    held: bool = False
    missing: bool = False
    attempts: int = 0
    waiting: bool = False  # the newest submission has no grade yet
    best: float | None = None
    last: float | None = None
    counted: str | None = None
    newest: str | None = None
    changes: int = 0  # how often people changed it

    @property
    def exempt(self) -> bool:
        """Whether the student need not do the exercise."""
        return self.override is not None and self.override.exempt

    @property
    def overridden(self) -> bool:
        """Whether a person set the points."""
        return self.override is not None and not self.override.exempt

    @property
    def more_by_hand(self) -> bool:
        """Whether points by hand may still come to those that stand here: a person has not marked
        all parts, or has not shown what she gave for them."""
        return self.points is not None and (self.needs_person or not (self.shown or self.held))

    @property
    def late(self) -> bool:
        """Whether what counts was handed in late."""
        return self.late_seconds > 0


def mark(
    handed: Sequence[Handed],
    *,
    counts: Counts,
    most: float,
    due: Due | None = None,
    override: Override | None = None,
    showing: Showing = Showing(),
    changes: int = 0,
    now_ms: int = 0,
) -> Mark:
    """The mark as it stands. `handed` are the student's submissions in any order, `most` the
    exercise's points."""
    newest = last = counted = None
    manual = False
    best: float | None = None
    most_left = 0.0
    for one in handed:
        if newest is None or one.number > newest.number:
            newest = one
        manual = manual or one.manual
        if one.automatic is None:
            continue
        points = one.automatic + one.by_hand
        if best is None or points > best:
            best = points
        if last is None or one.number > last.number:
            last = one
        # Of equal ones the first counts, so that no mark moves without need.
        left = points if due is None else points - _late(one, due)[1]
        if (
            counted is None
            or left > most_left
            or (left == most_left and one.number < counted.number)
        ):
            counted, most_left = one, left
    if counts == "last":
        counted = last
    late, penalty = (0.0, 0.0) if counted is None else _late(counted, due)
    if counted is not None and counted.most is not None:
        most = counted.most
    elif override is not None:
        most = override.most
    given = None if counted is None else (counted.points or 0.0) - penalty
    if override is not None:
        given, penalty = override.points, 0.0
    return Mark(
        points=given,
        most=most,
        automatic=counted.automatic if counted else None,
        by_hand=counted.by_hand if counted else 0.0,
        late_seconds=late,
        penalty=penalty,
        override=override,
        needs_person=override is None and newest is not None and newest.to_mark > 0,
        shown=showing.released or not (showing.held or manual),
        held=showing.held and not showing.released,
        missing=due is not None and newest is None and override is None and due.due_ms < now_ms,
        attempts=newest.number if newest else 0,
        waiting=newest is not None and newest.automatic is None,
        best=best,
        last=last.points if last else None,
        counted=counted.public_id if counted else None,
        newest=newest.public_id if newest else None,
        changes=changes,
    )


def seen_by_student(
    handed: Sequence[Handed],
    *,
    counts: Counts,
    most: float,
    due: Due | None = None,
    override: Override | None = None,
    showing: Showing = Showing(),
    now_ms: int = 0,
) -> Mark:
    """The mark as the student sees it: what waits for its release is left out, and all of it where
    the results are held back. That she is exempt is never kept from her."""
    given = mark(
        handed, counts=counts, most=most, due=due, override=override, showing=showing, now_ms=now_ms
    )
    if given.shown:
        return given
    automatic = [one._replace(by_hand=0.0) for one in handed]
    kept = override if override is not None and override.exempt else None
    seen = mark(
        automatic, counts=counts, most=most, due=due, override=kept, showing=showing, now_ms=now_ms
    )
    if seen.held:
        seen = seen._replace(points=None, automatic=None, best=None, last=None, penalty=0.0)
    return seen


def _late(one: Handed, due: Due | None) -> tuple[float, float]:
    """Seconds late, and the points that are lost."""
    if due is None:
        return 0.0, 0.0
    late = due.seconds_late(one.handed_in_ms)
    return late, due.rule.lost(one.points or 0.0, one.most or 0.0, late)
