"""One run of a student's cells, and her session between runs. Guarded by LocalKernels' lock."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.kernels.interface import CellState, CellStatus, Kernel, KernelAge, Output, RunState


class LiveRun:
    """The cells of one run as they go; every change raises the revision."""

    def __init__(self, cells: Sequence[tuple[str, str]], age: KernelAge, started: float) -> None:
        self.run_id = secrets.token_urlsafe(12)
        self.sources = tuple(source for _, source in cells)
        self.age = age
        self.started = started
        self.revision = 1
        self.done = False
        self.stopping = False
        self.discard_kernel = False
        self._cells = [CellState(cell_id, "waiting", revision=1) for cell_id, _ in cells]

    def change(
        self,
        index: int,
        status: CellStatus,
        outputs: tuple[Output, ...] = (),
        execution_count: int | None = None,
    ) -> None:
        """Cell number `index` is now so."""
        self.revision += 1
        self._cells[index] = replace(
            self._cells[index],
            status=status,
            outputs=outputs,
            execution_count=execution_count,
            revision=self.revision,
        )

    def finish(self) -> None:
        """The run is over: what has not been run will not be."""
        for index, cell in enumerate(self._cells):
            if cell.status == "waiting":
                self.change(index, "not-run")
        self.revision += 1
        self.done = True

    def state(self) -> RunState:
        """The run as it is now."""
        return RunState(self.run_id, self.done, self.revision, tuple(self._cells), self.age)


@dataclass
class Session:
    """One owner's kernel, if she has one, and her last run.

    `lost` says that variables were there and are gone through no wish of hers.
    """

    workspace: str
    last_used: float
    kernel: Kernel | None = None
    run: LiveRun | None = None
    lost: bool = False

    @property
    def busy(self) -> bool:
        """Whether a run has not ended."""
        return self.run is not None and not self.run.done

    @property
    def holds_place(self) -> bool:
        """Whether it takes one of the places for kernels."""
        return self.busy or self.kernel is not None

    def age_of_next(self, workspace: str) -> KernelAge:
        """What the next run will find."""
        if workspace != self.workspace:
            return "new"
        if self.kernel is not None and self.kernel.alive:
            return "kept"
        return "replaced" if self.lost or self.kernel is not None else "new"
