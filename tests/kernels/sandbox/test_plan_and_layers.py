import json
import os
import struct
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli.doctor import doctor
from app.kernels.sandbox import (
    LAYERS,
    LayerFailed,
    LayerMissing,
    LayerReport,
    Plan,
    Policy,
    confine,
    describe,
    fork,
    probe,
    python_paths,
    system_paths,
)
from app.kernels.sandbox import bpf as assembler
from app.kernels.sandbox.seccomp import compile_filter, with_own_pid
from app.kernels.sandbox.uncovered import outermost, without

linux = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
NOTHING = Plan("win32", tuple(LayerReport(name, False, reason="not here") for name in LAYERS))


def error_in_child(policy: Policy, plan: Plan) -> str:
    """The name of the error that confining a child raises; "" for none."""
    reader, writer = os.pipe()
    pid = fork(plan)
    if pid == 0:
        try:
            confine(policy, plan)
        except Exception as error:
            os.write(writer, type(error).__name__.encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as stream:  # noqa: PTH123
        said = stream.read().decode()
    os.waitpid(pid, 0)
    return said


@linux
def test_probing_leaves_the_caller_as_it_was() -> None:
    names = ("ns/net", "ns/pid", "ns/mnt", "ns/user", "cwd")
    before = [os.readlink(f"/proc/self/{name}") for name in names]  # noqa: PTH115
    status = Path("/proc/self/status").read_text()
    probe()
    assert [os.readlink(f"/proc/self/{name}") for name in names] == before  # noqa: PTH115
    for line in ("NoNewPrivs", "Seccomp:", "CapEff", "Uid"):
        held = [row for row in status.splitlines() if row.startswith(line)]
        assert held[0] in Path("/proc/self/status").read_text()


@linux
def test_a_required_layer_that_is_missing(whole_plan: Plan, tmp_path: Path) -> None:
    policy = Policy(tmp_path, (), require=frozenset(LAYERS))
    layers = (LayerReport("landlock", False, reason="too old"),)
    assert error_in_child(policy, replace(whole_plan, layers=layers)) == LayerMissing.__name__


def test_a_required_layer_on_another_system(tmp_path: Path) -> None:
    with pytest.raises(LayerMissing, match="not here"):
        confine(Policy(tmp_path, (), require=frozenset({"namespaces"})), NOTHING)


@linux
def test_a_layer_that_fails_after_all(whole_plan: Plan, tmp_path: Path) -> None:
    if not whole_plan.has("seccomp"):
        pytest.skip("only on machines with seccomp")
    broken = replace(whole_plan, program=b"\xff" * 8, own_pid_at=())
    policy = Policy(tmp_path, python_paths() + system_paths())
    assert error_in_child(policy, broken) == LayerFailed.__name__


@linux
def test_a_scratch_folder_that_is_not_there(whole_plan: Plan, tmp_path: Path) -> None:
    policy = Policy(tmp_path / "nowhere", python_paths() + system_paths())
    assert error_in_child(policy, whole_plan)


@linux
def test_an_ordinary_fork_is_confined_as_well(whole_plan: Plan, tmp_path: Path) -> None:
    if whole_plan.namespaces is None:
        pytest.skip("only on machines with namespaces")
    plan = replace(whole_plan, namespaces=replace(whole_plan.namespaces, direct=False))
    reader, writer = os.pipe()
    pid = fork(plan)
    if pid == 0:
        confine(Policy(tmp_path, python_paths() + system_paths()), plan)
        os.write(writer, str(os.getpid()).encode())
        os._exit(7)
    os.close(writer)
    assert os.read(reader, 10) == b"1"
    os.close(reader)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


@linux
def test_killing_the_process_that_waits_kills_the_other(whole_plan: Plan, tmp_path: Path) -> None:
    if whole_plan.namespaces is None:
        pytest.skip("only on machines with namespaces")
    plan = replace(whole_plan, namespaces=replace(whole_plan.namespaces, direct=False))
    reader, writer = os.pipe()
    pid = fork(plan)
    if pid == 0:
        confine(Policy(tmp_path, python_paths() + system_paths()), plan)
        os.write(writer, b"x")
        time.sleep(30)
        os._exit(0)
    os.close(writer)
    os.read(reader, 1)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_words_for_a_machine_with_everything() -> None:
    layers = tuple(LayerReport(name, True, version=7, mode="own") for name in LAYERS)
    sentences = describe(Plan("linux", layers))
    assert all(one.good for one in sentences)
    assert len(sentences) == 1 + len(LAYERS)


def test_words_for_a_machine_with_nothing() -> None:
    assert not any(one.good for one in describe(NOTHING))
    assert not describe(replace(NOTHING, system="linux"))[0].good
    assert all("%(" not in str(one) for one in describe(NOTHING))


@linux
def test_a_system_without_any_layer() -> None:
    code = """
import os, sys
for name in ("fork", "getuid", "geteuid", "setsid", "O_PATH"):
    delattr(os, name)
import app.kernels.sandbox as sandbox, tempfile, pathlib, ctypes, platform
sys.platform = "win32"
plan = sandbox.probe()
sandbox.confine(sandbox.Policy(pathlib.Path("."), ()), plan)
print(len(plan.missing), sandbox.describe(plan)[0])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout.startswith("5 On this system"), ran.stderr


def test_words_for_ubuntu() -> None:
    layers = (
        LayerReport("namespaces", False, reason="Operation not permitted"),
        LayerReport("user", True, mode="same"),
        LayerReport("landlock", True, version=4),
        LayerReport("seccomp", True),
        LayerReport("rlimits", True),
    )
    sentences = describe(Plan("linux", layers))
    assert sentences[0].good
    assert [one.layer for one in sentences if not one.good] == ["namespaces", "landlock"]


def test_the_doctor_speaks_json() -> None:
    result = CliRunner().invoke(doctor, ["--json"])
    said = json.loads(result.output)
    assert set(said["layers"]) == set(LAYERS)
    assert (result.exit_code == 0) == said["sentences"][0]["good"]


@pytest.mark.parametrize("machine", [0, 1])
@pytest.mark.parametrize("alone", [True, False])
def test_the_filter_is_made_for_every_machine(machine: int, alone: bool) -> None:
    program = compile_filter(machine, alone=alone)
    assert len(program.code) < 4096 * 8
    assert len(program.own_pid_at) == 2
    filled = with_own_pid(program.code, program.own_pid_at, 1234)
    assert struct.unpack_from("<I", filled, program.own_pid_at[0])[0] == 1234
    assert struct.unpack_from("<i", filled, program.own_pid_at[1])[0] == -1234


def decide(code: bytes, machine: int, call: int, *arguments: int) -> int:
    """What a filter answers, by running it here."""
    words = struct.pack("<iIQ6Q", call, machine, 0, *(*arguments, *[0] * 6)[:6])
    at, held = 0, 0
    while True:
        kind, if_true, if_false, value = struct.unpack_from("<HBBI", code, at * 8)
        at += 1
        if kind == assembler.RETURN:
            return value
        if kind == assembler.LOAD_WORD:
            held = struct.unpack_from("<I", words, value)[0]
        elif kind == assembler.AND:
            held &= value
        elif kind == assembler.JUMP:
            at += value
        else:
            holds = {
                assembler.JUMP_EQUAL: held == value,
                assembler.JUMP_GREATER: held > value,
                assembler.JUMP_AT_LEAST: held >= value,
                assembler.JUMP_ANY_BIT: bool(held & value),
            }[kind]
            at += if_true if holds else if_false


def test_the_filter_of_aarch64_decides_as_that_of_x86_64() -> None:
    from app.kernels.sandbox.forbidden_calls import refusals
    from app.kernels.sandbox.seccomp import ALLOW, KILL, MACHINE_CODES, REFUSE
    from app.kernels.sandbox.syscalls import ABSENT, NUMBERS

    for column, machine in enumerate(MACHINE_CODES):
        code = compile_filter(column, alone=True).code
        for name, error in refusals(alone=True).items():
            if NUMBERS[name][column] != ABSENT:
                assert decide(code, machine, NUMBERS[name][column]) == REFUSE | error, name
        socket = NUMBERS["socket"][column]
        assert decide(code, machine, socket, 1) == ALLOW
        assert decide(code, machine, socket, 2) == REFUSE | 1
        assert decide(code, machine ^ 1, 0) == KILL


def test_whom_a_child_may_signal_where_it_sees_others() -> None:
    from app.kernels.sandbox.seccomp import ALLOW, MACHINE_CODES
    from app.kernels.sandbox.syscalls import NUMBERS

    program = compile_filter(0, alone=False)
    code = with_own_pid(program.code, program.own_pid_at, 5000)
    allowed = {
        pid: decide(code, MACHINE_CODES[0], NUMBERS["kill"][0], pid % (1 << 32)) == ALLOW
        for pid in (0, 1, 4999, 5000, 5001, -1, -4999, -5000, -5001)
    }
    assert [pid for pid, may in allowed.items() if may] == [0, 5000, 5001, -5000, -5001]


def test_folders_inside_one_another(tmp_path: Path) -> None:
    for name in ("a/keep", "a/hide/deep", "b"):
        (tmp_path / name).mkdir(parents=True)
    tree = str(tmp_path)
    assert sorted(without(tree, [f"{tree}/a/hide"])) == [f"{tree}/a/keep", f"{tree}/b"]
    assert without(f"{tree}/a", [tree]) == []
    assert outermost(["/usr/lib", "/usr", "/usrlocal"]) == ["/usr", "/usrlocal"]


def hooked(tmp_path: Path) -> Any:
    from app.kernels.fork.confine import Place

    work = tmp_path / "work"
    work.mkdir()
    where = {"folder": str(tmp_path), "work": str(work), "home": "", "temporary": ""}
    return Place(**where, memory_mb=1024, zygote_mb=500)


@linux
def test_the_hooks_of_a_warm_process(whole_plan: Plan, tmp_path: Path) -> None:
    from app.kernels.sandbox import hooks

    if whole_plan.missing:
        pytest.skip("only on machines with all layers")
    place = hooked(tmp_path)
    reader, writer = os.pipe()
    hooks.prepare()
    pid = hooks.fork()
    if pid == 0:
        hooks.confine_fully(place)
        os.write(writer, str(Path.cwd()).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as stream:  # noqa: PTH123
        assert stream.read().decode() == place.work
    os.waitpid(pid, 0)
