"""Who the child is: an unused user number where root starts it, and never any privilege."""

import ctypes
import os
import secrets
from pathlib import Path

from app.kernels.sandbox.errors import FolderOutOfReach
from app.kernels.sandbox.report import LayerReport
from app.kernels.sandbox.seccomp import PR_SET_NO_NEW_PRIVS
from app.kernels.sandbox.syscalls import call, prctl, supported
from app.kernels.sandbox.throwaway import attempt

FIRST_NUMBER = 2_000_000_000
NUMBERS = 100_000_000
"""User numbers that no distribution hands out, and that 32-bit signed programs still hold."""

PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522


def unused_number() -> int:
    """A user number of a child's own: it owns nothing, and can signal nobody."""
    return FIRST_NUMBER + secrets.randbelow(NUMBERS)


def become(number: int) -> None:
    """Be that user and group, in no other group, for good. Needs root. Raises OSError."""
    os.setgroups([])
    os.setresgid(number, number, number)
    os.setresuid(number, number, number)
    # The change made the process's own /proc folder root's, where programs look for their files.
    prctl(PR_SET_DUMPABLE, 1)


def renounce() -> None:
    """Give up every capability and the way to any (setuid programs). Raises OSError."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    call("capset", ctypes.addressof(header), ctypes.addressof(nothing))


def shrink_bounds() -> None:
    """Take every capability out of what a program could ever be given, as far as we may."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            # Past the last one that the kernel knows, or not ours to drop.
            return


def hand_over(folder: Path, number: int) -> None:
    """Give a folder and what is in it to the child's user. Raises OSError."""
    os.chown(folder, number, number)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), number, number, follow_symlinks=False)


def check_reach(path: Path) -> None:
    """Raises FolderOutOfReach unless everyone may walk to `path`."""
    for folder in Path(os.path.realpath(path)).parents:
        if not folder.stat().st_mode & 0o001:
            raise FolderOutOfReach(path=folder)


def available() -> LayerReport:
    """Mode "own": a user of its own, since we are root; "same": ours, without any privilege."""
    if not supported():
        return LayerReport("user", False, reason="not a Linux machine known here")
    if os.geteuid() == 0 and not attempt(_become_and_renounce):
        return LayerReport("user", True, mode="own")
    reason = attempt(renounce)
    return LayerReport("user", not reason, mode="" if reason else "same", reason=reason)


def _become_and_renounce() -> None:
    become(unused_number())
    renounce()
