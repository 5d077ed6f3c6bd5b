"""The ways round what only Linux has, tried on Linux: polling, ports, watching memory."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernels import Limits, NbclientEngine, connection
from app.kernels.process import KernelProcess


@pytest.fixture
def plain_engine(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NbclientEngine]:
    """An engine on a system without pidfds, without sockets in folders, without memory limits."""

    def refuse(*_: object) -> int:
        raise OSError

    monkeypatch.setattr(os, "pidfd_open", refuse, raising=False)
    monkeypatch.setattr(connection, "LONGEST_SOCKET_PREFIX", 0)
    monkeypatch.setattr(KernelProcess, "limit_memory", lambda *_: False)
    with NbclientEngine(folder=short_folder / "plain") as engine:
        yield engine


def test_cells_run_and_a_death_is_noticed(plain_engine: NbclientEngine) -> None:
    kernel = plain_engine.start(Limits(cell_seconds=5), {})
    assert "tcp" in kernel.folder.connection_file.read_text()
    assert kernel.run("1").status == "ok"
    assert kernel.run("while True: pass", timeout=0.3).status == "timeout"
    assert kernel.run("import os; os._exit(0)").status == "died"


def test_too_much_memory_kills_the_kernel(plain_engine: NbclientEngine) -> None:
    kernel = plain_engine.start(Limits(memory_mb=300), {})
    run = kernel.run("x = bytearray(10**7)\nwhile True:\n    x += bytes(10**6)")
    assert run.status == "died"
    assert not kernel.alive
