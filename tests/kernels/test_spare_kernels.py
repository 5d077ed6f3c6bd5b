"""Kernels that are started before anybody asks."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.kernels import Limits, NbclientEngine


@pytest.fixture(scope="module")
def warm_engine(short_folder: Path) -> Iterator[NbclientEngine]:
    with NbclientEngine(folder=short_folder / "spare", spare=1) as engine:
        engine.warm()
        engine.start(Limits(), {}).close()
        yield engine


def test_a_spare_is_given_and_never_given_again(warm_engine: NbclientEngine) -> None:
    seen = set()
    for _ in range(3):
        kernel = warm_engine.start(Limits(), {})
        assert kernel.run("'mine' in globals()").outputs[0]["data"]["text/plain"] == "False"
        kernel.run("mine = 1")
        seen.add(kernel.pid)
        kernel.close()
    assert len(seen) == 3


def test_a_spare_that_died_is_not_given(
    warm_engine: NbclientEngine, eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    def spares() -> list[psutil.Process]:
        return [
            child
            for child in psutil.Process().children()
            if child.status() != psutil.STATUS_ZOMBIE
            and "--preload=numpy" in " ".join(child.cmdline())
        ]

    assert eventually(lambda: bool(spares()))
    time.sleep(0.5)
    killed = spares()
    for spare in killed:
        spare.kill()
    # A process whose first thread has ended is not over until its last one has.
    assert eventually(lambda: not any(psutil.pid_exists(spare.pid) for spare in killed))
    kernel = warm_engine.start(Limits(), {})
    assert kernel.run("1").status == "ok"
    kernel.close()


def test_a_closed_engine_leaves_no_process_and_no_folder(short_folder: Path) -> None:
    engine = NbclientEngine(folder=short_folder / "end", spare=2)
    kernel = engine.start(Limits(), {})
    engine.close()
    assert not kernel.alive
    assert kernel.run("1").status == "died"
    assert list((short_folder / "end").glob("e*")) == []
    engine.close()
