"""The small interface between those who want code run and whatever runs it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

PRELOAD = ("numpy", "pandas", "matplotlib.pyplot", "sklearn.linear_model")
"""The modules that kernels have loaded already unless another choice is made."""

Output = dict[str, Any]
"""One output of a code cell in nbformat v4 form, plain JSON values only."""

OnOutputs = Callable[[tuple[Output, ...]], None]
"""Called while a cell runs with all its outputs so far, at most about ten times a second."""

RunStatus = Literal["ok", "error", "timeout", "died", "interrupted", "output-limit"]
CellStatus = Literal[
    "waiting",
    "running",
    "not-run",
    "ok",
    "error",
    "timeout",
    "died",
    "interrupted",
    "output-limit",
]
KernelAge = Literal["kept", "new", "replaced"]


@dataclass(frozen=True)
class Limits:
    """What one kernel may use.

    `cell_seconds` is for one cell and `total_seconds` for all cells of one kernel together (of one
    run, for a live kernel). `memory_mb` is the kernel's whole address space on Linux, libraries
    included, and its resident memory elsewhere. `output_bytes` is for one cell.
    """

    cell_seconds: float = 20.0
    total_seconds: float = 120.0
    memory_mb: int = 1024
    output_bytes: int = 1_000_000


@dataclass(frozen=True)
class CellRun:
    """How one cell went.

    `outputs` holds what came out before the end, also after a timeout or a death.
    """

    status: RunStatus
    outputs: tuple[Output, ...] = ()
    execution_count: int | None = None


class Kernel(Protocol):
    """One running Python. Its methods may be called from any thread."""

    def run(
        self, source: str, *, timeout: float | None = None, on_outputs: OnOutputs | None = None
    ) -> CellRun:
        """Run one cell and wait for it, `timeout` seconds at most (default: the limits').

        Never raises for what the code does: a kernel that is dead answers "died".
        """

    def interrupt(self) -> None:
        """Stop the cell that is running, if any; its run then answers "interrupted"."""

    def close(self) -> None:
        """Kill the kernel with all it started, and remove its folder. May be called twice."""

    @property
    def alive(self) -> bool:
        """Whether another cell can be run."""

    @property
    def lost(self) -> bool:
        """Whether it has ended and its code cannot have done that: killed from outside.

        False also where that cannot be known, and after `close`. May take a moment to answer.
        """

    @property
    def end_is_known(self) -> bool:
        """Whether it has ended and it is certain who ended it: then `lost` is no guess.

        False after `close`. May take a moment to answer.
        """


class Engine(Protocol):
    """Starts kernels."""

    def start(self, limits: Limits, files: Mapping[str, Path]) -> Kernel:
        """Give a fresh kernel whose working folder holds copies of `files`, by relative name.

        Raises KernelStartFailed.
        """

    def warm(self) -> None:
        """Get ready in the background, so that the next start is quick. Returns at once."""

    def close(self) -> None:
        """Close every kernel. The engine cannot be used afterwards."""


@dataclass(frozen=True)
class CellState:
    """One cell of a run. `revision` is the run's revision at which this cell last changed."""

    cell_id: str
    status: CellStatus
    outputs: tuple[Output, ...] = ()
    execution_count: int | None = None
    revision: int = 0


@dataclass(frozen=True)
class RunState:
    """A run as it is now.

    `revision` grows with every change. `kernel` tells what the cells ran in: "kept" the same
    Python as the owner's last run, "new" a first or restarted one, "replaced" a new one because
    the last was lost (idle for long, dead, given to somebody else), so earlier variables are gone.
    """

    run_id: str
    done: bool
    revision: int
    cells: tuple[CellState, ...]
    kernel: KernelAge = "kept"


class LiveKernels(Protocol):
    """Students' live kernels: at most one for each owner. Callable from any thread."""

    def run(
        self,
        owner: str,
        workspace: str,
        cells: Sequence[tuple[str, str]],
        files: Mapping[str, str],
    ) -> RunState:
        """Run (cell id, source) pairs in order in the background and return at once.

        The first cell that does not end "ok" leaves the rest "not-run". Another workspace than the
        last gets a fresh kernel. Raises NoFreeKernel and AlreadyRunning.
        """

    def poll(self, owner: str, run_id: str, *, wait: float = 0.0, since: int = 0) -> RunState:
        """The run as it is, after waiting up to `wait` seconds for a revision above `since`.

        Raises UnknownRun.
        """

    def stop(self, owner: str) -> None:
        """Interrupt what is running, and leave the rest of the run "not-run"."""

    def restart(self, owner: str) -> None:
        """Forget the owner's Python with all its variables; the next run gets a new one."""

    def end(self, owner: str) -> None:
        """Close the owner's kernel and forget the results, as when signing out."""

    def warm(self) -> None:
        """Get ready in the background for somebody who is likely to run code soon."""

    def close(self) -> None:
        """End everything."""
