"""Namespaces: no network, no other processes, a file system of its own."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from app.kernels.sandbox import birth, mounts
from app.kernels.sandbox.policy import Policy, system_paths
from app.kernels.sandbox.report import LayerReport, Namespaces
from app.kernels.sandbox.syscalls import supported
from app.kernels.sandbox.throwaway import attempt

PROC_OPTIONS = ("subset=pid", "", None)
"""Best first: only processes; all (Linux before 5.8); none (inside some containers)."""


def map_own_user(user: int, group: int) -> None:
    """Be in the user namespace who one was outside of it. Raises OSError."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def apply(
    policy: Policy, namespaces: Namespaces, ids: tuple[int, int], *, owner: int | None
) -> None:
    """Finish the namespaces that this process stands in: who it is there, and what it sees.

    `ids` are its user and group outside; `owner` is whom it will become, None to stay. Raises
    OSError.
    """
    if namespaces.user:
        map_own_user(*ids)
    mounts.build(policy, owner=owner, proc=namespaces.proc)


def available() -> tuple[LayerReport, Namespaces | None]:
    """The best way to namespaces that works here, tried in throwaway children."""
    if not supported():
        return LayerReport("namespaces", False, reason="not a Linux machine known here"), None
    reason = ""
    with tempfile.TemporaryDirectory(prefix="kisima-trial-") as folder:
        policy = Policy(scratch=Path(folder), readable=system_paths())
        for namespaces in _ways():
            failed = attempt(_trial(policy, namespaces), fork=_forking(namespaces))
            if not failed:
                mode = "user" if namespaces.user else "root"
                return LayerReport("namespaces", True, mode=mode), namespaces
            reason = reason or failed
    return LayerReport("namespaces", False, reason=reason), None


def _ways() -> Iterator[Namespaces]:
    for user in [False, True] if os.geteuid() == 0 else [True]:
        for direct in (True, False):
            for proc in PROC_OPTIONS:
                yield Namespaces(user=user, direct=direct, proc=proc)


def _forking(namespaces: Namespaces) -> Callable[[], int]:
    return (lambda: birth.born_apart(namespaces)) if namespaces.direct else os.fork


def _trial(policy: Policy, namespaces: Namespaces) -> Callable[[], None]:
    ids = (os.geteuid(), os.getegid())

    def run() -> None:
        if not namespaces.direct:
            birth.fork_into_namespaces(user=namespaces.user)
        apply(policy, namespaces, ids, owner=None)
        if Path("/root").exists() or Path("/home").exists():
            raise OSError(0, "the old files are still there", "mount /")

    return run
