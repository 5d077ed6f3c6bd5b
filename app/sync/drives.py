"""The removable drives that this computer has at present: sticks and cards."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# Where systems mount what is plugged in; see the Filesystem Hierarchy Standard, and udisks(8).
PLACES = ("/media/", "/run/media/", "/Volumes/")


class Partition(Protocol):
    """What psutil says of one that is mounted."""

    @property
    def device(self) -> str: ...
    @property
    def mountpoint(self) -> str: ...
    @property
    def opts(self) -> str: ...


@dataclass(frozen=True)
class Drive:
    """A folder to copy to; `free` in bytes, None where the system does not say."""

    path: Path
    name: str
    free: int | None


def drives(folder: str = "") -> list[Drive]:
    """The removable drives that are mounted, and the folder that stands for one, if any."""
    import psutil

    found = [Path(one.mountpoint) for one in removable(psutil.disk_partitions())]
    if folder:
        found.append(Path(folder))
    return [_drive(path) for path in dict.fromkeys(found) if path.is_dir()]


def removable(partitions: Iterable[Partition]) -> list[Partition]:
    """Those that somebody plugged in and can be written to.

    Windows says which are removable. Elsewhere the place tells, and Linux knows of each disk.
    """
    return [one for one in partitions if _plugged_in(one) and "ro" not in one.opts.split(",")]


def _plugged_in(one: Partition) -> bool:
    if sys.platform == "win32":
        return "removable" in one.opts.split(",")
    return one.mountpoint.startswith(PLACES) or _says_so(Path(one.device).name)


def _says_so(device: str) -> bool:
    """Whether Linux calls a partition's disk removable (sysfs, /sys/block/<disk>/removable)."""
    disk = device.rstrip("0123456789")
    try:
        return Path("/sys/block", disk, "removable").read_text("ascii").strip() == "1"
    except (OSError, ValueError):
        return False


def _drive(path: Path) -> Drive:
    import psutil

    try:
        free = psutil.disk_usage(str(path)).free
    except OSError:
        free = None
    return Drive(path, path.name or str(path), free)
