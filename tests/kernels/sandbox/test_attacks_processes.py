# Attacks and lessons use the plainest calls there are.
# ruff: noqa: PTH123, SIM115, PTH115
import contextlib
import ctypes
import fcntl
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.kernels.sandbox import Allowance

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
MEGABYTE = 1024 * 1024


def alive(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG) == (0, 0)


@pytest.mark.parametrize("name", ["environ", "mem", "maps", "fd/1", "cwd/pyproject.toml"])
def test_proc_of_the_server(cell: Any, name: str) -> None:
    path = f"/proc/{os.getpid()}/{name}"
    assert cell.run(lambda: len(os.read(os.open(path, os.O_RDONLY), 9))).refused
    assert cell.run(lambda: os.readlink(path)).refused


def test_proc_of_every_number(cell: Any) -> None:
    if not cell.alone:
        pytest.skip(
            "only on machines with namespaces: without the names of running programs are seen"
        )
    mine, parent = os.getpid(), os.getppid()

    def attack() -> list[int]:
        found = []
        for pid in (mine, parent):
            with contextlib.suppress(OSError):
                found.append(len(Path(f"/proc/{pid}/status").read_text()))
        return found

    assert cell.run(attack).refused


def test_an_environment_variable_of_the_server(cell: Any) -> None:
    def attack() -> bool:
        seen = b""
        for path in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):
                seen += b"" if path.parent.name == str(os.getpid()) else path.read_bytes()
        return bool(seen)

    assert cell.run(attack).refused


