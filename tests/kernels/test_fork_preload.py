"""A warm process that has loaded less than the whole science stack, or nothing of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernels import Limits
from app.kernels.fork import ForkEngine

NAMES = ("numpy", "pandas", "matplotlib", "sklearn")
LOADED = f"import sys; [name for name in {NAMES} if name in sys.modules]"
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()"


@pytest.fixture(scope="module")
def lean(short_folder: Path) -> Iterator[ForkEngine]:
    """An engine that loads nothing, beside the others, so that it has their list of fonts."""
    with ForkEngine(folder=short_folder / "fork", preload=()) as engine:
        yield engine


def test_nothing_is_loaded_until_a_cell_needs_it(lean: ForkEngine) -> None:
    kernel = lean.start(Limits(), {})
    assert kernel.run(LOADED).outputs[0]["data"]["text/plain"] == "[]"
    run = kernel.run("import pandas, sklearn.linear_model\npandas.DataFrame({'a': [1]})")
    assert (run.status, "text/html" in run.outputs[0]["data"]) == ("ok", True)
    (shown,) = kernel.run(PLOT).outputs
    assert "image/png" in shown["data"]
    kernel.close()


def test_what_is_loaded_is_what_was_asked_for_and_can_be_found(short_folder: Path) -> None:
    with ForkEngine(folder=short_folder / "fork", preload=("numpy", "no_such")) as engine:
        kernel = engine.start(Limits(), {})
        shown = kernel.run(LOADED).outputs[0]["data"]["text/plain"]
        assert ast.literal_eval(shown) == ["numpy"]
        kernel.close()
