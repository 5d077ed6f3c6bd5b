"""The memory of a kernel's process and all that it started, taken together.

The system limits each process by itself (`RLIMIT_AS`); 64 of them could still take the machine's
whole memory. So the engine looks several times a second while a cell runs.
"""

import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path

PROC = Path("/proc")
KILOBYTES = 1024


def family(pid: int) -> list[int]:
    """The process and everything below it that still lives."""
    if sys.platform != "linux" or not (PROC / "self" / "task").is_dir():
        return _family_by_psutil(pid)
    found = [pid]
    for member in found:
        found += [child for child in _children(member) if child not in found]
    return found


def over(pid: int, megabytes: int, *, limited_alone: bool) -> bool:
    """Whether the family holds more than so many megabytes that it shares with nobody.

    `limited_alone`: the system keeps each single process below that, so one by itself is fine.
    Reading what is shared with the warm process takes milliseconds for each process, so it is
    read only where the quick sum, which counts it for each of them, is too much.
    """
    members = family(pid)
    if limited_alone and len(members) == 1:
        return False
    if sum(map(resident_mb, members)) <= megabytes:
        return False
    return sum(map(_share_mb, members)) > megabytes


def _children(pid: int) -> list[int]:
    children: list[int] = []
    with contextlib.suppress(OSError):
        for thread in (PROC / str(pid) / "task").iterdir():
            with contextlib.suppress(OSError):
                children += map(int, (thread / "children").read_text().split())
    return children


def _family_by_psutil(pid: int) -> list[int]:
    import psutil

    with contextlib.suppress(psutil.Error):
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    return [pid]


def resident_mb(pid: int) -> float:
    """Memory of a process that is no file's; on other systems than Linux all of it."""
    if sys.platform == "linux":
        sizes = _sizes(PROC / str(pid) / "status")
        return (sizes.get("RssAnon", 0) + sizes.get("RssShmem", 0)) / KILOBYTES
    import psutil

    with contextlib.suppress(psutil.Error):
        return float(psutil.Process(pid).memory_info().rss) / KILOBYTES**2
    return 0.0


def _share_mb(pid: int) -> float:
    """A process's part of its memory: what n processes share counts for each as an n-th."""
    if sys.platform == "linux":
        sizes = _sizes(PROC / str(pid) / "smaps_rollup")
        if "Pss_Anon" in sizes:
            parts = (sizes["Pss_Anon"], sizes.get("Pss_Shmem", 0), sizes.get("SwapPss", 0))
            return sum(parts) / KILOBYTES
    return resident_mb(pid)


def _sizes(path: Path) -> Mapping[str, int]:
    """The lines `Name: 123 kB` of a file of /proc; nothing of a process that is gone."""
    found = {}
    with contextlib.suppress(OSError):
        for line in path.read_text().splitlines():
            name, _, value = line.partition(":")
            if value.endswith(" kB"):
                found[name] = int(value[:-3])
    return found