@pytest.mark.parametrize("number", [0, signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_to_another_process(cell: Any, victim: int, number: int) -> None:
    assert cell.run(lambda: os.kill(victim, number) or "sent").refused
    assert alive(victim)


def test_a_signal_to_the_server(cell: Any) -> None:
    server = os.getpid()
    assert cell.run(lambda: os.kill(server, 0) or "sent").refused


def test_a_signal_to_everybody(cell: Any, victim: int) -> None:
    cell.run(lambda: os.kill(-1, signal.SIGKILL), seconds=10)
    assert alive(victim)


def test_a_signal_to_the_servers_group(cell: Any, victim: int) -> None:
    group = os.getpgrp()
    cell.run(lambda: os.killpg(group, signal.SIGTERM), seconds=10)
    cell.run(lambda: os.kill(0, signal.SIGTERM), seconds=10)
    assert alive(victim)


def test_a_signal_by_way_of_a_file(cell: Any, victim: int) -> None:
    def attack() -> None:
        ours, other = socket.socketpair()
        fcntl.fcntl(ours, fcntl.F_SETOWN, victim)
        fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC)
        other.send(b"x")

    assert cell.run(attack).refused
    time.sleep(0.1)
    assert alive(victim)


def test_the_memory_of_another_process(cell: Any, victim: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)

    def attack() -> bool:
        return (
            libc.ptrace(16, victim, 0, 0) == 0 or libc.process_vm_readv(victim, 0, 0, 0, 0, 0) == 0
        )

    assert cell.run(attack).refused
    assert alive(victim)


def test_another_processs_limits(cell: Any, victim: int) -> None:
    before = resource.prlimit(victim, resource.RLIMIT_NOFILE)
    got = cell.run(lambda: resource.prlimit(victim, resource.RLIMIT_NOFILE, (3, 3)) and "set")
    assert got.refused
    assert resource.prlimit(victim, resource.RLIMIT_NOFILE) == before


def test_another_processs_priority(cell: Any, victim: int) -> None:
    assert cell.run(lambda: os.setpriority(os.PRIO_PROCESS, victim, 19) or "set").refused
    assert cell.run(lambda: os.sched_setaffinity(victim, {0}) or "set").refused
    assert os.getpriority(os.PRIO_PROCESS, victim) == os.getpriority(os.PRIO_PROCESS, 0)


def test_a_descriptor_of_another_process(cell: Any, victim: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)

    def attack() -> bool:
        opened = os.pidfd_open(victim)
        return libc.syscall(438, opened, 0, 0) >= 0

    assert cell.run(attack).refused


def test_two_students_at_once(cell: Any) -> None:
    reader, writer = os.pipe()
    quiet, answers = cell.start(lambda: os.read(reader, 1).decode(), descriptors=None)
    assert cell.run(lambda: os.kill(quiet, signal.SIGKILL) or "sent").refused
    assert cell.run(lambda: open(f"/proc/{quiet}/mem", "rb") and "opened").refused
    os.write(writer, b"x")
    with open(answers, "rb") as stream:
        assert stream.readline() == b'{"value": "x"}'
    os.waitpid(quiet, 0)


def fork_bomb() -> int:
    children = 0
    with contextlib.suppress(OSError):
        while children < 500:
            if os.fork() == 0:
                time.sleep(3)
                os._exit(0)
            children += 1
    return children


def test_a_fork_bomb(cell: Any) -> None:
    assert cell.run(fork_bomb, allowance=Allowance(processes=20), seconds=20).value < 40


def test_a_thread_bomb(cell: Any) -> None:
    def attack() -> int:
        done, started = threading.Event(), 0
        try:
            while started < 500:
                threading.Thread(target=done.wait, args=(3,), daemon=True).start()
                started += 1
        except RuntimeError:
            pass
        return started

    assert cell.run(attack, allowance=Allowance(processes=20), seconds=20).value < 40


def test_a_memory_bomb(cell: Any) -> None:
    got = cell.run(lambda: len(bytearray(600 * MEGABYTE)), allowance=Allowance(memory_mb=500))
    assert got.error.startswith("MemoryError")


def test_memory_that_no_limit_counts(cell: Any) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    got = cell.run(lambda: os.memfd_create("x") and "made")
    assert got.error.startswith("PermissionError")
    assert cell.run(lambda: libc.shmget(0, 1 * MEGABYTE, 0o1600) >= 0).refused


def test_every_descriptor_taken(cell: Any) -> None:
    def attack() -> int:
        opened: list[int] = []
        with contextlib.suppress(OSError):
            while len(opened) < 5000:
                opened.append(os.open("/dev/null", os.O_RDONLY))
        return len(opened)

    assert cell.run(attack, allowance=Allowance(open_files=64)).value < 64


def test_limits_cannot_be_raised(cell: Any) -> None:
    def attack() -> str:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return "raised"

    assert cell.run(attack).refused


def test_an_endless_loop_uses_up_its_time(cell: Any) -> None:
    def attack() -> None:
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        while True:
            pass

    got = cell.run(attack, allowance=Allowance(cpu_seconds=1), seconds=20)
    assert got.signal


def daemon(path: str) -> Callable[[], str]:
    """A process that detaches itself twice and writes on for a while."""

    def attack() -> str:
        if os.fork() == 0:
            os.setsid()
            if os.fork() != 0:
                os._exit(0)
            for _ in range(40):
                os.write(writer, b"still here")
                time.sleep(0.05)
            os._exit(0)
        time.sleep(0.2)
        return "left"

    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    attack.reader, attack.writer = reader, writer  # type: ignore[attr-defined]
    return attack


def test_a_detached_daemon_ends_with_its_student(cell: Any) -> None:
    if not cell.alone:
        pytest.skip("only on machines with namespaces: else the starter looks for what is left")
    attack = daemon("d")
    cell.run(attack, descriptors=None)
    os.read(attack.reader, 1_000_000)  # type: ignore[attr-defined]
    time.sleep(0.3)
    with pytest.raises(BlockingIOError):
        os.read(attack.reader, 10)  # type: ignore[attr-defined]


def test_a_library_forced_into_a_subprocess(cell: Any, secret: Path) -> None:
    def attack() -> str:
        environ = {"LD_PRELOAD": "./evil.so", "PYTHONSTARTUP": "x", "PATH": "/usr/bin:/bin"}
        code = f"print(open({str(secret)!r}).read())"
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environ, capture_output=True, text=True).stdout

    assert cell.run(attack).refused


def test_a_subprocess_is_confined_as_well(cell: Any, victim: int) -> None:
    def attack() -> int:
        code = f"import os, socket; os.kill({victim}, 9); socket.socket(socket.AF_INET)"
        return subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL).returncode

    assert cell.run(attack).value != 0
    assert alive(victim)


def test_the_servers_death_ends_the_child(cell: Any) -> None:
    reader, writer = os.pipe()
    server = os.fork()
    if server == 0:
        cell.start(lambda: time.sleep(120), descriptors=frozenset({writer}))
        time.sleep(0.5)
        os._exit(0)
    os.close(writer)
    os.waitpid(server, 0)
    # Were the child alive, there would be nothing to read and no end, for two minutes.
    assert select.select([reader], [], [], 60)[0]
    assert os.read(reader, 1) == b""
    os.close(reader)
