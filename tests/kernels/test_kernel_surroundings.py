"""What a kernel sees of the machine: its own folder, its files, and a clean environment."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.kernels import Limits, NbclientEngine
from app.kernels.environment import kernel_environment
from app.kernels.nbclient_kernel import NbclientKernel


def value(kernel: NbclientKernel, source: str) -> Any:
    return ast.literal_eval(kernel.run(source).outputs[-1]["data"]["text/plain"])


def test_no_secret_of_the_server_is_handed_down(
    engine: NbclientEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KISIMA_SECRET", "hidden")
    monkeypatch.setenv("DATABASE_URL", "hidden")
    kernel = engine.start(Limits(), {})
    assert "hidden" not in value(kernel, "import os; list(os.environ.values())")
    kernel.close()


def test_libraries_use_one_thread_and_scratch_folders(kernel: NbclientKernel) -> None:
    environment = value(kernel, "import os; dict(os.environ)")
    assert environment["OMP_NUM_THREADS"] == "1"
    for name in ("HOME", "TMPDIR", "JOBLIB_TEMP_FOLDER", "IPYTHONDIR", "MPLCONFIGDIR"):
        assert environment[name].startswith(str(kernel.folder.path))


@pytest.mark.slow
def test_models_are_fitted_by_two_processes(engine: NbclientEngine) -> None:
    kernel = engine.start(Limits(cell_seconds=110, memory_mb=1280), {})
    run = kernel.run(
        "from sklearn.linear_model import LogisticRegression\n"
        "from sklearn.datasets import make_blobs\n"
        "from sklearn.model_selection import cross_val_score\n"
        # More than a megabyte, which joblib hands over by way of a file.
        "X, y = make_blobs(20_000, n_features=10, random_state=0)\n"
        "len(cross_val_score(LogisticRegression(), X, y, cv=2, n_jobs=2))"
    )
    assert run.status == "ok", run.outputs
    assert run.outputs[-1]["data"]["text/plain"] == "2"
    kernel.close()


def test_languages_and_paths_pass() -> None:
    given = {"LC_ALL": "sw_KE", "PATH": "/bin", "SECRET_KEY": "x"}
    here = Path("scratch")
    environment = kernel_environment(given, home=here, temporary=here, matplotlib=here)
    assert (environment["LC_ALL"], environment["PATH"]) == ("sw_KE", "/bin")
    assert "SECRET_KEY" not in environment


def test_files_are_copies_in_the_working_folder(engine: NbclientEngine, tmp_path: Path) -> None:
    data = tmp_path / "heights.csv"
    data.write_text("150\n160\n")
    kernel = engine.start(Limits(), {"data/heights.csv": data, "h.csv": data})
    assert value(kernel, "open('data/heights.csv').read()") == "150\n160\n"
    kernel.run("open('h.csv', 'w').write('changed')")
    assert data.read_text() == "150\n160\n"
    kernel.close()


def test_modules_beside_the_notebook_can_be_imported(
    engine: NbclientEngine, tmp_path: Path
) -> None:
    module = tmp_path / "farm.py"
    module.write_text("goats = 4")
    kernel = engine.start(Limits(), {"farm.py": module})
    assert value(kernel, "import farm; farm.goats") == 4
    kernel.close()


@pytest.mark.parametrize("name", ["../out.csv", "/etc/out.csv", "a/../../out.csv", ""])
def test_a_file_name_that_leads_out_is_refused(
    engine: NbclientEngine, tmp_path: Path, name: str
) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(ValueError, match="relative"):
        engine.start(Limits(), {name: tmp_path / "x"})


def test_the_server_s_own_code_is_not_importable(kernel: NbclientKernel) -> None:
    assert kernel.run("import app.errors").outputs[-1]["ename"] == "ModuleNotFoundError"
    assert kernel.run("import nbclient_kernel").outputs[-1]["ename"] == "ModuleNotFoundError"


def test_the_folder_is_gone_after_closing(engine: NbclientEngine) -> None:
    kernel = engine.start(Limits(), {})
    kernel.run("import os; os.mkdir('d'); open('d/f', 'w').close(); os.chmod('d', 0)")
    kernel.close()
    assert not kernel.folder.path.exists()
    kernel.close()


def test_a_set_has_the_same_order_in_every_kernel(engine: NbclientEngine) -> None:
    orders = []
    for _ in range(2):
        kernel = engine.start(Limits(), {})
        orders.append(value(kernel, "list({'goat', 'hen', 'cow', 'ox', 'bee'})"))
        kernel.close()
    assert orders[0] == orders[1]


def test_the_list_of_fonts_is_made_once(
    engine: NbclientEngine,
    kernel: NbclientKernel,
    eventually: Callable[[Callable[[], bool]], bool],
) -> None:
    engine.warm()
    fonts = kernel.folder.path.parents[1] / "fonts"
    assert eventually(lambda: any(fonts.glob("fontlist*.json")))
    kernel = engine.start(Limits(), {})
    assert list(kernel.folder.matplotlib.glob("fontlist*.json"))
    kernel.close()
