"""Running cells one after another in one fresh kernel, with a watch on it, and tests by value."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from app.errors import KisimaError
from app.grading.by_value import CleanKernel, with_room_for_values
from app.grading.canary import Seen, Watch
from app.grading.names import without_shadows
from app.kernels.interface import CellRun, Engine, Kernel, Limits

Stopped = Literal["", "died", "lost", "time", "enough"]

_FOR_THE_WATCH = 60.0  # seconds that a kernel has beyond the student's


@dataclass(frozen=True)
class Step:
    """A code cell to run; `index` is its place in the notebook.

    `visible` is what the student may know of its source. `kind` says whose it is: the student's
    own, a locked one of the exercise, or a test.
    """

    index: int
    source: str
    visible: str = ""
    grade_id: str = ""
    kind: Literal["own", "locked", "test"] = "own"
    by_value: bool = False

    @property
    def hides(self) -> bool:
        """Whether some of its lines are hidden tests."""
        return self.visible != self.source


@dataclass(frozen=True)
class Ran:
    """How the cells went, by their place in the notebook.

    `stopped` says why the cells that are not in `runs` were not run; "lost" is a kernel that was
    ended from outside, and then nothing here may count; "enough" is a test that failed where no
    more was asked. `forged` are the tests at
    which the kernel no longer told the truth, `spoilt` those during which Python was changed;
    neither may bring points. `changes` is what the watch saw, by place. `doubtful` is a death of
    which nobody knows who brought it about.
    """

    runs: Mapping[int, CellRun]
    sources: Mapping[int, str]
    stopped: Stopped = ""
    forged: frozenset[int] = frozenset()
    spoilt: frozenset[int] = frozenset()
    changes: Mapping[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    apart: frozenset[int] = frozenset()
    doubtful: bool = False

    def sources_by_count(self, index: int) -> dict[int, str]:
        """The sources under their execution counts, for the traceback of one cell."""
        if index in self.apart:
            # A test by value ran in a kernel of its own.
            count = self.runs[index].execution_count
            return {} if count is None else {count: self.sources[index]}
        return {
            run.execution_count: self.sources[place]
            for place, run in self.runs.items()
            if run.execution_count is not None and place not in self.apart
        }


def run_steps(
    steps: Sequence[Step],
    *,
    engine: Engine,
    limits: Limits,
    files: Mapping[str, Path],
    seconds: float | None = None,
    watch: Watch | None = None,
    answers: frozenset[str] = frozenset(),
    until_lost: bool = False,
) -> Ran:
    """Run the steps in order, going on after errors; stop at a death or out of time.

    `seconds` is for all cells together (default: the limits' total), the kernel's start apart.
    `answers` are the names that the exercise expects from the student. With `until_lost` no cell
    is run after the first test that does not end well. Raises what `engine.start` raises.
    """
    total = limits.total_seconds if seconds is None else seconds
    # The total is counted here: a kernel that counted too, the watch's own cells included, would
    # come to its end first and call a test that never began one that took too long.
    limits = replace(limits, total_seconds=total + _FOR_THE_WATCH)
    by_value = any(step.by_value for step in steps)
    kernel = engine.start(with_room_for_values(limits) if by_value else limits, files)
    course = _Course(kernel, limits, watch, answers)
    try:
        if by_value:
            course.clean = CleanKernel(engine, limits, files, answers)
        if watch is not None and any(step.kind == "test" and not step.by_value for step in steps):
            watch.begin(kernel)
        else:
            course.watch = None
        course.end = time.monotonic() + total
        stopped = course.run(steps, until_lost)
    finally:
        kernel.close()
        if course.clean is not None:
            course.clean.close()
    return Ran(
        course.runs,
        {step.index: step.source for step in steps},
        stopped,
        frozenset(course.forged),
        frozenset(course.spoilt),
        course.changes,
        frozenset(step.index for step in steps if step.by_value),
        course.doubtful,
    )


class _Course:
    """One way through the cells."""

    def __init__(
        self, kernel: Kernel, limits: Limits, watch: Watch | None, answers: frozenset[str]
    ) -> None:
        self.kernel = kernel
        self.limits = limits
        self.watch = watch
        self.answers = answers
        self.clean: CleanKernel | None = None
        self.end = 0.0
        self.runs: dict[int, CellRun] = {}
        self.forged: set[int] = set()
        self.spoilt: set[int] = set()
        self.changes: dict[int, tuple[tuple[str, str], ...]] = {}
        # What the last canary saw, where it looked for the next test as well.
        self.shared: Seen | None = None
        self.doubtful = False

    def run(self, steps: Sequence[Step], until_lost: bool) -> Stopped:
        """Run all steps; says why it stopped before the last."""
        for place, step in enumerate(steps):
            if not step.source.strip():
                self.runs[step.index] = CellRun("ok")
                continue
            if self._left() <= 0:
                return "time"
            if step.by_value and self.clean is not None:
                run = self.clean.run(step.source, self.kernel, self._cell_seconds())
            elif step.kind == "test" and self.watch is not None:
                run = self._watched(step, self.watch, _test_after(steps[place + 1 :]))
            else:
                run = self._plain(step)
            self.runs[step.index] = run
            dead = not self.kernel.alive or (self.clean is not None and not self.clean.alive)
            if run.status == "died" or dead:
                return self._why_dead()
            if until_lost and step.kind == "test" and run.status != "ok":
                return "enough"
        return ""

    def _why_dead(self) -> Stopped:
        ended = [one for one in (self.kernel, self.clean) if one is not None and not one.alive]
        if any(one.lost for one in ended):
            return "lost"
        self.doubtful = not ended or not all(one.end_is_known for one in ended)
        return "died"

    def _plain(self, step: Step) -> CellRun:
        run = self.kernel.run(step.source, timeout=self._cell_seconds())
        if step.kind == "locked" and self.kernel.alive:
            if self.watch is not None:
                self.watch.hold(self.kernel, step.source, self.answers)
            if self.clean is not None:
                # What it prepares, the tests by value need too; if it fails, they will say so.
                with suppress(KisimaError):
                    self.clean.run(step.source, self.kernel, self._cell_seconds())
        return run

    def _watched(self, step: Step, watch: Watch, after: Step | None) -> CellRun:
        """A test with a canary before it and one after it.

        The one after it is also the one before the test that comes `after` it, if one does.
        """
        seen, self.shared = self.shared, None
        if seen is None:
            seen = watch.look(self.kernel, [step.source], self._cell_seconds())
        shadowed = self._note(step, seen)
        if not seen.trusted:
            # The test is not even sent: its lines are none of a forger's business.
            return self._without_trust(step, seen)
        source = without_shadows(step.source, shadowed)
        run = self.kernel.run(source, timeout=self._cell_seconds())
        if run.status == "died" or not self.kernel.alive:
            return run
        if after is not None and not watch.may_share(step.source, after.source):
            after = None
        tests = [step.source, *([after.source] if after else ())]
        both = watch.look(self.kernel, tests, self._cell_seconds())
        seen = watch.about(step.source, both)
        if after is not None and both.trusted:
            self.shared = watch.about(after.source, both).after(seen)
        new_shadows = set(self._note(step, seen)) - set(shadowed)
        if seen.status == "forged":
            self.forged.add(step.index)
        elif new_shadows or seen.of("builtin", "module", "name", "hook", "trace"):
            self.spoilt.add(step.index)
        return run

    def _note(self, step: Step, seen: Seen) -> tuple[str, ...]:
        if seen.changes:
            known = self.changes.get(step.index, ())
            new = tuple(change for change in seen.changes if change not in known)
            self.changes[step.index] = known + new
        return seen.of("shadow", "covered")

    def _without_trust(self, step: Step, seen: Seen) -> CellRun:
        if seen.status == "timeout":
            return CellRun("timeout")
        if seen.status == "died":
            return CellRun("died")
        self.forged.add(step.index)
        return CellRun("error")

    def _left(self) -> float:
        return self.end - time.monotonic()

    def _cell_seconds(self) -> float:
        return max(0.01, min(self.limits.cell_seconds, self._left()))


def _test_after(steps: Sequence[Step]) -> Step | None:
    """The test that comes first of these, if nothing else is run before it."""
    step = next((step for step in steps if step.source.strip()), None)
    return step if step is not None and step.kind == "test" and not step.by_value else None
