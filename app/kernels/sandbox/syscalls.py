"""System calls by name, on the machines whose numbers are known here.

Numbers: Linux's own tables, arch/x86/entry/syscalls/syscall_64.tbl and, for aarch64,
include/uapi/asm-generic/unistd.h. From 424 on they are the same on both.
"""

import ctypes
import functools
import os
import platform
import sys

MACHINES = {"x86_64": 0, "AMD64": 0, "aarch64": 1, "arm64": 1}
ABSENT = -1

# name: (x86_64, aarch64)
NUMBERS: dict[str, tuple[int, int]] = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "bpf": (321, 280),
    "capset": (126, 91),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "chmod": (90, ABSENT),
    "chown": (92, ABSENT),
    "clone": (56, 220),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "fcntl": (72, 25),
    "fremovexattr": (199, 16),
    "fsetxattr": (190, 7),
    "futimesat": (261, ABSENT),
    "inotify_init": (253, ABSENT),
    "inotify_init1": (294, 26),
    "lchown": (94, ABSENT),
    "lremovexattr": (198, 15),
    "lsetxattr": (189, 6),
    "open": (2, ABSENT),
    "openat": (257, 56),
    "removexattr": (197, 14),
    "setxattr": (188, 5),
    "truncate": (76, 45),
    "utime": (132, ABSENT),
    "utimensat": (280, 88),
    "utimes": (235, ABSENT),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "finit_module": (313, 273),
    "get_robust_list": (274, 100),
    "init_module": (175, 105),
    "ioctl": (16, 29),
    "ioperm": (173, ABSENT),
    "iopl": (172, ABSENT),
    "ioprio_set": (251, 30),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "kill": (62, 129),
    "lookup_dcookie": (212, 18),
    "memfd_create": (319, 279),
    "migrate_pages": (256, 238),
    "modify_ldt": (154, ABSENT),
    "mount": (165, 40),
    "move_pages": (279, 239),
    "mq_open": (240, 180),
    "msgctl": (71, 187),
    "msgget": (68, 186),
    "msgrcv": (70, 188),
    "msgsnd": (69, 189),
    "name_to_handle_at": (303, 264),
    "nfsservctl": (180, 42),
    "open_by_handle_at": (304, 265),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pivot_root": (155, 41),
    "prlimit64": (302, 261),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "seccomp": (317, 277),
    "semctl": (66, 191),
    "semget": (64, 190),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "set_robust_list": (273, 99),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "setpriority": (141, 140),
    "settimeofday": (164, 170),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "shmdt": (67, 197),
    "shmget": (29, 194),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "bind": (49, 200),
    "connect": (42, 203),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "tgkill": (234, 131),
    "tkill": (200, 130),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vhangup": (153, 58),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "pidfd_open": (434, 434),
    "clone3": (435, 435),
    "close_range": (436, 436),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "mount_setattr": (442, 442),
    "quotactl_fd": (443, 443),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
    "memfd_secret": (447, 447),
    "process_mrelease": (448, 448),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "fchmodat2": (452, 452),
    "file_setattr": (469, 469),
    "open_tree_attr": (467, 467),
    "openat2": (437, 437),
    "removexattrat": (466, 466),
    "setxattrat": (463, 463),
}
LAST_KNOWN = 470
"""Calls above this number did not exist when this was written; a confined child has none."""


def supported() -> bool:
    """Whether this is Linux on a machine whose numbers are known, with 64-bit pointers."""
    return (
        sys.platform == "linux"
        and platform.machine() in MACHINES
        and ctypes.sizeof(ctypes.c_void_p) == 8
    )


def column() -> int:
    """This machine's column in `NUMBERS`."""
    return MACHINES[platform.machine()]


def number(name: str) -> int:
    """The number of a system call on this machine; ABSENT (-1) where it has none."""
    return NUMBERS[name][column()]


@functools.cache
def libc() -> ctypes.PyDLL:
    """The C library. Calls keep the interpreter's lock, so that nothing runs during a fork."""
    return ctypes.PyDLL(None, use_errno=True)


def call(name: str, *arguments: int | bytes | None) -> int:
    """Make one system call. Raises OSError with the call's name as its file name."""
    return checked(name, libc().syscall(ctypes.c_long(number(name)), *map(_in_c, arguments)))


def checked(what: str, result: int) -> int:
    """The result of a C function, or OSError when it is negative."""
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), what)
    return int(result)


def _in_c(value: int | bytes | None) -> ctypes.c_long | ctypes.c_char_p:
    if isinstance(value, int):
        return ctypes.c_long(value)
    return ctypes.c_char_p(value)


def prctl(option: int, *arguments: int) -> int:
    """Set or ask something of this process. Raises OSError."""
    filled = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    return checked(f"prctl {option}", libc().prctl(ctypes.c_int(option), *filled))
