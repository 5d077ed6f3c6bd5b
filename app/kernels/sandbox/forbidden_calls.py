"""Which system calls a confined child is refused, and for what reason each."""

import errno

from app.kernels.sandbox.syscalls import NUMBERS

CHANGES_THE_MACHINE = (
    "acct",
    "adjtimex",
    "clock_adjtime",
    "clock_settime",
    "delete_module",
    "finit_module",
    "init_module",
    "ioperm",
    "iopl",
    "kexec_file_load",
    "kexec_load",
    "nfsservctl",
    "quotactl",
    "quotactl_fd",
    "reboot",
    "setdomainname",
    "sethostname",
    "settimeofday",
    "swapoff",
    "swapon",
    "syslog",
    "vhangup",
)
CHANGES_WHAT_IS_SEEN = (
    "chroot",
    "fsconfig",
    "fsmount",
    "fsopen",
    "fspick",
    "listmount",
    "mount",
    "mount_setattr",
    "move_mount",
    "name_to_handle_at",
    "open_by_handle_at",
    "open_tree",
    "open_tree_attr",
    "pivot_root",
    "setns",
    "statmount",
    "umount2",
    "unshare",
)
REACHES_INTO_OTHERS = (
    "kcmp",
    "migrate_pages",
    "move_pages",
    "pidfd_getfd",
    "process_madvise",
    "process_mrelease",
    "process_vm_readv",
    "process_vm_writev",
    "ptrace",
)
# The parts of the kernel in which most holes were found, and which no lesson needs.
WIDE_DOORS = (
    "add_key",
    "bpf",
    "fanotify_init",
    "fanotify_mark",
    "keyctl",
    "lookup_dcookie",
    "modify_ldt",
    "perf_event_open",
    "personality",
    "request_key",
    "userfaultfd",
)
# Memory in these is counted by no limit of the process.
UNCOUNTED_MEMORY = (
    "memfd_create",
    "memfd_secret",
    "mq_open",
    "msgctl",
    "msgget",
    "msgrcv",
    "msgsnd",
    "semctl",
    "semget",
    "semop",
    "semtimedop",
    "shmat",
    "shmctl",
    "shmdt",
    "shmget",
)
# Libraries ask for these first and do without when told that the kernel is too old. The filter
# cannot read clone3's flags, since they lie behind a pointer.
AS_IF_TOO_OLD = ("clone3", "io_uring_enter", "io_uring_register", "io_uring_setup")

NAMED_SOCKETS = ("accept", "accept4", "bind", "connect", "listen", "socket")
"""Refused as well where a socket's file outside of scratch could be reached."""

# Landlock does not look at these: where the server's files can be named, a student's code that
# runs as the server's user could otherwise lock it out of its own data. Copying a file sets its
# mode and time, so those calls seem to work and do nothing.
SEEMING_TO_WORK = (
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "futimesat",
    "utime",
    "utimensat",
    "utimes",
)
NOT_SUPPORTED = (
    "chown",
    "fchown",
    "fchownat",
    "file_setattr",
    "fremovexattr",
    "fsetxattr",
    "inotify_init",
    "inotify_init1",
    "lchown",
    "lremovexattr",
    "lsetxattr",
    "removexattr",
    "removexattrat",
    "setxattr",
    "setxattrat",
    "truncate",
)

CHECKED = ("clone", "fcntl", "ioctl", "socket", "socketpair")
"""Calls whose arguments decide."""

OPENING = ("open", "openat")
"""Checked as well where the server's files can be named: opening to read may cut a file off."""

ON_A_PROCESS = (
    "kill",
    "prlimit64",
    "rt_sigqueueinfo",
    "rt_tgsigqueueinfo",
    "sched_setaffinity",
    "sched_setattr",
    "sched_setparam",
    "sched_setscheduler",
    "tgkill",
)
"""Calls whose first argument is a process: its own and later ones only, where others are seen."""

ON_ANY_PROCESS = ("ioprio_set", "pidfd_send_signal", "setpriority", "tkill")
"""Refused where other processes are seen, since their target cannot be told so simply."""


def refusals(*, alone: bool) -> dict[str, int]:
    """The refused calls, each with the error it gives; 0 for none.

    `alone`: the child sees no process and no socket file but its own, since it has namespaces.
    """
    refused = dict.fromkeys(
        (
            *CHANGES_THE_MACHINE,
            *CHANGES_WHAT_IS_SEEN,
            *REACHES_INTO_OTHERS,
            *WIDE_DOORS,
            *UNCOUNTED_MEMORY,
        ),
        errno.EPERM,
    )
    refused |= dict.fromkeys(AS_IF_TOO_OLD, errno.ENOSYS)
    if not alone:
        refused |= dict.fromkeys((*NAMED_SOCKETS, *ON_ANY_PROCESS), errno.EPERM)
        refused |= dict.fromkeys(SEEMING_TO_WORK, 0)
        refused |= dict.fromkeys(NOT_SUPPORTED, errno.ENOTSUP)
        # Its flags lie behind a pointer, as those of clone3 do.
        refused["openat2"] = errno.ENOSYS
    unknown = set(refused) - set(NUMBERS)
    if unknown:
        raise ValueError(f"calls without a number: {unknown}")
    return refused
