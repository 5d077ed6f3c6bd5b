"""Where everything is kept on this computer, and how much room there is."""

import shutil
from dataclasses import dataclass
from pathlib import Path

LEAST_FREE = 1_000_000_000  # bytes; a class writes some 100 MB a year, its browsers' logs more


@dataclass(frozen=True)
class Disk:
    """The disk with the data folder; sizes in bytes."""

    free: int
    total: int

    @property
    def enough(self) -> bool:
        """Whether there is room for a good while."""
        return self.free >= LEAST_FREE


@dataclass(frozen=True)
class Keeping:
    """Where everything is kept: `size` is the store's in bytes (None where a database server has
    it), `copied_ms` when it was last copied into `copies`, if ever."""

    folder: Path
    database: str
    size: int | None
    copies: Path
    copied_ms: int | None


def disk(data: Path) -> Disk | None:
    """How much room there is; None where the system does not say."""
    try:
        usage = shutil.disk_usage(data)
    except OSError:
        return None
    return Disk(usage.free, usage.total)


def keeping(data: Path, database: str) -> Keeping:
    """Where everything is, from a look into two folders."""
    copies = data / "backups"
    times = [_modified(path) for path in copies.glob("*.db")] if copies.is_dir() else []
    files = [path for path in data.glob("kisima.db*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) if database == "sqlite" else None
    return Keeping(data, database, size, copies, max(times, default=None))


def _modified(path: Path) -> int:
    return path.stat().st_mtime_ns // 1_000_000
