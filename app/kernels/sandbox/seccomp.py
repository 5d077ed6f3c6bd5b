"""The system calls that a child may make: a filter compiled once and installed in each child."""

import ctypes
import errno
import os
import struct
from dataclasses import dataclass

from app.kernels.sandbox import bpf
from app.kernels.sandbox.forbidden_calls import CHECKED, ON_A_PROCESS, OPENING, refusals
from app.kernels.sandbox.report import LayerReport
from app.kernels.sandbox.syscalls import (
    ABSENT,
    LAST_KNOWN,
    NUMBERS,
    call,
    column,
    prctl,
    supported,
)
from app.kernels.sandbox.throwaway import attempt

ALLOW = 0x7FFF0000
KILL = 0x80000000
REFUSE = 0x00050000
SET_MODE_FILTER = 1
PR_SET_NO_NEW_PRIVS = 38

MACHINE_CODES = (0xC000003E, 0xC00000B7)
"""AUDIT_ARCH of x86_64 and aarch64, in the order of the tables in syscalls.py."""
X32_BIT = 0x40000000

NEW_NAMESPACES = 0x7E020000
"""CLONE_NEW* of mounts, cgroup, uts, ipc, user, pid and net."""
TERMINAL_INPUT = (0x5412, 0x541C, 0x5423)
"""TIOCSTI, TIOCLINUX and TIOCSETD: typing into the server's terminal, changing its kind."""
SIGNAL_ANOTHER = (8, 10, 15)
"""F_SETOWN, F_SETSIG and F_SETOWN_EX: having the kernel signal any process about a file."""
ASK_TO_SIGNAL = (0x8901, 0x8902)
"""FIOSETOWN and SIOCSPGRP, the same by ioctl."""
CUT_OFF = 0o1000
ACCESS = 0o3
AF_UNIX = 1
STREAM, SEQUENCED = 1, 5
KIND_OF_SOCKET = 0xF


@dataclass(frozen=True)
class Program:
    """A compiled filter; `own_pid_at` are byte offsets where a child's own number belongs."""

    code: bytes
    own_pid_at: tuple[int, ...]


def compile_filter(machine: int, *, alone: bool) -> Program:
    """The filter for a machine (column in `syscalls.NUMBERS`).

    `alone` is for a child in namespaces of its own, which may use Unix sockets and signal whom
    it sees. Without, it has only socket pairs, and reaches no process older than itself: its own
    have higher numbers, while the server and the desktop have lower ones.
    """
    actions: dict[int, str] = {}
    endings: dict[str, int] = {"allow": ALLOW, "kill": KILL, "too-old": REFUSE | errno.ENOSYS}
    checked = set(CHECKED) | (set() if alone else {*ON_A_PROCESS, *OPENING})
    refused = refusals(alone=alone)
    for name, error in refused.items():
        endings[f"refuse-{error}"] = REFUSE | error
        actions[NUMBERS[name][machine]] = f"refuse-{error}"
    endings[f"refuse-{errno.EPERM}"] = REFUSE | errno.EPERM
    for name in sorted(checked - set(refused)):
        actions[NUMBERS[name][machine]] = "process" if name in ON_A_PROCESS else name
    actions.pop(ABSENT, None)

    code = bpf.Assembler()
    code.load(bpf.MACHINE_AT)
    code.go_if(bpf.JUMP_EQUAL, MACHINE_CODES[machine], "known")
    code.go("kill")
    code.place("known")
    code.load(bpf.NUMBER_AT)
    _search(code, _ranges(actions), "")
    _checks(code, alone=alone)
    for label, action in endings.items():
        code.place(label)
        code.answer(action)
    return Program(code.assemble(), code.marks)


def _ranges(actions: dict[int, str]) -> list[tuple[int, str]]:
    """(first number, label) of each run of numbers that end alike, from 0 on."""
    starts = [(0, "allow")]
    for value in sorted(actions):
        if starts[-1][0] == value:
            starts.pop()
        starts += [(value, actions[value]), (value + 1, "allow")]
    # x32 calls on x86_64 are the same calls under other numbers; nothing modern uses them.
    starts += [(LAST_KNOWN + 1, "too-old"), (X32_BIT, "kill")]
    merged: list[tuple[int, str]] = []
    for first, label in starts:
        if not merged or merged[-1][1] != label:
            merged.append((first, label))
    return merged


