"""Running cells one after another in one fresh kernel."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.kernels.interface import CellRun, Engine, Limits


@dataclass(frozen=True)
class Ran:
    """How the cells went, by their place in the notebook.

    `stopped` says why the cells that are not in `runs` were not run.
    """

    runs: Mapping[int, CellRun]
    sources: Mapping[int, str]
    stopped: Literal["", "died", "time"] = ""

    def sources_by_count(self) -> dict[int, str]:
        """The source that ran under each execution count, for tracebacks."""
        return {
            run.execution_count: self.sources[index]
            for index, run in self.runs.items()
            if run.execution_count is not None
        }


def run_cells(
    cells: Sequence[tuple[int, str]],
    *,
    engine: Engine,
    limits: Limits,
    files: Mapping[str, Path],
    seconds: float | None = None,
) -> Ran:
    """Run (place, source) pairs in order, going on after errors; stop at a death or out of time.

    `seconds` is for all cells together (default: the limits' total), the kernel's start apart.
    Raises what `engine.start` raises.
    """
    runs: dict[int, CellRun] = {}
    total = limits.total_seconds if seconds is None else seconds
    kernel = engine.start(limits, files)
    try:
        end = time.monotonic() + total
        for index, source in cells:
            if not source.strip():
                runs[index] = CellRun("ok")
                continue
            left = end - time.monotonic()
            if left <= 0:
                return Ran(runs, dict(cells), "time")
            run = kernel.run(source, timeout=min(limits.cell_seconds, left))
            runs[index] = run
            if run.status == "died" or not kernel.alive:
                return Ran(runs, dict(cells), "died")
    finally:
        kernel.close()
    return Ran(runs, dict(cells))
