"""Landlock: which files a child may open, whatever its user could.

Interface: include/uapi/linux/landlock.h. Rights that the running kernel does not know are left
out; the numbers of the interface ("ABI") say which it knows.
"""

import contextlib
import os
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from stat import S_ISDIR

from app.kernels.sandbox.policy import DEVICES, Policy
from app.kernels.sandbox.report import LayerReport
from app.kernels.sandbox.seccomp import PR_SET_NO_NEW_PRIVS
from app.kernels.sandbox.syscalls import call, prctl, supported
from app.kernels.sandbox.throwaway import attempt
from app.kernels.sandbox.uncovered import outermost, without

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_BLOCK = 1 << 6, 1 << 11
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
FIRST_RIGHTS = (1 << 13) - 1
RIGHTS_OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
NET_TCP = 0b11
SCOPE_ABSTRACT_SOCKET_AND_SIGNAL = 0b11

VERSION = 1
PATH_BENEATH = 1
LOG_SAME_EXEC_OFF = 1

TCP_SINCE = 4
SCOPES_SINCE = 6
QUIET_SINCE = 7

PLAIN_FACTS = (
    "/sys/fs/cgroup/cpu.max",
    "/sys/fs/cgroup/cpu/cpu.cfs_period_us",
    "/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
)
"""What joblib asks about the machine before it starts processes."""
SHARED_MEMORY = "/dev/shm"


def abi() -> int:
    """The version of the kernel's interface, at least 1. Raises OSError where there is none."""
    return call("landlock_create_ruleset", None, 0, VERSION)


def rights(version: int) -> int:
    """All rights on files that a version knows."""
    known = FIRST_RIGHTS
    known |= REFER if version >= 2 else 0
    known |= TRUNCATE if version >= 3 else 0
    known |= IOCTL_DEV if version >= 5 else 0
    return known


def apply(policy: Policy, version: int, *, alone: bool) -> None:
    """Restrict this process and all it starts, for good. Raises OSError.

    `alone`: it has a file system of its own, so /proc, /tmp and shared memory are its own too.
    """
    known = rights(version)
    ruleset = _new_ruleset(version, known)
    try:
        looking = READ_FILE | READ_DIR | EXECUTE
        # No programs from scratch: what is written there can be read by an interpreter only.
        writing = known & ~(EXECUTE | MAKE_CHAR | MAKE_BLOCK)
        for path in _readable(policy):
            _allow(ruleset, path, looking & known)
        for name in DEVICES:
            _allow(ruleset, f"/dev/{name}", (READ_FILE | WRITE_FILE | TRUNCATE) & known)
        # Where this is the server's, it shows which programs run. Their memory, environment and
        # files stay closed, since a restricted process may look into none outside of its domain.
        _allow(ruleset, "/proc", (READ_FILE | READ_DIR) & known)
        if alone:
            _allow(ruleset, "/", READ_DIR)
            _allow(ruleset, "/tmp", writing)
            _allow(ruleset, "/etc", (READ_FILE | READ_DIR) & known)
            _allow(ruleset, SHARED_MEMORY, writing)
        else:
            for path in PLAIN_FACTS:
                _allow(ruleset, path, READ_FILE & known)
            # Names in it are random, and without the right to list it nobody else's is found.
            _allow(ruleset, SHARED_MEMORY, writing & ~READ_DIR)
        _allow(ruleset, str(policy.scratch), writing)
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        quiet = LOG_SAME_EXEC_OFF if version >= QUIET_SINCE else 0
        call("landlock_restrict_self", ruleset, quiet)
    finally:
        os.close(ruleset)


def _readable(policy: Policy) -> Iterable[str]:
    hidden: Sequence[str] = [os.path.realpath(path) for path in policy.hidden]
    for tree in outermost(os.path.realpath(path) for path in policy.readable):
        yield from without(tree, hidden)


def _new_ruleset(version: int, known: int) -> int:
    attributes = struct.pack("<Q", known)
    if version >= TCP_SINCE:
        attributes += struct.pack("<Q", NET_TCP)
    if version >= SCOPES_SINCE:
        attributes += struct.pack("<Q", SCOPE_ABSTRACT_SOCKET_AND_SIGNAL)
    return call("landlock_create_ruleset", attributes, len(attributes), 0)


def _allow(ruleset: int, path: str, allowed: int) -> None:
    """Allow something at and below a path; a path that does not exist needs no rule."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not S_ISDIR(os.fstat(opened).st_mode):
                allowed &= RIGHTS_OF_A_FILE
            rule = struct.pack("<Qi", allowed, opened)
            call("landlock_add_rule", ruleset, PATH_BENEATH, rule, 0)
        finally:
            os.close(opened)


def available() -> LayerReport:
    """Whether the kernel has Landlock and obeys it, tried in a throwaway child."""
    if not supported():
        return LayerReport("landlock", False, reason="not a Linux machine known here")
    try:
        version = abi()
    except OSError as error:
        return LayerReport("landlock", False, reason=error.strerror or str(error))
    reason = attempt(lambda: _try(version))
    return LayerReport("landlock", not reason, version=version, reason=reason)


def _try(version: int) -> None:
    apply(Policy(scratch=Path("/nonexistent"), readable=()), version, alone=False)
    try:
        Path("/").iterdir().__next__()
    except PermissionError:
        return
    raise OSError(0, "the rules have no effect", "landlock")
