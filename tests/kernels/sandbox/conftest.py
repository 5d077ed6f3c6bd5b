# Attacks and lessons use the plainest calls there are.
"""Attacks run in a confined child of the test's own process; what they gained comes back."""

import contextlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")
if sys.platform != "linux":
    collect_ignore_glob = ["test_attacks_*.py", "test_what_still_works.py"]

from app.kernels.sandbox import (  # noqa: E402
    Allowance,
    Plan,
    Policy,
    confine,
    fork,
    probe,
    python_paths,
    system_paths,
)


@dataclass(frozen=True)
class Outcome:
    """What an attack returned (JSON), or the exception that ended it, or the signal."""

    value: Any = None
    error: str = ""
    signal: int = 0

    @property
    def refused(self) -> bool:
        """Whether it ended by an error or a signal, or said itself that nothing was gained."""
        return bool(self.error or self.signal) or not self.value


@dataclass(frozen=True)
class Cell:
    """Runs code in a child under one plan."""

    plan: Plan
    scratch: Path
    readable: tuple[Path, ...]

    @property
    def alone(self) -> bool:
        """Whether the child has namespaces of its own."""
        return self.plan.namespaces is not None

    def start(self, attack: Callable[[], Any], **changes: Any) -> tuple[int, int]:
        """Fork, confine and run; gives the child's number and where its answer comes from."""
        allowance = changes.pop("allowance", Allowance(cpu_seconds=60))
        reader, writer = os.pipe()
        policy = Policy(
            scratch=self.scratch,
            readable=self.readable,
            allowance=allowance,
            descriptors=frozenset({0, 1, 2, writer}),
        )
        sys.stdout.flush()
        pid = fork(self.plan)
        if pid == 0:
            with contextlib.suppress(BaseException):
                os.write(writer, _answer(attack, replace(policy, **changes), self.plan))
            os._exit(0)
        os.close(writer)
        return pid, reader

    def run(self, attack: Callable[[], Any], *, seconds: float = 60, **changes: Any) -> Outcome:
        """What an attack got."""
        pid, reader = self.start(attack, **changes)
        return collect(pid, reader, seconds)


def _answer(attack: Callable[[], Any], policy: Policy, plan: Plan) -> bytes:
    # Those of pytest write to descriptors that are closed in the child.
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    try:
        confine(policy, plan)
    except BaseException as error:
        return json.dumps({"unconfined": repr(error)}).encode()
    try:
        return json.dumps({"value": attack()}).encode()
    except BaseException as error:
        return json.dumps({"error": f"{type(error).__name__}: {error}"}).encode()


def collect(pid: int, reader: int, seconds: float = 60) -> Outcome:
    """Wait for a child's answer and its end; kill it when it takes too long."""
    until, answer = time.monotonic() + seconds, b""
    with open(reader, "rb", buffering=0) as stream:
        while select.select([stream], [], [], max(0.0, until - time.monotonic()))[0]:
            part = stream.read(65536)
            answer += part
            if not part or answer.endswith(b"}"):
                break
        else:
            os.kill(pid, signal.SIGKILL)
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.002)
    if not answer:
        return Outcome(signal=signal.SIGKILL)
    said = json.loads(answer)
    assert "unconfined" not in said, said
    return Outcome(said.get("value"), said.get("error", ""))


@pytest.fixture(scope="session")
def whole_plan() -> Plan:
    return probe()


def as_on_ubuntu(plan: Plan) -> Plan:
    """The same machine with user namespaces closed and an older Landlock, as on Ubuntu 24.04."""
    without = probe(leave_out=frozenset({"namespaces"}))
    layers = tuple(
        replace(report, version=min(report.version, 4)) if report.name == "landlock" else report
        for report in without.layers
    )
    return replace(without, layers=layers)


@pytest.fixture(scope="session", params=["every-layer", "no-namespaces"])
def plan(request: pytest.FixtureRequest, whole_plan: Plan) -> Plan:
    """Every attack is tried twice: against all layers, and where namespaces are closed."""
    if request.param == "every-layer":
        if whole_plan.missing:
            pytest.skip("only on machines with all layers")
        return whole_plan
    if os.geteuid() == 0:
        pytest.skip("only on ordinary accounts: test_ordinary_user runs it as one")
    if not whole_plan.has("landlock") or not whole_plan.has("seccomp"):
        pytest.skip("only on machines with Landlock and seccomp")
    return as_on_ubuntu(whole_plan)


@pytest.fixture
def cell(plan: Plan, tmp_path: Path) -> Cell:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "given.csv").write_text("a,b\n1,2\n")
    return Cell(plan, scratch, python_paths() + system_paths())


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of the server's, beside the scratch folder."""
    path = tmp_path / "data" / "kisima.db"
    path.parent.mkdir()
    path.write_text("every student's marks")
    return path


@pytest.fixture
def victim() -> Iterator[int]:
    """Another process of the same user, started before the attack."""
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        while True:
            time.sleep(1)
    yield pid
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)
