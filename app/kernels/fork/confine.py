"""What is taken from a kernel's process right after the fork. The sandbox hooks in here."""

import importlib
import resource
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.kernels.launch import limit_resources, lower_priority

MEGABYTE = 1024 * 1024
# What code may use beyond the libraries that were there before it, however low its limit is.
LEAST_MEMORY_MB = 128


@dataclass(frozen=True)
class Place:
    """Where a kernel is and what it may use, for whoever confines it.

    `folder` is the kernel's scratch folder; `work` (the current folder by now), `home` and
    `temporary` lie in it, and nothing else needs to be written to. `memory_mb` is for the whole
    address space, of which the zygote's libraries take `zygote_mb`.
    """

    folder: str
    work: str
    home: str
    temporary: str
    memory_mb: int
    zygote_mb: int
    niceness: int = 5
    file_bytes: int = 200_000_000


Confine = Callable[[Place], None]


def only_limits(place: Place) -> None:
    """Limits on memory, file size and open files, and a lower priority: no walls."""
    lower_priority(place.niceness)
    limit_resources(place.file_bytes)
    size = max(place.memory_mb, place.zygote_mb + LEAST_MEMORY_MB) * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def named(name: str) -> Any:
    """What `module:name` names. Raises ImportError or AttributeError."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