def _search(code: bpf.Assembler, ranges: list[tuple[int, str]], at: str) -> None:
    """Binary search: the kernel runs the filter for every number once when it is installed."""
    if len(ranges) == 1:
        code.go(ranges[0][1])
        return
    middle = len(ranges) // 2
    code.go_if(bpf.JUMP_AT_LEAST, ranges[middle][0], f"from{at}1")
    _search(code, ranges[:middle], at + "0")
    code.place(f"from{at}1")
    _search(code, ranges[middle:], at + "1")


def _checks(code: bpf.Assembler, *, alone: bool) -> None:
    """The calls whose arguments decide."""
    refuse = f"refuse-{errno.EPERM}"
    code.place("clone")
    code.load(bpf.argument_at(0))
    code.go_if(bpf.JUMP_ANY_BIT, NEW_NAMESPACES, refuse)
    code.go("allow")

    code.place("ioctl")
    code.load(bpf.argument_at(1))
    for request in TERMINAL_INPUT + ASK_TO_SIGNAL:
        code.go_if(bpf.JUMP_EQUAL, request, refuse)
    code.go("allow")

    code.place("fcntl")
    code.load(bpf.argument_at(1))
    for command in SIGNAL_ANOTHER:
        code.go_if(bpf.JUMP_EQUAL, command, refuse)
    code.go("allow")

    for place, name in enumerate(OPENING, start=1):
        # open(path, flags) and openat(folder, path, flags), where Landlock asks for reading only.
        code.place(name)
        code.load(bpf.argument_at(place))
        code.mask(CUT_OFF | ACCESS)
        code.go_if(bpf.JUMP_EQUAL, CUT_OFF, refuse)
        code.go("allow")

    code.place("socket")
    code.load(bpf.argument_at(0))
    code.go_if(bpf.JUMP_EQUAL, AF_UNIX, "allow")
    code.go(refuse)

    code.place("socketpair")
    code.load(bpf.argument_at(0))
    code.go_if(bpf.JUMP_EQUAL, AF_UNIX, "pair")
    code.go(refuse)
    code.place("pair")
    if alone:
        code.go("allow")
    else:
        # A datagram may carry an address: even one of a pair reaches any socket's file.
        code.load(bpf.argument_at(1))
        code.mask(KIND_OF_SOCKET)
        code.go_if(bpf.JUMP_EQUAL, STREAM, "allow")
        code.go_if(bpf.JUMP_EQUAL, SEQUENCED, "allow")
        code.go(refuse)

    code.place("process")
    code.load(bpf.argument_at(0))
    code.go_if(bpf.JUMP_EQUAL, 0, "allow")
    # Negative numbers are groups, named by their first process: -(own) and below are its own.
    code.go_if(bpf.JUMP_AT_LEAST, 0x80000000, "group")
    code.go_if(bpf.JUMP_AT_LEAST, 0x7FFFFFFF, "allow", mark=True)
    code.go(refuse)
    code.place("group")
    code.go_if(bpf.JUMP_GREATER, 0x80000000, refuse, mark=True)
    code.go("allow")


def with_own_pid(code: bytes, own_pid_at: tuple[int, ...], pid: int) -> bytes:
    """The filter with a child's own number written into it."""
    if not own_pid_at:
        return code
    filled = bytearray(code)
    single, group = own_pid_at
    struct.pack_into("<I", filled, single, pid)
    struct.pack_into("<I", filled, group, -pid & 0xFFFFFFFF)
    return bytes(filled)


class _Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def apply(code: bytes, own_pid_at: tuple[int, ...] = ()) -> None:
    """Install the filter for this process and all it starts, for good. Raises OSError."""
    filled = with_own_pid(code, own_pid_at, os.getpid())
    program = _Filter(len(filled) // bpf.INSTRUCTION_BYTES, filled)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    call("seccomp", SET_MODE_FILTER, 0, ctypes.addressof(program))


def available() -> LayerReport:
    """Whether the kernel takes our filter and obeys it, tried in a throwaway child."""
    if not supported():
        return LayerReport("seccomp", False, reason="not a Linux machine known here")
    reason = attempt(_try)
    return LayerReport("seccomp", not reason, reason=reason)


def _try() -> None:
    program = compile_filter(column(), alone=False)
    apply(program.code, program.own_pid_at)
    try:
        call("ptrace", 0, 0, 0, 0)
    except PermissionError:
        return
    raise OSError(errno.EPROTO, "the filter has no effect")
