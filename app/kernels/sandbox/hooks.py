"""The three callables that a warm process is given by name: prepare, fork, confine.

For `ForkEngine(prepare="app.kernels.sandbox.hooks:prepare", fork="…:fork", confine="…:confine")`.
They share what `prepare` found out, in the one process that calls them all.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.kernels.launch import lower_priority
from app.kernels.sandbox import birth
from app.kernels.sandbox.confine import confine as confine_process
from app.kernels.sandbox.policy import Allowance, Policy, python_paths, system_paths
from app.kernels.sandbox.probe import probe
from app.kernels.sandbox.report import LAYERS, LayerName, Plan

if TYPE_CHECKING:
    from app.kernels.fork.confine import Place

PROJECT = Path(__file__).resolve().parents[3]
OURS = ("courseware", "exercises", "translations", "data")
# What code may use beyond the libraries that were there before it, however low its limit is.
LEAST_MEMORY_MB = 128
LARGEST_FILE_MB = 64
MEGABYTE = 1024 * 1024

_plans: list[Plan] = []


def prepare() -> None:
    """Find out what this machine can do and where Python is, before the first child."""
    _plans[:] = [probe()]
    _readable()


def _plan() -> Plan:
    if not _plans:
        prepare()
    return _plans[0]


@cache
def _readable() -> tuple[Path, ...]:
    """Found in the warm process: a child would copy 350 pages of memory for it."""
    return python_paths() + system_paths()


def fork() -> int:
    """Like os.fork(), into fresh namespaces where there are any."""
    return birth.fork(_plan())


def confine(place: "Place") -> None:
    """Confine with whatever this machine has. Raises SandboxError."""
    _confine(place, frozenset())


def confine_fully(place: "Place") -> None:
    """Confine, and refuse to run anything where a layer is missing. Raises SandboxError."""
    _confine(place, frozenset(LAYERS))


def _confine(place: "Place", require: frozenset[LayerName]) -> None:
    lower_priority(place.niceness)
    policy = Policy(
        scratch=Path(place.folder),
        readable=_readable(),
        hidden=tuple(PROJECT / name for name in OURS),
        allowance=Allowance(
            memory_mb=max(place.memory_mb, place.zygote_mb + LEAST_MEMORY_MB),
            cpu_seconds=None,
            file_mb=min(place.file_bytes // MEGABYTE, LARGEST_FILE_MB),
        ),
        require=require,
    )
    confine_process(policy, _plan())
    os.chdir(place.work)
