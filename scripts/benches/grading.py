"""A class of sixty hands in the course's longest exercise: what grading takes beyond their code.

The longest exercise is the one whose reference solution needs the most processor time. The sixty
submissions are its reference solution and its wrong notebooks in turn. They are handed in to a real
store and graded by the real queue with as many graders as there are cores, in threads of one
process, as `kisima worker` has them; the engine is the default one and warm. Wall time is from the
first to the last moment of that.

Their code is what no grader can do without: the cells as grading runs them, the exercise's tests in
place, once each, executed by a plain fork of a process that has the libraries loaded
(`plain_forks`). Only the processor time between the first and the last cell counts, neither the
fork nor its end. That is divided by the cores, since the best grader would keep them all busy with
nothing else. Both are measured in turn, in rounds. What grading adds to a submission hardly depends
on how long its code runs, so a row tells from what length of code on the target would be reached.
An exercise of that length is made (`science_exercise`: scikit-learn and plots) and measured too.
"""

import math
import os
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from scripts.benches import processor, science_exercise
from scripts.benches.hand_ins import HandIns, open_queue
from scripts.benches.plain_forks import PlainForks
from scripts.benches.rows import Row, Say

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.catalog.model import Exercise

CLASS = 60
TIMES_THEIR_CODE = 1.25


@dataclass(frozen=True)
class Measured:
    """Medians of the rounds, in seconds: see `one_round`."""

    count: int
    cores: int
    wall: float
    used: float
    code: float
    fork: float

    @property
    def times_code(self) -> float:
        """Wall over the time of their code on all cores."""
        return self.wall * self.cores / self.code

    @property
    def enough(self) -> float:
        """The length of one submission's code from which the target would be reached."""
        return (self.wall * self.cores - self.code) / self.count / (TIMES_THEIR_CODE - 1)


def rows(quick: bool, say: Say) -> list[Row]:
    """Wall time over the processor time of the students' code, and what a submission costs."""
    count, times = (20, 2) if quick else (CLASS, 5)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert cores
    with tempfile.TemporaryDirectory() as folder, closing(PlainForks()) as plain:
        made = Path(folder) / "exercises"
        science_exercise.write(made, 1)
        with open_queue(Path(folder) / "data", cores, [made]) as queue:
            ours = [one for one in queue.catalog.exercises if one.slug != science_exercise.SLUG]
            exercise = longest(ours, queue.catalog, plain)
            short = measured(queue, exercise, count, times, plain, cores, say)
            science_exercise.write(made, forests_for(short.enough, plain))
            queue.catalog = queue.catalog.reloaded()
            (science,) = (one for one in queue.catalog.exercises if one not in ours)
            long = measured(queue, science, count // 2, times, plain, cores, say)
    each = long.code / long.count
    return [
        Row(f"{count} submissions of {exercise.slug}: until all are graded", short.wall, "s"),
        Row("processor time of their code", short.code, "s"),
        Row("wall over their code's time on all cores", short.times_code, "×", TIMES_THEIR_CODE),
        Row("wall over the same with a fork for each", short.wall * cores / short.fork, "×"),
        Row("processor beyond the code, for each", beyond_ms(short), "ms"),
        Row("code of one submission from which that would be 1.25 ×", short.enough * 1000, "ms"),
        Row("share of the cores in use", short.used / cores / short.wall, ""),
        Row(
            f"scikit-learn and plots, {each * 1000:.0f} ms of code: wall over it on all cores",
            long.times_code,
            "×",
            TIMES_THEIR_CODE,
        ),
        Row("processor time over that code's, plots drawn included", long.used / long.code, "×"),
    ]


def beyond_ms(taken: Measured) -> float:
    """Milliseconds of processor time that a submission takes beyond its code."""
    return (taken.used - taken.code) / taken.count * 1000


def forests_for(seconds: float, plain: PlainForks) -> int:
    """How many forests make the generated exercise's code at least so long."""

    def length(forests: int) -> float:
        sources = [cell["source"] for cell in science_exercise.cells(forests)]
        return statistics.median(plain.run(sources)["code"] for _ in range(3))

    few, more = length(1), length(11)
    return 1 + max(0, math.ceil((seconds - few) / (more - few) * 10))


def measured(
    queue: HandIns,
    exercise: "Exercise",
    count: int,
    times: int,
    plain: PlainForks,
    cores: int,
    say: Say,
) -> Measured:
    """So many submissions of an exercise, in so many rounds."""
    say(f"    {exercise.slug}, {count} submissions, {cores} graders")
    notebooks = submissions(queue.catalog, exercise, count)
    cells = [code_of(queue.catalog, exercise, notebook) for notebook in notebooks]
    rounds = []
    for number in range(times):
        rounds.append(one_round(queue, exercise, notebooks, cells, plain, cores))
        shown = ", ".join(f"{name} {value:.3f} s" for name, value in rounds[-1].items())
        say(f"    round {number + 1} of {times}: {shown}")
    middle = {name: statistics.median(taken[name] for taken in rounds) for name in rounds[0]}
    return Measured(count, cores, **middle)


def longest(exercises: Sequence["Exercise"], catalog: "Catalog", plain: PlainForks) -> "Exercise":
    """The exercise whose reference solution takes the most processor time."""

    def seconds(exercise: "Exercise") -> float:
        cells = code_of(catalog, exercise, catalog.source(exercise, "en"))
        return statistics.median(plain.run(cells)["code"] for _ in range(5))

    return max(exercises, key=seconds)


def submissions(catalog: "Catalog", exercise: "Exercise", count: int) -> list[dict[str, Any]]:
    """The reference solution and the wrong notebooks in turn, `count` of them."""
    from app.notebooks import read_notebook

    wrong = [read_notebook(path.read_bytes()) for path in exercise.wrong]
    kinds = [catalog.source(exercise, "en"), *wrong]
    return [kinds[number % len(kinds)] for number in range(count)]


def code_of(catalog: "Catalog", exercise: "Exercise", notebook: dict[str, Any]) -> list[str]:
    """The cells that grading runs: the student's, with the exercise's own tests."""
    from app.notebooks import restore

    restored = restore(catalog.source(exercise, "en"), notebook).notebook
    return [cell["source"] for cell in restored["cells"] if cell["cell_type"] == "code"]


def one_round(
    queue: HandIns,
    exercise: "Exercise",
    notebooks: Sequence[dict[str, Any]],
    cells: Sequence[Sequence[str]],
    plain: PlainForks,
    cores: int,
) -> dict[str, float]:
    """Seconds: of wall and of processor for grading all, of processor for their code alone."""
    alone = [plain.run(sources) for sources in cells]
    handed_in = [queue.hand_in(exercise.id, notebook) for notebook in notebooks]
    started, before = perf_counter(), processor.seconds()
    queue.grade_all(cores)
    wall, used = perf_counter() - started, processor.seconds() - before
    for public_id in handed_in:
        queue.score(public_id)
    return {
        "wall": wall,
        "used": used,
        "code": sum(taken["code"] for taken in alone),
        "fork": sum(taken["fork"] for taken in alone),
    }
