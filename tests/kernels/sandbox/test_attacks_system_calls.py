import ctypes
import errno
import mmap
import os
import platform
import sys
from collections.abc import Callable
from typing import Any

import pytest

from app.kernels.sandbox.forbidden_calls import refusals
from app.kernels.sandbox.syscalls import ABSENT, libc, number, supported

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not supported(), reason="only on Linux")


def raw(name: str, *arguments: int) -> int:
    """The error of a system call made past every library; 0 when it was carried out."""
    values = [ctypes.c_long(value) for value in (number(name), *arguments, *[0] * 6)[:7]]
    return ctypes.get_errno() if libc().syscall(*values) < 0 else 0


@pytest.mark.parametrize("name", sorted(set(refusals(alone=True))))
def test_a_refused_call_made_directly(cell: Any, name: str) -> None:
    if number(name) == ABSENT:
        pytest.skip(f"only on machines that have {name}")
    expected = refusals(alone=True)[name]
    assert cell.run(lambda: raw(name)).value == expected


def test_the_calls_refused_where_the_server_is_seen(cell: Any) -> None:
    if cell.alone:
        pytest.skip("only on machines without namespaces: in them a child may make these")
    expected = {
        name: error for name, error in refusals(alone=False).items() if number(name) != ABSENT
    }
    assert cell.run(lambda: {name: raw(name) for name in expected}).value == expected


@pytest.mark.parametrize("kind", [0x10000000, 0x00020000, 0x40000000, 0x20000000, 0x08000000])
def test_new_namespaces(cell: Any, kind: int) -> None:
    def attack() -> int:
        return raw("clone", kind | 17) or raw("unshare", kind)

    assert cell.run(attack).value == errno.EPERM


def test_a_call_that_does_not_exist_yet(cell: Any) -> None:
    got = cell.run(lambda: libc().syscall(ctypes.c_long(900)) < 0 and ctypes.get_errno())
    assert got.value == errno.ENOSYS


def test_typing_into_the_servers_terminal(cell: Any) -> None:
    letter = ctypes.create_string_buffer(b"x")
    got = cell.run(lambda: raw("ioctl", 0, 0x5412, ctypes.addressof(letter)))
    assert got.value == errno.EPERM


@pytest.mark.parametrize("change", [os.setuid, os.setgid, os.seteuid])
def test_becoming_root(cell: Any, change: Callable[[int], None]) -> None:
    assert cell.run(lambda: change(0) or "root").error


def test_no_capability_is_left(cell: Any) -> None:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)

    def attack() -> list[int]:
        held = (ctypes.c_uint32 * 6)()
        libc().capget(header, held)
        return [value for value in held if value]

    assert cell.run(attack).value == []


@pytest.mark.skipif(platform.machine() != "x86_64", reason="other machines have one way in")
def test_the_32_bit_way_into_the_kernel(cell: Any) -> None:
    def attack() -> int:
        # mov eax, 20 (getpid); int 0x80; ret
        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
        address = ctypes.addressof(ctypes.c_char.from_buffer(code))
        return ctypes.CFUNCTYPE(ctypes.c_int)(address)()

    assert cell.run(attack).signal


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 is x86_64's")
def test_the_x32_numbers_of_calls(cell: Any) -> None:
    got = cell.run(lambda: libc().syscall(ctypes.c_long(0x40000000 | 39)))
    assert got.signal


def test_running_a_program_from_memory(cell: Any) -> None:
    def attack() -> str:
        memory = os.memfd_create("program")
        os.write(memory, b"#!/bin/sh\nexit 0\n")
        os.execve(memory, ["program"], {})
        return "ran"

    assert cell.run(attack).error.startswith("PermissionError")
