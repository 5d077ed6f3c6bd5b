"""How a mark comes about: plain functions over values, without the store.

An override is the mark. Without one it is the automatic points of the submission that counts and
those that a person gave for its cells, less what the late rule takes; of several submissions the
one counts that leaves the student most ("best"), or her newest ("last"). An exempt student has no
mark, and none is asked of her.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.catalog.model import Counts
from app.progress.marking.late import Due


@dataclass(frozen=True)
class Handed:
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


@dataclass(frozen=True)
class Mark:
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
    newest = max(handed, key=lambda one: one.number, default=None)
    graded = [one for one in handed if one.points is not None]
    last = max(graded, key=lambda one: one.number, default=None)
    found = Mark(
        points=None,
        most=most,
        override=override,
        needs_person=override is None and newest is not None and newest.to_mark > 0,
        held=showing.held and not showing.released,
        missing=due is not None and newest is None and due.due_ms < now_ms,
        attempts=newest.number if newest else 0,
        waiting=newest is not None and newest.points is None,
        best=max((one.points for one in graded if one.points is not None), default=None),
        last=last.points if last else None,
        newest=newest.public_id if newest else None,
        changes=changes,
    )
    found = replace(found, shown=_shown(handed, found, showing))
    counted = _counted(graded, counts, due)
    if counted is not None:
        of = counted.most if counted.most is not None else most
        late, penalty = _late(counted, due)
        found = replace(
            found,
            points=(counted.points or 0.0) - penalty,
            most=of,
            automatic=counted.automatic,
            by_hand=counted.by_hand,
            late_seconds=late,
            penalty=penalty,
            counted=counted.public_id,
        )
    if override is not None:
        of = found.most if counted is not None else override.most
        found = replace(found, points=override.points, most=of, penalty=0.0)
    return found


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
    automatic = [replace(one, by_hand=0.0) for one in handed]
    kept = override if override is not None and override.exempt else None
    seen = mark(
        automatic, counts=counts, most=most, due=due, override=kept, showing=showing, now_ms=now_ms
    )
    if seen.held:
        seen = replace(seen, points=None, automatic=None, best=None, last=None, penalty=0.0)
    return seen


def _shown(handed: Sequence[Handed], found: Mark, showing: Showing) -> bool:
    if showing.released:
        return True
    return not (showing.held or any(one.manual for one in handed))


def _counted(graded: Sequence[Handed], counts: Counts, due: Due | None) -> Handed | None:
    """The submission that counts; of equal ones the first, so that no mark moves without need."""
    if counts == "last":
        return max(graded, key=lambda one: one.number, default=None)
    return max(
        graded,
        key=lambda one: ((one.points or 0.0) - _late(one, due)[1], -one.number),
        default=None,
    )


def _late(one: Handed, due: Due | None) -> tuple[float, float]:
    """Seconds late, and the points that are lost."""
    if due is None:
        return 0.0, 0.0
    late = due.seconds_late(one.handed_in_ms)
    return late, due.rule.lost(one.points or 0.0, one.most or 0.0, late)
