"""What running a notebook costs beside its own code, by engine; and what a live kernel holds."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.benches.plain_fork import PlainFork
from scripts.benches.rows import Row, Say

OVER_FORK_MS = 20
FIRST_CELL_MS = 50
LIVE_PSS_MB = 18

TRIVIAL = ("x = 1", "print(x + 1)", "assert x == 1")
ERRORS = (
    "def squares(n):\n    return [i ** 2 for i in range(n)]",
    "squares(10)",
    "def total(n):\n    raise NotImplementedError()",
    "assert squares(1) == [1]",
    "total(3)",
    "def show():\n    return undefined_name",
    "show()",
    "assert squares(2)[0] == 0",
)
SCIENCE = (
    "import numpy as np, pandas as pd, matplotlib.pyplot as plt\n"
    "from sklearn.linear_model import LinearRegression",
    "rng = np.random.default_rng(0)\nX = rng.normal(size=(200, 2))\ny = X @ [2, 3] + 1",
    "df = pd.DataFrame(X, columns=['a', 'b']).assign(y=y)\ndf.describe()",
    "model = LinearRegression().fit(X, y)\nmodel.coef_",
    "plt.scatter(df.a, df.y)\nplt.title('a')\nplt.show()",
    "plt.hist(df.y, bins=20)\nplt.show()",
)
SANDBOX: dict[str, Any] = {
    name: f"app.kernels.sandbox.hooks:{name}" for name in ("prepare", "fork", "confine")
}
NOTEBOOKS = {"trivial": TRIVIAL, "three errors": ERRORS, "scikit-learn and plots": SCIENCE}


def rows(quick: bool, say: Say) -> list[Row]:
    """Walls in alternating runs, processor time, and memory."""
    from app.kernels.fork import ForkEngine
    from app.kernels.interface import PRELOAD
    from app.kernels.nbclient_engine import NbclientEngine

    times = 5 if quick else 15
    with (
        tempfile.TemporaryDirectory(prefix="ki") as folder,
        ForkEngine(folder=Path(folder) / "f") as fork,
        ForkEngine(folder=Path(folder) / "s", **SANDBOX) as confined,
        NbclientEngine(folder=Path(folder) / "n") as plain,
        PlainFork(PRELOAD) as bare,
    ):
        say("    starting two warm processes …")
        fork.wait_until_warm()
        confined.wait_until_warm()
        say("    a trivial notebook, four ways …")
        ways: dict[str, Callable[[], float]] = {
            "bare": lambda: bare.run_ms(TRIVIAL),
            "fork": lambda: notebook_ms(fork, TRIVIAL),
            "confined": lambda: notebook_ms(confined, TRIVIAL),
            "nbclient": lambda: notebook_ms(plain, TRIVIAL),
        }
        walls = alternate(ways, times)
        say("    processor time …")
        cost = {
            name: statistics.median(processor_ms(fork, cells) for _ in range(times))
            for name, cells in NOTEBOOKS.items()
        }
        say("    live kernels …")
        first = statistics.median(first_cell_ms(confined) for _ in range(times))
        count = 6 if quick else 30
        pss = {engine: live_pss_mb(engine, count) for engine in (fork, confined)}
    over = {name: difference(walls[name], walls["bare"]) for name in ("fork", "confined")}
    wall = {name: statistics.median(taken) for name, taken in walls.items()}
    return [
        Row("trivial notebook, plain fork and exec", wall["bare"], "ms"),
        Row("forked kernel, over that", over["fork"], "ms", OVER_FORK_MS),
        Row("forked kernel in the sandbox, over that", over["confined"], "ms", OVER_FORK_MS),
        Row("forked kernel, as a multiple of it", times_of(walls, "fork"), "×"),
        Row("forked kernel in the sandbox, likewise", times_of(walls, "confined"), "×"),
        Row("forked kernel, in all", wall["fork"], "ms"),
        Row("forked kernel in the sandbox, in all", wall["confined"], "ms"),
        Row("fresh ipykernel, in all", wall["nbclient"], "ms"),
        *(Row(f"processor, {name}", value, "ms") for name, value in cost.items()),
        Row("first cell of a live kernel, in the sandbox", first, "ms", FIRST_CELL_MS),
        Row(f"each of {count} live kernels after import pandas", pss[fork], "MB", LIVE_PSS_MB),
        Row("the same in the sandbox", pss[confined], "MB", LIVE_PSS_MB),
    ]


def difference(one: list[float], other: list[float]) -> float:
    """The median of the differences within each round, so that what both met cancels out."""
    return statistics.median(a - b for a, b in zip(one, other, strict=True))


def times_of(walls: dict[str, list[float]], name: str) -> float:
    """The median of the ratios to the plain fork within each round."""
    pairs = zip(walls[name], walls["bare"], strict=True)
    return statistics.median(one / bare for one, bare in pairs)


def alternate(ways: dict[str, Callable[[], float]], times: int) -> dict[str, list[float]]:
    """What each way took, all tried in turn so that a busy moment meets them all."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(times):
        for name, way in ways.items():
            taken[name].append(way())
    return taken


def notebook_ms(engine: object, cells: tuple[str, ...]) -> float:
    """From the wish for a kernel until it is gone."""
    from app.kernels import Limits

    started = time.perf_counter()
    kernel = engine.start(Limits(), {})  # type: ignore[attr-defined]
    for cell in cells:
        kernel.run(cell)
    kernel.close()
    return (time.perf_counter() - started) * 1000


def processor_ms(engine: object, cells: tuple[str, ...]) -> float:
    """Processor time of the kernel, the warm process and this one for a notebook."""
    from app.kernels import Limits

    zygote = engine.zygote_pid  # type: ignore[attr-defined]
    started, before = time.process_time(), on_processor_ms(zygote)
    kernel = engine.start(Limits(), {})  # type: ignore[attr-defined]
    for cell in cells:
        kernel.run(cell)
    child = on_processor_ms(kernel.pid)
    kernel.close()
    return child + on_processor_ms(zygote) - before + (time.process_time() - started) * 1000


def on_processor_ms(pid: int) -> float:
    """How long a process's main thread has run, from the scheduler."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def first_cell_ms(engine: object) -> float:
    """From the request to the first result, as a student waits for it."""
    from app.kernels import Limits, LocalKernels

    class Kept:
        """The engine, which the live kernels may not close."""

        start = staticmethod(engine.start)  # type: ignore[attr-defined]

        def warm(self) -> None: ...

        def close(self) -> None: ...

    kernels = LocalKernels(Kept(), 1, 600.0, Limits())
    started = time.perf_counter()
    state = kernels.run("a", "w", [("c", "1 + 1")], {})
    while not state.done:
        state = kernels.poll("a", state.run_id, wait=5, since=state.revision)
    taken = (time.perf_counter() - started) * 1000
    kernels.close()
    return taken


def live_pss_mb(engine: object, count: int) -> float:
    """The mean proportional memory (PSS) of so many kernels at once that have imported pandas.

    Each page counts by the number of processes that share it, the warm one among them.
    """
    from app.kernels import Limits

    kernels = []
    for _ in range(count):
        kernel = engine.start(Limits(), {})  # type: ignore[attr-defined]
        kernel.run("import pandas as pd\npd.DataFrame({'a': [1, 2]})")
        kernels.append(kernel)
    pss = []
    for kernel in kernels:
        lines = Path(f"/proc/{kernel.pid}/smaps_rollup").read_text().splitlines()
        pss += [int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")]
    for kernel in kernels:
        kernel.close()
    return statistics.mean(pss)
