"""What a confined child may do: the folders it sees, the one it may write to, how much it uses."""

import os
import site
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from app.kernels.sandbox.report import LayerName


@dataclass(frozen=True)
class Allowance:
    """How much one child and all it starts may use; each is a hard limit of the system.

    `memory_mb` is the address space of each process, libraries included. `processes` counts
    threads too. `file_mb` is for one file. `cpu_seconds` is for each process; None for a live
    kernel, whose hours are watched from outside.
    """

    memory_mb: int = 1280
    cpu_seconds: int | None = 130
    processes: int = 64
    open_files: int = 256
    file_mb: int = 64


@dataclass(frozen=True)
class Policy:
    """One child's surroundings. There is no network in any of them.

    `scratch` exists, belongs to the caller and is the one place to write; what it holds is copied
    into a file system of `scratch_mb` megabytes where one can be mounted. `readable` are files and
    folders to read and run; `hidden` are cut out of those (the data folder, the courses). After
    confining, only `descriptors` remain open, all when None. `require` names layers without which
    nothing may run.
    """

    scratch: Path
    readable: tuple[Path, ...]
    hidden: tuple[Path, ...] = ()
    allowance: Allowance = field(default_factory=Allowance)
    scratch_mb: int = 64
    descriptors: frozenset[int] | None = None
    require: frozenset[LayerName] = frozenset()


def python_paths() -> tuple[Path, ...]:
    """Python's own folders: the program, the standard library, installed packages.

    Not the whole of sys.path, where a project's folder may stand with all it holds.
    """
    packages = [name for name in sys.path if name.endswith(("site-packages", "dist-packages"))]
    names = {sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages(), *packages}
    names |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    # A prefix of "/" would be the whole machine; such a Python's folders are named one by one.
    return tuple(sorted(Path(name) for name in names if name != os.sep and Path(name).exists()))


SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/timezone",
    "/nix/store",
    "/sys/devices/system/cpu",
)


def system_paths() -> tuple[Path, ...]:
    """What programs of the system need to start: libraries, fonts, the time zone."""
    return tuple(path for path in map(Path, SYSTEM) if path.exists())


DEVICES = ("null", "zero", "full", "random", "urandom")
"""The devices that a child has."""
