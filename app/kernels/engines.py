"""Which engine runs code on this machine."""

import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import N_
from app.kernels.errors import KernelError, KernelStartFailed
from app.kernels.interface import Engine, Kernel, Limits
from app.kernels.nbclient_engine import NbclientEngine

if TYPE_CHECKING:
    from app.kernels.fork import ForkEngine

log = logging.getLogger(__name__)


HOOKS = "app.kernels.sandbox.hooks"


class CannotConfine(KernelError):
    sentence = N_(
        "The setting sandbox is full, but this computer cannot confine students' code wholly. "
        "Run kisima doctor, which says what is missing."
    )


def best_engine(
    *, spare: int = 1, folder: Path | None = None, sandbox: str = "best", **fork: Any
) -> Engine:
    """The fork engine where the system has what it needs, else fresh kernels with `spare` ready.

    Kernels are confined by what the system has; with `sandbox` "full" none runs where anything is
    missing. `fork` are further arguments of `ForkEngine`. Starts nothing. Where the warm process
    turns out not to start, the other engine takes over, but not in place of a full sandbox.
    Raises CannotConfine where a full one is asked for and kernels cannot be forked.
    """
    if not can_fork():
        if sandbox == "full":
            raise CannotConfine()
        return NbclientEngine(spare=spare, folder=folder)
    from app.kernels.fork import ForkEngine

    confine = "confine_fully" if sandbox == "full" else "confine"
    hooks = {
        "prepare": f"{HOOKS}:prepare",
        "fork": f"{HOOKS}:fork",
        "confine": f"{HOOKS}:{confine}",
    }
    engine = ForkEngine(folder=folder, **(hooks | fork))
    return engine if sandbox == "full" else FallingBack(engine, spare, folder)


def can_fork() -> bool:
    """Whether this is a Linux with process descriptors (5.3 and later)."""
    if sys.platform != "linux":
        return False
    import os

    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return Path("/proc/self/fd").is_dir()


class FallingBack:
    """An engine that gives way to `NbclientEngine` when its warm process cannot be started."""

    def __init__(self, first: "ForkEngine", spare: int, folder: Path | None) -> None:
        self._first = first
        self._engine: Engine = first
        self._spare = spare
        self._folder = folder

    def __enter__(self) -> "FallingBack":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def engine(self) -> Engine:
        """The engine that is in use."""
        return self._engine

    def start(self, limits: Limits, files: Mapping[str, Path]) -> Kernel:
        """See `interface.Engine.start`."""
        if self._engine is self._first:
            try:
                self._first.wait_until_warm()
            except KernelStartFailed as error:
                self._give_way(error)
        return self._engine.start(limits, files)

    def warm(self) -> None:
        """See `interface.Engine.warm`."""
        self._engine.warm()

    def close(self) -> None:
        """See `interface.Engine.close`."""
        self._engine.close()

    def _give_way(self, error: KernelStartFailed) -> None:
        log.warning(
            "the warm process does not start, so every kernel is started afresh: %s",
            error.values.get("log", ""),
        )
        if self._engine is self._first:
            self._engine = NbclientEngine(spare=self._spare, folder=self._folder)
            self._first.close()
