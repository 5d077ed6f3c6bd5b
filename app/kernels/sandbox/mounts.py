# Made after a fork, where each page that is touched is copied first: so no pathlib.
# ruff: noqa: PTH101, PTH102, PTH103, PTH106, PTH110, PTH112, PTH114, PTH115, PTH116, PTH120
# ruff: noqa: PTH211
"""A file system of the child's own: what it may read, one place to write, and nothing else.

Made inside fresh namespaces. Everything that is not built here (the data folder, the courses,
other students' folders, the server's /tmp, /proc and sockets) does not exist for the child.
"""

import os
import shutil
import struct
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISDIR

from app.kernels.sandbox.credentials import hand_over
from app.kernels.sandbox.policy import DEVICES, Policy
from app.kernels.sandbox.syscalls import call
from app.kernels.sandbox.uncovered import within

READ_ONLY, NO_SETUID, NO_DEVICES, NO_PROGRAMS = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 32, 4096, 16384, 1 << 18
NO_ATIME, NO_DIR_ATIME = 1024, 2048
DETACH = 2
AT_FDCWD = -100
AT_RECURSIVE = 0x8000
MOST_FILES = 20_000
ACCOUNT = "student:x:{user}:{group}:student:{home}:/bin/sh\n"


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """Mount something. Raises OSError with the target as its file name."""
    name = None if kind is None else kind.encode()
    try:
        call("mount", source.encode(), target.encode(), name, flags, options.encode())
    except OSError as error:
        raise OSError(error.errno, error.strerror, f"mount {target}") from None


def build(policy: Policy, *, owner: int | None, proc: str | None) -> None:
    """Make the tree and move into it; scratch is the working folder afterwards.

    `owner` is the user that gets the writable folders, None for the caller. `proc` are the mount
    options of /proc, None for none. Raises OSError.
    """
    scratch = os.path.realpath(policy.scratch)
    before = os.open(scratch, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        mount("none", "/", None, RECURSIVE | PRIVATE)
        mount("kisima", scratch, "tmpfs", NO_SETUID | NO_DEVICES, "size=1m,mode=0755")
        root = scratch
        os.mkdir(f"{root}/w")
        options = f"size={policy.scratch_mb}m,nr_inodes={MOST_FILES},mode=0755"
        mount("kisima", f"{root}/w", "tmpfs", NO_SETUID | NO_DEVICES | NO_PROGRAMS, options)
        # What may be read can lie in /tmp, and scratch anywhere: so these come in this order.
        _writable(root, "/tmp", 0o1777, owner)
        _writable(root, "/dev/shm", 0o700, owner)
        _show(policy, root)
        _hide(policy, root)
        _devices(root)
        _own_etc(root, scratch, os.getuid() if owner is None else owner)
        os.mkdir(f"{root}/proc")
        if proc is not None:
            mount("proc", f"{root}/proc", "proc", NO_SETUID | NO_DEVICES | NO_PROGRAMS, proc)
        _writable(root, scratch, 0o700, owner, holding=f"/proc/self/fd/{before}")
        call("umount2", f"{root}/w".encode(), DETACH)
        os.rmdir(f"{root}/w")
        _make_read_only(root, but=("/tmp", "/dev/shm", scratch))
    finally:
        os.close(before)
    _move_to(root)
    os.chdir(scratch)


def _show(policy: Policy, root: str) -> None:
    """Bind what may be read, folders before what lies in them; links become links."""
    paths = sorted({str(path) for path in policy.readable})
    real = {path: os.path.realpath(path) for path in paths}
    bound: list[str] = []
    for path in sorted({*paths, *real.values()}):
        if any(within(path, one) for one in bound):
            continue
        source = real.get(path, path)
        # /bin is usr/bin today: a link, as long as what it leads to is shown as well.
        if os.path.islink(path) and any(within(source, one) for one in real.values()):
            if not os.path.lexists(root + path):
                os.makedirs(os.path.dirname(root + path), exist_ok=True)
                os.symlink(os.readlink(path), root + path)
        elif os.path.exists(source):
            _bind(source, root + path)
            bound.append(path)


def _bind(source: str, place: str) -> None:
    """Show a file or folder, with what is mounted below it, at a place in the new tree."""
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if S_ISDIR(os.stat(source).st_mode):
        os.makedirs(place, exist_ok=True)
    else:
        os.close(os.open(place, os.O_CREAT | os.O_CLOEXEC, 0o644))
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


def _writable(
    root: str, place: str, mode: int, owner: int | None, *, holding: str | None = None
) -> None:
    """A folder of the one writable file system, whose size they share, put at a place."""
    folder = f"{root}/w/{mode}{len(place)}"
    if holding is None:
        os.mkdir(folder)
    else:
        shutil.copytree(holding, folder, symlinks=True)
    os.chmod(folder, mode)
    if owner is not None:
        hand_over(Path(folder), owner)
    os.makedirs(root + place, exist_ok=True)
    mount(folder, root + place, None, BIND)


def _make_read_only(root: str, *, but: Sequence[str]) -> None:
    """Everything mounted so far with all below it, except the places in `but`."""
    try:
        _set_attributes(root, READ_ONLY | NO_SETUID, 0, AT_RECURSIVE)
        for place in but:
            _set_attributes(root + place, 0, READ_ONLY, 0)
    except OSError:
        # Before Linux 5.12 each mount is made read-only by itself.
        for place in _mounted_in(root):
            flags = REMOUNT | BIND | READ_ONLY | NO_SETUID | _kept_flags(place)
            if place not in [root + one for one in but]:
                mount("none", place, None, flags)


def _set_attributes(place: str, wanted: int, unwanted: int, how: int) -> None:
    attributes = struct.pack("<QQQQ", wanted, unwanted, 0, 0)
    call("mount_setattr", AT_FDCWD, place.encode(), how, attributes, len(attributes))


def _mounted_in(root: str) -> list[str]:
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    places = [line.split(" ")[4].encode().decode("unicode_escape") for line in lines]
    return [place for place in places if within(place, root)]


def _kept_flags(place: str) -> int:
    """Flags that a user namespace may not take away from what it was given."""
    return os.statvfs(place).f_flag & (NO_DEVICES | NO_PROGRAMS | NO_ATIME | NO_DIR_ATIME)


def _move_to(root: str) -> None:
    """Make `root` the root, and let go of the old one."""
    os.chdir(root)
    call("pivot_root", b".", b".")
    call("umount2", b".", DETACH)
    os.chdir("/")
