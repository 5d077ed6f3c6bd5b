import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.kernels import Engine, Limits, NbclientEngine
from app.kernels.fork import ForkEngine
from app.kernels.fork.kernel import ForkKernel
from app.kernels.nbclient_kernel import NbclientKernel

ENGINES = ("nbclient", "fork") if sys.platform == "linux" else ("nbclient",)


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder with a short name, since those of pytest are too long for a Unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="ki"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def fork_engine(short_folder: Path) -> Iterator[ForkEngine]:
    with ForkEngine(folder=short_folder / "fork") as engine:
        yield engine


@pytest.fixture(scope="session", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, short_folder: Path
) -> Iterator[NbclientEngine | ForkEngine]:
    """Each engine in turn: code behaves alike in both."""
    if request.param == "fork":
        yield request.getfixturevalue("fork_engine")
    else:
        with NbclientEngine(folder=short_folder) as engine:
            yield engine


class Kept:
    """An engine for one user of it, who may close it while others go on."""

    def __init__(self, engine: NbclientEngine | ForkEngine) -> None:
        self.start = engine.start
        self.warm = engine.warm

    def close(self) -> None:
        """Nothing: whoever made the engine closes it."""


@pytest.fixture(scope="module")
def kept(engine: NbclientEngine | ForkEngine) -> Engine:
    """Each engine in turn, for live kernels that may not close it."""
    return Kept(engine)


@pytest.fixture(scope="module")
def shared(
    engine: NbclientEngine | ForkEngine,
) -> Iterator[Callable[[], NbclientKernel | ForkKernel]]:
    """Gives the module's kernel, and a new one where a test has killed it."""
    made: list[NbclientKernel | ForkKernel] = []

    def give() -> NbclientKernel | ForkKernel:
        if not made or not made[-1].alive:
            made.append(engine.start(Limits(), {}))
        return made[-1]

    yield give
    for kernel in made:
        kernel.close()


@pytest.fixture
def kernel(shared: Callable[[], NbclientKernel | ForkKernel]) -> NbclientKernel | ForkKernel:
    return shared()


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], bool]:
    """Whether something becomes true within a minute."""

    def wait(holds: Callable[[], bool]) -> bool:
        until = time.monotonic() + 60
        while not holds():
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True

    return wait
