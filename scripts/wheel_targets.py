"""For which computers wheels are fetched, and whether the wheels of a folder are right for one.

Uses `packaging`, which is in the lock; wheelhouse.py sees to it that `.venv` is there.
"""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms, sys_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from scripts.environment import SetupError
from scripts.lock_file import Pin

NAMES = {
    "windows": "win_amd64",
    "linux": "linux_x86_64",
    "linux-arm": "linux_aarch64",
    "mac": "macosx_arm64",
    "mac-intel": "macosx_x86_64",
}
# Debian 10, Ubuntu 20.04 and everything newer have at least this version of the C library.
GLIBC_MINOR = 28
OLDEST_MACOS = (12, 0)


@dataclass(frozen=True)
class Target:
    """A kind of computer with a Python. `markers` is empty for the one that runs this."""

    name: str
    tags: frozenset[Tag]
    markers: dict[str, str]
    pip_options: tuple[str, ...]

    def needs(self, pin: Pin) -> bool:
        """True when a pin's marker holds for this target."""
        return not pin.marker or Marker(pin.marker).evaluate(self.markers)


def target_for(platform: str | None, python: str | None) -> Target:
    """The target that the two options name; None means this computer's. Raises SetupError."""
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if platform is None and python in (None, here):
        return Target(f"this computer and Python {here}", frozenset(sys_tags()), {}, ())
    version = _version(python or here)
    tag = NAMES.get(platform or _this_kind(), platform or "")
    platforms = _platforms(tag)
    digits = f"{version[0]}{version[1]}"
    tags = {
        *cpython_tags(version, platforms=platforms),
        *compatible_tags(version, f"cp{digits}", platforms),
    }
    options = ["--python-version", ".".join(map(str, version)), "--implementation", "cp"]
    for name in platforms:
        options += ["--platform", name]
    return Target(
        f"{tag} and Python {version[0]}.{version[1]}",
        frozenset(tags),
        _markers(tag, version),
        tuple(options),
    )


def _version(text: str) -> tuple[int, int]:
    parts = text.split(".")
    if len(parts) != 2 or not all(part.isdigit() for part in parts):
        raise SetupError(f"“{text}” is not a Python version. Write it like 3.12.")
    return int(parts[0]), int(parts[1])


def _this_kind() -> str:
    tag = next(iter(sys_tags())).platform
    machine = "arm" if tag.endswith(("arm64", "aarch64")) else ""
    if sys.platform == "darwin":
        return "mac" if machine else "mac-intel"
    if sys.platform == "win32":
        return tag
    return "linux-arm" if machine else "linux"


def _platforms(tag: str) -> list[str]:
    """The platform tags that a wheel for this target may carry, the newest first."""
    system, _, machine = tag.partition("_")
    if system == "win" and machine:
        return [tag]
    if system == "macosx" and machine in ("arm64", "x86_64"):
        return list(mac_platforms(OLDEST_MACOS, machine))
    if system == "linux" and machine:
        many = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC_MINOR, 16, -1)]
        return [*many, f"manylinux2014_{machine}", f"manylinux1_{machine}", tag]
    raise SetupError(f"“{tag}” is no kind of computer known here. Use one of: {', '.join(NAMES)}.")


def _markers(tag: str, version: tuple[int, int]) -> dict[str, str]:
    system, _, machine = tag.partition("_")
    sys_platform, os_name, platform_system = {
        "win": ("win32", "nt", "Windows"),
        "macosx": ("darwin", "posix", "Darwin"),
        "linux": ("linux", "posix", "Linux"),
    }[system]
    return {
        "sys_platform": sys_platform,
        "os_name": os_name,
        "platform_system": platform_system,
        "platform_machine": machine.upper() if system == "win" else machine,
        "python_version": f"{version[0]}.{version[1]}",
        "python_full_version": f"{version[0]}.{version[1]}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def check_wheels(folder: Path, pins: Sequence[Pin], target: Target) -> list[str]:
    """What is wrong with the folder, a sentence for each package that is; empty when all is well.

    Each pin must have a wheel that fits the target and whose SHA-256 is one of the pin's hashes.
    """
    fitting: dict[tuple[str, str], list[Path]] = {}
    for wheel in sorted(folder.glob("*.whl")):
        name, version, _, tags = parse_wheel_filename(wheel.name)
        if tags & target.tags:
            fitting.setdefault((name, str(version)), []).append(wheel)
    faults = []
    for pin in pins:
        wheels = fitting.get((canonicalize_name(pin.name), pin.version), [])
        if not wheels:
            faults.append(f"{pin.name} {pin.version} is missing.")
        elif not any(_sha256(wheel) in pin.hashes for wheel in wheels):
            faults.append(f"{wheels[0].name} is damaged: delete it and run this again.")
    return faults


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
