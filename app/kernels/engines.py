"""Which engine runs code on this machine."""

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import N_
from app.kernels.errors import KernelError, KernelStartFailed
from app.kernels.interface import PRELOAD, Engine, Kernel, Limits
from app.kernels.nbclient_engine import NbclientEngine

if TYPE_CHECKING:
    from app.kernels.fork import ForkEngine

log = logging.getLogger(__name__)


HOOKS = "app.kernels.sandbox.hooks"
# What a fresh kernel that waits to be used loads ahead of need, if it is to be loaded at all: each
# has a memory of its own.
FRESH = ("numpy",)


class CannotConfine(KernelError):
    sentence = N_(
        "The setting sandbox is full, but this computer cannot confine students' code wholly. "
        "Run kisima doctor, which says what is missing."
    )


def best_engine(
    *,
    spare: int = 1,
    folder: Path | None = None,
    sandbox: str = "best",
    preload: Sequence[str] = PRELOAD,
    **fork: Any,
) -> Engine:
    """The fork engine where the system has what it needs, else fresh kernels with `spare` ready.

    Kernels have the modules `preload` loaded already; fresh ones no more of them than numpy. They
    are confined by what the system has; with `sandbox` "full" none runs where anything is
    missing. `fork` are further arguments of `ForkEngine`. Starts nothing. Where the warm process
    turns out not to start, the other engine takes over, but not in place of a full sandbox.
    Raises CannotConfine where a full one is asked for and kernels cannot be forked.
    """
    if not can_fork():
        if sandbox == "full":
            raise CannotConfine()
        return _fresh_kernels(spare, folder, preload)
    from app.kernels.fork import ForkEngine

    confine = "confine_fully" if sandbox == "full" else "confine"
    hooks = {
        "prepare": f"{HOOKS}:prepare",
        "fork": f"{HOOKS}:fork",
        "confine": f"{HOOKS}:{confine}",
    }
    engine = ForkEngine(folder=folder, preload=preload, **(hooks | fork))
    if sandbox == "full":
        return engine
    return FallingBack(engine, lambda: _fresh_kernels(spare, folder, preload))


def _fresh_kernels(spare: int, folder: Path | None, preload: Sequence[str]) -> NbclientEngine:
    wanted = [name for name in FRESH if name in preload]
    return NbclientEngine(spare=spare, folder=folder, preload=wanted)


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
    """An engine that gives way to another when its warm process cannot be started."""

    def __init__(self, first: "ForkEngine", second: Callable[[], Engine]) -> None:
        self._first = first
        self._engine: Engine = first
        self._second = second

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
            self._engine = self._second()
            self._first.close()
