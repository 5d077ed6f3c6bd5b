"""A file system of the child's own: what it may read, one place to write, and nothing else.

Made inside fresh namespaces. Everything that is not built here (the data folder, the courses,
other students' folders, the server's /tmp, /proc and sockets) does not exist for the child.
"""

import contextlib
import os
import shutil
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from stat import S_ISDIR

from app.kernels.sandbox.credentials import hand_over
from app.kernels.sandbox.policy import DEVICES, Policy
from app.kernels.sandbox.syscalls import call
from app.kernels.sandbox.uncovered import within

READ_ONLY, NO_SETUID, NO_DEVICES, NO_PROGRAMS = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 32, 4096, 16384, 1 << 18
DETACH = 2
AT_FDCWD = -100
AT_RECURSIVE = 0x8000
MOST_FILES = 20_000
ACCOUNT = "student:x:{user}:{group}:student:{home}:/bin/sh\n"


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """Mount something. Raises OSError with the target as its file name."""
    try:
        call("mount", source.encode(), target.encode(), kind and kind.encode(), flags,
             options.encode())  # fmt: skip
    except OSError as error:
        raise OSError(error.errno, error.strerror, f"mount {target}") from None


def build(policy: Policy, *, owner: int | None, proc: str | None) -> None:
    """Make the tree and move into it; the working folder is kept where it still exists.

    `owner` is the user that gets the writable folders, None for the caller. `proc` are the mount
    options of /proc, None for none. Raises OSError.
    """
    scratch = os.path.realpath(policy.scratch)
    here = os.getcwd()
    before = os.open(scratch, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        mount("none", "/", None, RECURSIVE | PRIVATE)
        mount("kisima", scratch, "tmpfs", NO_SETUID | NO_DEVICES, "size=1m,mode=0755")
        root = scratch
        _show(policy, root)
        _hide(policy, root)
        _devices(root)
        _own_etc(root, scratch, os.getuid() if owner is None else owner)
        # Scratch last, since it may lie in /tmp and would be covered by it.
        places = ("/tmp", "/dev/shm", scratch)
        for place in places:
            Path(root + place).mkdir(parents=True, exist_ok=True)
        Path(root, "proc").mkdir()
        Path(root, "w").mkdir()
        _make_read_only(root)
        if proc is not None:
            quiet = NO_SETUID | NO_DEVICES | NO_PROGRAMS | READ_ONLY
            mount("proc", f"{root}/proc", "proc", quiet, proc)
        _writable(root, places, f"/proc/self/fd/{before}", policy.scratch_mb, owner)
    finally:
        os.close(before)
    _move_to(root)
    inside = within(here, scratch) or within(here, str(policy.scratch))
    os.chdir(here if inside and Path(here).is_dir() else scratch)


def _show(policy: Policy, root: str) -> None:
    """Bind what may be read, folders before what lies in them; links become links."""
    for path in sorted({str(path) for path in policy.readable}):
        place, real = root + path, os.path.realpath(path)
        if Path(path).is_symlink() and any(str(one) == real for one in policy.readable):
            _link(path, place)
            continue
        for shown in dict.fromkeys((real, path)):
            if os.path.exists(shown) and not os.path.lexists(root + shown):
                _bind(real, root + shown)
    for path in sorted({str(path) for path in policy.readable}):
        # /bin is usr/bin today, which is there by now.
        if Path(path).is_symlink() and not os.path.lexists(root + path):
            _link(path, root + path)


def _link(path: str, place: str) -> None:
    if not os.path.lexists(place):
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(Path(path).readlink(), place)


def _bind(source: str, place: str) -> None:
    """Show a file or folder, with what is mounted below it, at a place in the new tree."""
    target = Path(place)
    target.parent.mkdir(parents=True, exist_ok=True)
    if S_ISDIR(os.stat(source).st_mode):
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    mount(source, place, None, BIND | RECURSIVE)


def _hide(policy: Policy, root: str) -> None:
    """Cover what must not be seen inside of what may be."""
    for count, path in enumerate(policy.hidden):
        for shown in dict.fromkeys((os.path.realpath(path), str(path))):
            if not os.path.lexists(root + shown):
                continue
            empty = Path(root, f".hidden{count}")
            if os.path.isdir(root + shown):
                empty.mkdir(exist_ok=True)
            else:
                empty.touch()
            mount(str(empty), root + shown, None, BIND)


def _devices(root: str) -> None:
    folder = Path(root, "dev")
    folder.mkdir(exist_ok=True)
    for name in DEVICES:
        if os.path.exists(f"/dev/{name}"):
            _bind(f"/dev/{name}", f"{root}/dev/{name}")
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink(f"/proc/self/fd{target}", folder / name)


def _own_etc(root: str, home: str, user: int) -> None:
    """The two files in which programs look up who they are; the server's hold its users."""
    etc = Path(root, "etc")
    etc.mkdir(exist_ok=True)
    (etc / "passwd").write_text(ACCOUNT.format(user=user, group=user, home=home))
    (etc / "group").write_text(f"student:x:{user}:\n")


def _make_read_only(root: str) -> None:
    """Everything mounted so far, with all below it."""
    attributes = struct.pack("<QQQQ", READ_ONLY | NO_SETUID, 0, 0, 0)
    with contextlib.suppress(OSError):
        call("mount_setattr", AT_FDCWD, root.encode(), AT_RECURSIVE, attributes, len(attributes))
        return
    # Before Linux 5.12 each mount is made read-only by itself.
    for place in _mounted_in(root):
        flags = REMOUNT | BIND | READ_ONLY | NO_SETUID | _kept_flags(place)
        mount("none", place, None, flags)


def _mounted_in(root: str) -> Iterator[str]:
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        place = line.split(" ")[4].encode().decode("unicode_escape")
        if within(place, root):
            yield place


def _kept_flags(place: str) -> int:
    """Flags that a user namespace may not take away from what it was given."""
    now = os.statvfs(place).f_flag
    return now & (NO_DEVICES | NO_PROGRAMS | 1024 | 2048)


def _writable(
    root: str, places: Sequence[str], before: str, megabytes: int, owner: int | None
) -> None:
    """One file system of a limited size behind /tmp, shared memory and, last, scratch."""
    options = f"size={megabytes}m,nr_inodes={MOST_FILES},mode=0755"
    mount("kisima", f"{root}/w", "tmpfs", NO_SETUID | NO_DEVICES | NO_PROGRAMS, options)
    for count, place in enumerate(places):
        folder = Path(root, "w", str(count))
        if place == places[-1]:
            shutil.copytree(before, folder, symlinks=True)
        else:
            folder.mkdir()
        folder.chmod(0o1777 if place == "/tmp" else 0o700)
        if owner is not None:
            hand_over(folder, owner)
        target = Path(root + place)
        target.mkdir(parents=True, exist_ok=True)
        mount(str(folder), str(target), None, BIND)
    call("umount2", f"{root}/w".encode(), DETACH)


def _move_to(root: str) -> None:
    """Make `root` the root, and let go of the old one."""
    os.chdir(root)
    call("pivot_root", b".", b".")
    call("umount2", b".", DETACH)
    os.chdir("/")
